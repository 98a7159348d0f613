use scf::State;

struct Db;
struct Cache;

#[scf::init(budget = "5 minutes")]
//~^ error: "5 minutes"
async fn db() -> Result<Db, scf::Error> {
    Ok(Db)
}

#[scf::init]
fn cache(size: &u64) -> Cache {
    //~^ error: &u64
    let _ = size;
    Cache
}

#[scf::event]
async fn greet(db: State<Db>, cache: State<Cache>) {
    drop((db, cache));
}
