struct NoDatabase;

#[scf::init]
async fn db() -> Result<u64, NoDatabase> {
    //~^ error: NoDatabase
    Err(NoDatabase)
}

#[scf::init]
fn file() -> Result<String, Box<dyn std::error::Error>> {
    //~^ error: Box<dyn std::error::Error>
    Ok(std::fs::read_to_string("config")?)
}

#[scf::event]
async fn greet(db: scf::State<u64>, file: scf::State<String>) {
    drop((db, file));
}
