//! Greets: an event with a name, a state that is made at start, the request's context.

use scf::{Context, State};
use serde::{Deserialize, Serialize};

struct App {
    greeting: String,
}

#[scf::init]
async fn init() -> Result<App, scf::Error> {
    Ok(App { greeting: "Hello".into() })
}

#[derive(Deserialize)]
struct Greet {
    name: String,
}

#[derive(Serialize)]
struct Reply {
    text: String,
}

#[scf::event]
async fn greet(greet: Greet, app: State<App>, ctx: Context) -> Result<Reply, scf::Error> {
    scf::tracing::info!(remaining = ?ctx.remaining(), "greeting");
    Ok(Reply { text: format!("{}, {}!", app.greeting, greet.name) })
}
