//! Two inits that do not end, where the environment says so.

use std::time::Duration;

use scf::State;

struct Model(u32);

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
    if std::env::var("INIT").as_deref() == Ok("plain fn") {
        sleep_for_ever();
    }
    Model(*factor * 2)
}

#[scf::event]
async fn number(model: State<Model>) -> u32 {
    model.0
}
