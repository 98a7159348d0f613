struct NoError;

fn load() -> Result<String, NoError> {
    Err(NoError)
}

#[scf::event]
async fn greet() -> Result<String, scf::Error> {
    Ok(load()?)
    //~^ error: ?
}
