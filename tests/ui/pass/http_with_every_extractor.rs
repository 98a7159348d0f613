use scf::actix_web::web::{Either, Header, Payload};
use scf::http::{Bytes, Form, HttpRequest, Json, Path, Query};
use scf::{Context, State};

mod reading {
    #[derive(Debug, serde::Deserialize)]
    pub struct Page {
        pub number: u64,
    }
}
use reading::Page;

type Id = Path<u64>;

#[scf::init]
fn number() -> u64 {
    7
}

#[scf::http(post = "/{id}")]
async fn all(id: Id, page: Query<Page>, number: State<u64>, ctx: Context, request: HttpRequest, body: Bytes) -> String {
    format!("{id} {page:?} {number:?} {} {} {}", ctx.request_id(), request.path(), body.len())
}

#[scf::http(put = "/{id}")]
async fn bodies(body: Either<Json<Page>, Form<Page>>) -> String {
    match body {
        Either::Left(page) => page.number.to_string(),
        Either::Right(page) => page.number.to_string(),
    }
}

#[scf::http(patch = "/{id}")]
async fn optional(id: Option<Path<u64>>, page: Result<Query<Page>, scf::actix_web::Error>, text: String) -> String {
    format!("{:?} {:?} {text}", id.map(Path::into_inner), page.ok())
}

#[scf::http]
async fn rest(
    date: Header<scf::actix_web::http::header::Date>,
    both: (HttpRequest, Context),
    body: Payload,
) -> &'static str {
    drop((date, both, body));
    ""
}

fn main() {}
