struct Greeter;

impl Greeter {
    #[scf::event]
    //~^ error: #[scf::event]
    async fn greet(name: String) -> String {
        name
    }
}

fn main() {}
