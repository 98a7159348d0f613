use scf::http::Path;

struct User {
    name: String,
}

#[scf::http(get = "/users/{id}")]
async fn user(id: Path<u64>, user: User) -> String {
    //~^ error: User
    format!("{id} {}", user.name)
}
