use scf::actix_web::web;

struct App {
    greeting: String,
}

#[scf::init]
fn init() -> App {
    App { greeting: "Hello".to_owned() }
}

#[scf::event]
async fn greet(name: String, app: web::Data<App>) -> String {
    //~^ error: web::Data<App>
    format!("{}, {name}!", app.greeting)
}
