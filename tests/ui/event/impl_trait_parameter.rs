#[scf::event]
async fn greet(name: impl Into<String>) -> String {
    //~^ error: impl Into<String>
    name.into()
}
