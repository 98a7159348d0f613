#[scf::event]
async fn greet(name: String) -> String {
    name.
}
//~^ error: }
