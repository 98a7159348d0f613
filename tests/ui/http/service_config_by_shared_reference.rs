use scf::http::ServiceConfig;

#[scf::http]
fn routes(app: &ServiceConfig) {
    //~^ error: &ServiceConfig
    let _ = app;
}
