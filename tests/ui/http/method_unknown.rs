#[scf::http(trace = "/orders")]
//~^ error: trace
async fn orders() -> &'static str {
    ""
}
