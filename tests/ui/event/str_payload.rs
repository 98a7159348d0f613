#[scf::event]
async fn greet(name: &str) -> String {
    //~^ error: &str
    format!("Hello, {name}!")
}
