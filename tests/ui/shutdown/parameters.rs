use scf::{Context, Function};

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

#[scf::event]
async fn greet() {}
