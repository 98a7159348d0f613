use scf::State;

struct Db;

#[scf::event]
async fn greet(name: String, db: State<Db>) -> String {
    //~^ error: State<Db>
    drop(db);
    name
}
