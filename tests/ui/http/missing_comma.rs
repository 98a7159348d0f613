#[scf::http(get = "/orders" post = "/orders")]
//~^ error: post
async fn orders() -> &'static str {
    ""
}
