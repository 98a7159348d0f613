#[scf::main]
//~^ error: #[scf::main]
async fn main() {}

#[scf::event]
async fn greet() {}
