struct Greeter;

impl Greeter {
    #[scf::event]
    async fn greet(self, name: String) -> String {
        //~^ error: self
        name
    }
}

fn main() {}
