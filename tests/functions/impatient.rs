//! Inits that do not end, where the environment says so.

use std::time::Duration;

use scf::{State, actix_web::rt::task::yield_now};

struct Model(u32);

struct Peer;

struct Cache;

fn sleep_for_ever() -> ! {
    loop {
        std::thread::sleep(Duration::from_secs(60));
    }
}

#[scf::init(budget = "1s")]
async fn connect() -> u32 {
    match std::env::var("INIT").as_deref() {
        Ok("hangs") => std::future::pending().await,
        Ok("blocks its thread") => sleep_for_ever(),
        _ => 3,
    }
}

#[scf::init(budget = "1s")]
#[allow(clippy::needless_pass_by_value, reason = "states are given by value")]
fn load(factor: State<u32>) -> Model {
    match std::env::var("INIT").as_deref() {
        Ok("plain fn") => sleep_for_ever(),
        Ok("panics") => panic!("the plain init panics"),
        _ => {}
    }
    Model(*factor * 2)
}

// These two begin when `connect` is done, together with `load`.

#[scf::init(budget = "1s")]
async fn greet(_: State<u32>) -> Peer {
    if std::env::var("INIT").as_deref() == Ok("holds another's thread") {
        std::future::pending::<()>().await;
    }
    Peer
}

#[scf::init(budget = "2s")]
async fn fill(_: State<u32>) -> Cache {
    match std::env::var("INIT").as_deref() {
        Ok("holds another's thread") => sleep_for_ever(),
        Ok("holds its thread when the others are done") => {
            // On this thread the other one is polled meanwhile.
            yield_now().await;
            sleep_for_ever()
        }
        _ => Cache,
    }
}

#[scf::event]
async fn number(model: State<Model>) -> u32 {
    model.0
}
