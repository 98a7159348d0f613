struct Broken;

#[scf::shutdown]
async fn flush() -> Result<(), Broken> {
    //~^ error: Broken
    Err(Broken)
}

#[scf::shutdown]
fn close() -> Result<(), Box<dyn std::error::Error + Send>> {
    //~^ error: Box<dyn std::error::Error + Send>
    Ok(())
}

#[scf::event]
async fn greet() {}
