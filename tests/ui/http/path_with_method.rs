#[scf::http("POST /orders")]
//~^ error: "POST /orders"
async fn create() -> &'static str {
    ""
}

#[scf::http(get = "GET /orders")]
//~^ error: "GET /orders"
async fn orders() -> &'static str {
    ""
}
