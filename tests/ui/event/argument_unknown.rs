#[scf::event(timeout = "5s")]
//~^ error: timeout
async fn greet(name: String) -> String {
    name
}
