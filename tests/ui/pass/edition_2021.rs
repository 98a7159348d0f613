// edition 2021
use scf::http::Path;
use scf::{Context, Function, State};

struct Db;

mod event {
    use super::*;

    #[scf::init]
    async fn db(function: &Function) -> Result<Db, scf::Error> {
        let _ = function;
        Ok(Db)
    }

    #[scf::event]
    fn greet(gen: String, db: State<Db>, ctx: Context) -> Result<impl serde::Serialize, String> {
        let _ = (db, ctx);
        Ok(gen)
    }

    #[scf::shutdown]
    async fn close(_: State<Db>) {}
}

mod http {
    use super::*;

    #[scf::http(get = "/{id}")]
    async fn page(id: Path<u64>, _: State<Db>) -> String {
        id.to_string()
    }

    #[scf::http]
    fn routes(_: &mut scf::http::ServiceConfig) {}
}

fn main() {}
