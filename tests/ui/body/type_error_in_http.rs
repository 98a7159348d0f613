#[scf::http(get = "/")]
async fn page() -> String {
    "Hello!"
    //~^ error: "Hello!"
}

#[scf::http]
fn routes(app: &mut scf::http::ServiceConfig) {
    app.missing();
    //~^ error: missing
}
