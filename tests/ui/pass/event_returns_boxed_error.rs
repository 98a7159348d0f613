use std::error::Error;

#[scf::event]
fn number(text: String) -> Result<u64, Box<dyn Error + Send + Sync>> {
    Ok(text.parse()?)
}

fn main() {}
