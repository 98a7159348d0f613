use scf::http::{HttpRequest, Json, Path};

#[scf::http(get = "/{name}")]
async fn greet(name: &str) -> String {
    //~^ error: &str
    name.to_owned()
}

#[scf::http]
async fn anything(request: &HttpRequest, body: &Json<String>, id: Path<&u64>) -> String {
    //~^ error: &HttpRequest
    //~^^ error: &Json<String>
    //~^^^ error: Path<&u64>
    format!("{} {} {id}", request.path(), body.0)
}

#[scf::http(post = "/")]
async fn change(body: &mut Json<String>) {
    //~^ error: &mut Json<String>
    body.0.clear();
}
