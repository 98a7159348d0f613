use scf::{Context, Function, State};

#[scf::init]
fn number() -> u64 {
    7
}

#[scf::shutdown]
async fn flush(ctx: Context) {
    //~^ error: Context
    drop(ctx);
}

#[scf::shutdown]
fn close(name: String) {
    //~^ error: String
    drop(name);
}

#[scf::shutdown]
fn goodbye(function: &Function) {
    //~^ error: &Function
    let _ = function;
}

#[scf::shutdown]
async fn sum(number: &State<u64>) {
    //~^ error: &State<u64>
    let _ = number;
}

#[scf::event]
async fn greet() {}
