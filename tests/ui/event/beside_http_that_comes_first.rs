#[scf::http]
//~^ error: #[scf::http]
fn routes(app: &mut scf::http::ServiceConfig) {
    let _ = app;
}

#[scf::event]
fn greet(name: String) -> String {
    name
}
