use scf::http::{HttpRequest, Json};

#[derive(serde::Deserialize)]
struct Greet {
    name: String,
}

#[scf::event]
async fn greet(greet: Json<Greet>, request: HttpRequest) -> String {
    //~^ error: Json<Greet>
    //~^^ error: HttpRequest
    format!("{} {}", request.path(), greet.name)
}
