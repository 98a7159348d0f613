#[scf::http(get = "/orders")]
#[scf::http(get = "/orders")]
async fn orders() -> &'static str {
    ""
}
