#[scf::shutdown]
async fn flush() -> u8 {
    //~^ error: u8
    0
}

#[scf::shutdown]
fn close() -> Result<String, scf::Error> {
    //~^ error: String
    Ok(String::new())
}

#[scf::shutdown]
fn end() -> impl Sized {
    //~^ error: impl Sized
}

#[scf::event]
async fn greet() {}
