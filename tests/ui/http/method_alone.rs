#[scf::http(get)]
//~^ error: get
async fn orders() -> &'static str {
    ""
}
