use std::error::Error;

#[scf::event]
fn number(text: String) -> Result<u64, Box<dyn Error + Send>> {
    //~^ error: Box<dyn Error + Send>
    text.parse().map_err(|error| Box::new(error) as Box<dyn Error + Send>)
}
