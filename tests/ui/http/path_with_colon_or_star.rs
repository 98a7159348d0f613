#[scf::http(get = "/orders/:id", post = "/files/*")]
//~^ error: "/orders/:id"
//~^^ error: "/files/*"
async fn order() -> &'static str {
    ""
}
