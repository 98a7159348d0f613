const ORDERS: &str = "/orders";

#[scf::http(get = ORDERS, post = 7, put = b"/orders", patch =)]
//~^ error: ORDERS
//~^^ error: 7
//~^^^ error: b"/orders"
//~^^^^ error: patch
async fn orders() -> &'static str {
    ""
}
