//! The function of `bench-baseline`, written with `scf`.

use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Order {
    name: String,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    sku: String,
    qty: u32,
    price: f64,
}

#[derive(Serialize)]
struct Reply {
    text: String,
    total: f64,
    request_id: String,
}

#[scf::event]
async fn greet(order: Order, ctx: scf::Context) -> Reply {
    let skus: Vec<&str> = order.items.iter().map(|item| item.sku.as_str()).collect();
    Reply {
        text: format!("Hello, {}: {}", order.name, skus.join(", ")),
        total: order.items.iter().map(|item| f64::from(item.qty) * item.price).sum(),
        request_id: ctx.request_id().to_owned(),
    }
}
