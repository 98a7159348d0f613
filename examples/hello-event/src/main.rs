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

#[cfg(test)]
mod tests {
    use scf::serde_json::json;

    use super::*;

    fn app() -> App {
        App { greeting: "Hello".to_owned() }
    }

    #[test]
    fn starts() {
        scf::test::assert_startable();
    }

    #[test]
    fn greets_by_name() {
        let call = scf::test::invoke(greet, json!({ "name": "Ada" })).state(app());
        let reply = scf::test::block_on(call);
        assert_eq!((reply.status(), reply.text()), (200, r#"{"text":"Hello, Ada!"}"#));
    }

    #[test]
    fn says_where_an_event_does_not_fit() {
        let reply = scf::test::block_on(scf::test::invoke(greet, json!({ "name": 7 })).state(app()));
        assert_eq!((reply.status(), reply.error_type().as_deref()), (400, Some("InvalidPayload")));
        assert!(reply.text().contains("`name` does not fit"), "{}", reply.text());
    }

    // The attribute leaves the function as it is: a test can also call it.
    #[test]
    fn is_a_function_like_any_other() {
        let greet = greet(Greet { name: "Ada".to_owned() }, State::new(app()), Context::builder().build());
        assert_eq!(scf::test::block_on(greet).unwrap().text, "Hello, Ada!");
    }
}
