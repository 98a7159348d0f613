#[scf::http(get = "/", budget = "5s")]
//~^ error: budget
async fn page() -> &'static str {
    ""
}
