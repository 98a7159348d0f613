#[derive(serde::Serialize)]
struct Order {
    id: u64,
}

#[scf::http(get = "/order")]
async fn order() -> Order {
    //~^ error: Order
    Order { id: 7 }
}

#[scf::http(get = "/orders")]
async fn orders() -> Result<Vec<Order>, scf::Error> {
    //~^ error: Vec<Order>
    Ok(vec![order().await])
}

#[scf::http(get = "/all")]
async fn all() -> Vec<Order> {
    //~^ error: Vec<Order>
    Vec::new()
}
