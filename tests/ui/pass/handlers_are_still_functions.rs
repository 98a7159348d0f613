use std::future::Future;
use std::pin::pin;
use std::task::{Context as Poll, Waker};

use scf::State;

struct App {
    greeting: &'static str,
}

/// The handler is still a function like any other: documented, visible, called.
#[scf::event]
#[must_use]
#[inline]
pub(crate) async fn greet(name: String, app: State<App>) -> Result<String, scf::Error> {
    Ok(format!("{}, {name}!", app.greeting))
}

#[must_use]
#[scf::init]
fn init() -> App {
    App { greeting: "Hello" }
}

fn main() {
    let greeted = pin!(greet("you".to_owned(), State::new(init())));
    let ready = greeted.poll(&mut Poll::from_waker(Waker::noop())).map(Result::unwrap);
    assert_eq!(ready, std::task::Poll::Ready("Hello, you!".to_owned()));
}
