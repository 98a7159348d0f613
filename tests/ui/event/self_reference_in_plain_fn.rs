struct Greeter {
    greeting: String,
}

impl Greeter {
    #[scf::event]
    fn greet(&self, name: String) -> String {
        //~^ error: self
        format!("{}, {name}!", self.greeting)
    }
}

fn main() {}
