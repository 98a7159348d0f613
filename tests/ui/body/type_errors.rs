#[scf::event]
async fn greet(name: String) -> String {
    let length: u8 = name;
    //~^ error: name
    missing(length)
    //~^ error: missing
}

#[scf::init]
fn init() -> u64 {
    "7"
    //~^ error: "7"
}

#[scf::shutdown]
fn close() -> Result<(), scf::Error> {
    Ok(7)
    //~^ error: 7
}
