struct Db;

#[scf::init]
fn init() -> std::sync::Arc<Db> {
    std::sync::Arc::new(Db)
}

#[scf::event]
fn greet(db: scf::State<Db>) {
    //~^ error: scf::State<Db>
    drop(db);
}
