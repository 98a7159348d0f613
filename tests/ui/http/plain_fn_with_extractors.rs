use scf::http::Path;

#[scf::http(get = "/orders/{id}")]
fn order(id: Path<u64>) -> String {
    //~^ error: fn
    id.to_string()
}
