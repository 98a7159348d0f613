use scf::http::ServiceConfig;

#[scf::http]
fn routes(app: ServiceConfig) {
    //~^ error: fn
    drop(app);
}
