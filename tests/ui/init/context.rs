use scf::{Context, Function};

#[scf::init]
fn region(ctx: Context) -> String {
    //~^ error: Context
    drop(ctx);
    String::new()
}

#[scf::init]
fn name(function: Function) -> u64 {
    //~^ error: Function
    drop(function);
    0
}

#[scf::event]
async fn greet() {}
