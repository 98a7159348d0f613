use scf::http::{Json, Path, Query};
use scf::{Context, State};

#[derive(serde::Deserialize)]
struct Greet {
    name: String,
    times: usize,
}

mod event {
    use super::*;

    #[scf::init]
    fn number(_: &scf::Function) -> u64 {
        7
    }

    #[scf::event]
    async fn greet(Greet { name, times: mut count, .. }: Greet, _: Context, ref number: State<u64>) -> String {
        count += usize::try_from(**number).unwrap_or(0);
        name.repeat(count)
    }

    #[scf::shutdown]
    fn close(_number: State<u64>, _: State<u64>) {}
}

mod http {
    use super::*;

    #[scf::http(get = "/{a}/{b}")]
    async fn page(mut path: Path<(u64, u64)>, Query(query): Query<Vec<(String, String)>>, _: Context) -> String {
        path.0 += 1;
        format!("{path:?} {query:?}")
    }

    #[scf::http]
    async fn anything(Json(Greet { mut name, times }): Json<Greet>) -> String {
        name.truncate(times);
        name
    }
}

fn main() {}
