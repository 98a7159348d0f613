#[derive(serde::Serialize)]
struct Order {
    id: u64,
}

#[scf::event]
fn total(orders: Vec<Order>, ctx: scf::Context) -> u64 {
    //~^ error: Vec<Order>
    drop(ctx);
    orders.iter().map(|order| order.id).sum()
}
