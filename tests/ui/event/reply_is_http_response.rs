use scf::http::HttpResponse;

#[scf::event]
async fn greet(name: String) -> HttpResponse {
    //~^ error: HttpResponse
    HttpResponse::Ok().body(name)
}
