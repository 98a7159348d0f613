#[scf::http(get = "/orders", post = "/orders", get = "/all")]
//~^ error: get = "/all"
async fn orders() -> &'static str {
    ""
}
