use scf::http::Bytes;
use scf::{Context, State};

#[scf::init]
fn init() -> u8 {
    1
}

#[scf::http]
async fn many(
    a: Bytes,
    b: Context,
    c: State<u8>,
    d: Context,
    e: Context,
    f: Context,
    g: Context,
    h: Context,
    i: Context,
    j: Context,
    k: Context,
    l: Context,
    m: Context,
    n: Context,
    o: Context,
    p: (Context, Context),
) -> &'static str {
    drop((a, b, c, d, e, f, g, h));
    drop((i, j, k, l, m, n, o, p));
    ""
}

fn main() {}
