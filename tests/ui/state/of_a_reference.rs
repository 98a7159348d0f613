use scf::State;

struct App {
    greeting: String,
}

#[scf::init]
fn init() -> App {
    App { greeting: "Hello".to_owned() }
}

#[scf::event]
async fn greet(app: State<&App>) -> String {
    //~^ error: State<&App>
    app.greeting.clone()
}
