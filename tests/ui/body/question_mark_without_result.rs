#[scf::event]
async fn number(text: String) -> u64 {
    text.parse()?
    //~^ error: ?
}
