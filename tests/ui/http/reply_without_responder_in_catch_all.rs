#[scf::http]
async fn count() -> u64 {
    //~^ error: u64
    7
}
