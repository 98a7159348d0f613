#[scf::http(get = "/orders?page=1", put = "/orders#top", delete = "/my%20orders", patch = "https://a.example/b")]
//~^ error: "/orders?page=1"
//~^^ error: "/orders#top"
//~^^^ error: "/my%20orders"
//~^^^^ error: "https://a.example/b"
async fn order() -> &'static str {
    ""
}
