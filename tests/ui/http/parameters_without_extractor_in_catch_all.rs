use std::sync::Arc;

#[derive(serde::Deserialize)]
struct NewOrder {
    id: u64,
}

#[scf::http]
async fn anything(order: NewOrder, shared: Arc<u8>) -> String {
    //~^ error: NewOrder
    //~^^ error: Arc<u8>
    format!("{} {shared}", order.id)
}
