#[scf::http(post = "/")]
async fn length(text: String) -> String {
    drop(text);
    text.len().to_string()
    //~^ error: text
}
