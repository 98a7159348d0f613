#[scf::http(GET = "/orders")]
//~^ error: GET
async fn orders() -> &'static str {
    ""
}
