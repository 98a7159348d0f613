use scf::main;
//~^ error: scf::main

#[scf::event]
async fn greet() {}

fn main() {}
