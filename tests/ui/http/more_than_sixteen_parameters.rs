use scf::http::Bytes;

#[scf::http]
async fn many(
    a: Bytes,
    b: Bytes,
    c: Bytes,
    d: Bytes,
    e: Bytes,
    f: Bytes,
    g: Bytes,
    h: Bytes,
    i: Bytes,
    j: Bytes,
    k: Bytes,
    l: Bytes,
    m: Bytes,
    n: Bytes,
    o: Bytes,
    p: Bytes,
    q: Bytes,
    //~^ error: q: Bytes
) -> &'static str {
    drop((a, b, c, d, e, f, g, h, i));
    drop((j, k, l, m, n, o, p, q));
    ""
}
