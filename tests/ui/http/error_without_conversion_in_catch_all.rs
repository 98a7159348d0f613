use scf::http::HttpResponse;

#[scf::http]
async fn fallback() -> Result<HttpResponse, u16> {
    //~^ error: u16
    Err(404)
}
