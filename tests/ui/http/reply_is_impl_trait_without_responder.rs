#[scf::http(get = "/")]
async fn page() -> impl std::fmt::Display {
    //~^ error: impl std::fmt::Display
    "Hello!"
}
