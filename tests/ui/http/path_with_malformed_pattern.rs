#[scf::http(get = "/{id", post = "/id}", put = "/{}", delete = "/{id}/{id}", patch = "/{id:}", any = "/{rest}*/x")]
//~^ error: "/{id", post
//~^^ error: "/id}"
//~^^^ error: "/{}"
//~^^^^ error: "/{id}/{id}"
//~^^^^^ error: "/{id:}"
//~^^^^^^ error: "/{rest}*/x"
async fn order() -> &'static str {
    ""
}
