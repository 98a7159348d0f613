#[scf::http(path = "/orders", method = "get")]
//~^ error: path
//~^^ error: method
async fn orders() -> &'static str {
    ""
}
