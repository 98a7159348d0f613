#[derive(serde::Deserialize)]
struct Order {
    _id: u64,
}

#[scf::event]
fn orders(count: usize) -> Result<Vec<Order>, scf::Error> {
    //~^ error: Vec<Order>
    Ok(Vec::with_capacity(count))
}
