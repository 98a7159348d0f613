struct App;

#[scf::init]
impl App {
    //~^ error: impl
    fn new() -> Self {
        App
    }
}

trait Make {
    #[scf::init]
    async fn make() -> App;
    //~^ error: fn
}

impl App {
    #[scf::init]
    //~^ error: #[scf::init]
    fn init() -> App {
        App
    }
}

#[scf::init]
const APP: App = App;
//~^ error: const

#[scf::event]
async fn greet() {}
