trait Greeter {
    #[scf::event]
    async fn greet(name: String) -> String;
    //~^ error: fn
}

fn main() {}
