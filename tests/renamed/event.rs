//! Every attribute of an event function, under a crate of another name.

use my_scf::{Context, Function, State};
use serde::{Deserialize, Serialize};

struct App {
    greeting: String,
}

struct Closed;

#[my_scf::init(crate = my_scf, budget = "5s")]
async fn app(function: &Function) -> Result<App, my_scf::Error> {
    Ok(App { greeting: if function.on_scf() { "Hello" } else { "Hi" }.to_owned() })
}

#[my_scf::init(crate = ::my_scf)]
fn closed() -> Closed {
    Closed
}

#[derive(Deserialize)]
struct Greet {
    name: String,
}

#[derive(Serialize)]
struct Reply {
    text: String,
}

#[my_scf::event(crate = ::my_scf)]
async fn greet(greet: Greet, app: State<App>, ctx: Context) -> Result<Reply, my_scf::Error> {
    let region = ctx.region().ok_or("the request names no region")?;
    Ok(Reply { text: format!("{}, {} of {region}!", app.greeting, greet.name) })
}

#[my_scf::shutdown(crate = my_scf)]
fn close(_: State<Closed>) {}

#[cfg(test)]
mod tests {
    use my_scf::serde_json::json;
    use my_scf::test::{assert_startable, block_on, invoke};

    use super::*;

    #[test]
    fn answers_under_another_name() {
        let ctx = Context::builder().region("ap-guangzhou").build();
        let call = invoke(greet, json!({ "name": "Ada" })).context(ctx).state(App { greeting: "Hello".to_owned() });
        let reply = block_on(call);
        assert_eq!((reply.status(), reply.text()), (200, r#"{"text":"Hello, Ada of ap-guangzhou!"}"#));
    }

    #[test]
    fn starts_with_two_inits_and_a_hook() {
        assert_startable();
    }
}
