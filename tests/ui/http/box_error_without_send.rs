use std::error::Error;

#[scf::http(post = "/number")]
async fn number(text: String) -> Result<String, Box<dyn Error>> {
    //~^ error: Box<dyn Error>
    let number: u64 = text.parse()?;
    Ok(number.to_string())
}

#[scf::http]
async fn anything() -> Result<&'static str, Box<dyn Error + Sync>> {
    //~^ error: Box<dyn Error + Sync>
    Ok("")
}
