use scf::http::HttpResponse;

#[scf::http(
    get = "/orders",
    post = "/orders",
    put = "/orders/{id}",
    delete = "/orders/{id}",
    patch = "/orders/{id}",
    head = "/",
    options = "/",
    any = "/any",
)]
async fn orders() -> HttpResponse {
    HttpResponse::Ok().finish()
}

// A second pattern for a method is a second attribute.
#[scf::http(get = "/first")]
#[scf::http(get = "/second")]
async fn both() -> &'static str {
    ""
}

fn main() {}
