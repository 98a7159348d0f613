#[scf::event]
async fn greet(name: String) -> impl std::fmt::Display {
    //~^ error: impl std::fmt::Display
    format!("Hello, {name}!")
}
