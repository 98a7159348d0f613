use std::sync::Arc;

struct App {
    greeting: String,
}

#[scf::init]
fn init() -> App {
    App { greeting: "Hello".to_owned() }
}

#[scf::event]
async fn greet(app: Arc<App>) -> String {
    //~^ error: Arc<App>
    app.greeting.clone()
}
