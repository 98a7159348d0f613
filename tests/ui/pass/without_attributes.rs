use std::process::ExitCode;

use scf::actix_web::web;
use scf::http::ServiceConfig;
use scf::{Context, Error, State};

struct App;

async fn greet(name: String, app: State<App>, ctx: Context) -> Result<String, Error> {
    drop((app, ctx));
    Ok(name)
}

fn routes(app: &mut ServiceConfig) {
    app.route("/", web::get().to(async || "Hello!"));
}

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("event") => scf::event(greet).state(App).run(),
        Some("plain") => scf::event(|number: u64| number + 1).run(),
        Some("http") => scf::http(routes).run(),
        _ => ExitCode::SUCCESS,
    }
}
