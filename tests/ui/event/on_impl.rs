struct Greeter;

#[scf::event]
impl Greeter {
    //~^ error: impl
    async fn greet(name: String) -> String {
        name
    }
}
