use scf::http::ServiceConfig;

#[scf::http]
async fn routes(app: &mut ServiceConfig) {
    //~^ error: async
    let _ = app;
}
