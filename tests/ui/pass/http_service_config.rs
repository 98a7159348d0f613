use scf::actix_web::web;
use scf::http::ServiceConfig;

type App<'a> = &'a mut ServiceConfig;

async fn hello() -> &'static str {
    "Hello!"
}

#[scf::http]
fn routes(app: &mut ServiceConfig) {
    app.service(web::scope("/api").route("/hello", web::get().to(hello)));
}

#[scf::http]
fn more_routes(app: &mut scf::actix_web::web::ServiceConfig) -> () {
    let app: App<'_> = app;
    app.route("/more", web::get().to(hello));
}

#[scf::http(get = "/beside")]
async fn beside() -> &'static str {
    "Hello from beside!"
}

fn main() {}
