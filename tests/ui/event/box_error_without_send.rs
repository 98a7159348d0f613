#[scf::event]
async fn number(text: String) -> Result<u64, Box<dyn std::error::Error>> {
    //~^ error: Box<dyn std::error::Error>
    Ok(text.parse()?)
}
