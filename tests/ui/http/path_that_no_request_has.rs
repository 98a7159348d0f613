#[scf::http(get = "/my orders", post = "/orders?page=1", put = "/orders#top", delete = "/a//b", patch = "https://a.example/b")]
//~^ error: "/my orders"
//~^^ error: "/orders?page=1"
//~^^^ error: "/orders#top"
//~^^^^ error: "https://a.example/b"
async fn order() -> &'static str {
    ""
}
