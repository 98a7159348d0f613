struct NotFound;

#[scf::http(delete = "/orders/{id}")]
async fn delete(id: scf::http::Path<u64>) -> Result<String, NotFound> {
    //~^ error: NotFound
    drop(id);
    Err(NotFound)
}
