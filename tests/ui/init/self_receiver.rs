struct App;

impl App {
    #[scf::init]
    fn init(self) -> App {
        //~^ error: self
        self
    }
}

fn main() {}
