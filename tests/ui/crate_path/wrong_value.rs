#[scf::init(crate = "scf")]
//~^ error: "scf"
fn text() -> String {
    String::new()
}

#[scf::init(crate)]
//~^ error: crate
fn number() -> u64 {
    7
}

#[scf::shutdown(crate = 7)]
//~^ error: 7
fn close() {}

#[scf::http(crate =)]
//~^ error: crate
async fn page() -> &'static str {
    ""
}

#[scf::http(crate = Vec<u8>)]
//~^ error: Vec<u8>
async fn fallback() -> &'static str {
    ""
}
