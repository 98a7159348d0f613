#[scf::http(get = "orders", post = "")]
//~^ error: "orders"
//~^^ error: ""
async fn orders() -> &'static str {
    ""
}
