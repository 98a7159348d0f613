#[scf::http]
pub fn hello() -> &'static str {
    //~^ error: fn
    "Hello!"
}
