use scf::State;

struct Config;
struct Db;

#[scf::init]
async fn db(config: State<Config>) -> Result<Db, scf::Error> {
    //~^ error: State<Config>
    drop(config);
    Ok(Db)
}

#[scf::init]
fn warm(config: State<Config>) {
    //~^ error: State<Config>
    drop(config);
}

#[scf::shutdown]
async fn flush(config: State<Config>) {
    //~^ error: State<Config>
    drop(config);
}

#[scf::shutdown]
fn close(db: State<Db>, config: State<Config>) {
    //~^ error: State<Config>
    drop((db, config));
}

#[scf::event]
async fn greet(db: State<Db>) {
    drop(db);
}
