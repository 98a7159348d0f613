use scf::State;
use scf::http::Path;

struct Db;

type Shared = State<Db>;

#[scf::http(get = "/orders/{id}")]
async fn order(db: State<Db>, id: Path<u64>) -> String {
    //~^ error: State<Db>
    drop(db);
    id.to_string()
}

#[scf::http]
async fn fallback(db: Shared) -> &'static str {
    //~^ error: Shared
    drop(db);
    ""
}
