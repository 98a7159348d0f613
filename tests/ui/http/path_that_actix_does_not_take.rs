#[scf::http(get = "/{a:.*}*", post = "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}/{j}/{k}/{l}/{m}/{n}/{o}/{p}/{q}")]
//~^ error: "/{a:.*}*"
//~^^ error: "/{a}/{b}
async fn order() -> &'static str {
    ""
}
