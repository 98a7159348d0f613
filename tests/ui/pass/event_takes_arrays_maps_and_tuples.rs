use std::collections::BTreeMap;

type Orders = BTreeMap<String, Vec<(u64, [f64; 2])>>;

#[scf::event]
async fn sum(orders: Orders) -> BTreeMap<String, f64> {
    orders.into_iter().map(|(name, items)| (name, items.iter().map(|(_, pair)| pair[0] + pair[1]).sum())).collect()
}

fn main() {}
