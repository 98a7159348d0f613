use scf::Function;

struct App;

#[scf::init]
fn init<'a>(function: &'a Function) -> App {
    //~^ error: <'a>
    let _ = function;
    App
}

#[scf::event]
async fn greet(app: scf::State<App>) {
    drop(app);
}
