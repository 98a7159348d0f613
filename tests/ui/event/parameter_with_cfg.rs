#[scf::event]
async fn greet(name: String, #[cfg(unix)] ctx: scf::Context) -> String {
    //~^ error: #[cfg(unix)]
    drop(ctx);
    name
}
