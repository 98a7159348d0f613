#[scf::init]
async fn init() -> impl Clone {
    //~^ error: impl Clone
    3
}

#[scf::init]
fn other() -> Result<impl Send + Sync, scf::Error> {
    //~^ error: impl
    Ok(3)
}

#[scf::event]
async fn greet() {}
