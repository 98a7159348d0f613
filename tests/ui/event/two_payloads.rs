#[scf::event]
async fn greet(name: String, ctx: scf::Context, times: usize) -> String {
    //~^ error: usize
    drop(ctx);
    name.repeat(times)
}
