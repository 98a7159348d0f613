use scf::State;
use scf::http::ServiceConfig;

type Hook = Box<dyn for<'a> Fn(&'a str) -> &'a str + Send + Sync>;

struct Pool<T>(T);

#[scf::init]
fn first() -> fn(&str) -> String {
    str::to_owned
}

#[scf::init]
fn second() -> Hook {
    Box::new(|text| text)
}

#[scf::init]
fn small() -> Pool<u8> {
    Pool(1)
}

#[scf::init]
fn large() -> Pool<u64> {
    Pool(1)
}

#[scf::http(get = "/")]
async fn page(
    first: State<fn(&str) -> String>,
    second: State<Box<dyn for<'a> Fn(&'a str) -> &'a str + Send + Sync>>,
    small: State<Pool<u8>>,
    large: State<Pool<u64>>,
) -> String {
    first(&second("text")).repeat(usize::from(small.0) + usize::from(large.0 > 1))
}

#[scf::http]
fn routes(app: &mut ServiceConfig) {
    let _ = app;
}

fn main() {}
