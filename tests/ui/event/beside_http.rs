#[scf::event]
async fn greet(name: String) -> String {
    name
}

#[scf::http(get = "/")]
//~^ error: #[scf::http
async fn page() -> &'static str {
    "Hello!"
}
