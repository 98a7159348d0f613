use scf::State;

struct Db;

#[scf::init]
async fn primary() -> Db {
    //~^ error: Db
    Db
}

#[scf::init]
fn replica() -> Result<Db, scf::Error> {
    //~^ error: Db
    Ok(Db)
}

#[scf::event]
async fn greet(db: State<Db>) {
    //~^ error: State<Db>
    drop(db);
}
