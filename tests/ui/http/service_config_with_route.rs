use scf::http::ServiceConfig;

#[scf::http(get = "/orders", post = "/orders")]
//~^ error: "/orders", post
fn routes(app: &mut ServiceConfig) {
    let _ = app;
}
