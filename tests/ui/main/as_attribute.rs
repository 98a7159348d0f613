#[scf::main]
//~^ error: main
async fn main() {}

#[scf::event]
async fn greet() {}
