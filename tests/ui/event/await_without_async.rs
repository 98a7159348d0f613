async fn load() -> String {
    String::new()
}

#[scf::event]
fn greet() -> String {
    load().await
    //~^ error: await
}
