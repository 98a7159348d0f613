#[scf::event]
#[scf::event]
//~^ error: #[scf::event]
async fn greet(name: String) -> String {
    name
}
