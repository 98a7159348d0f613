#[scf::http(get("/orders"))]
//~^ error: get
async fn orders() -> &'static str {
    ""
}
