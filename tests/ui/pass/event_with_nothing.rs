#[scf::event]
async fn tick() {}

// The program's own `main` goes before the one that a handler brings.
fn main() {}
