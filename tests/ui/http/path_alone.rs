#[scf::http("/orders")]
//~^ error: "/orders"
async fn orders() -> &'static str {
    ""
}
