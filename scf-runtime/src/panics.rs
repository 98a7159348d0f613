//! What a panic leaves: one line in the log, by a hook that is set once, or what prevents the start.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::future::poll_fn;
use std::panic::{self, AssertUnwindSafe};
use std::pin::pin;

/// A panic: what it said, and where.
pub(crate) struct Panic {
    message: String,
    place: Option<String>,
}

impl Panic {
    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

/// Where the panic was, and what it said: `at src/main.rs:7:5: no database`.
impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "at {place}: ")?;
        }
        f.write_str(&self.message)
    }
}

thread_local! {
    /// The panics so far in what [`caught`] runs on this thread; nothing while it runs nothing.
    static CAUGHT: RefCell<Option<Vec<Panic>>> = const { RefCell::new(None) };
}

/// Makes each panic one log line with its message and place, and the request id of the span that it happened in.
pub(crate) fn log_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        let panic = Panic { message: message(info.payload()).to_owned(), place };
        let not_caught = CAUGHT.try_with(|caught| match caught.try_borrow_mut().as_deref_mut() {
            Ok(Some(caught)) => {
                caught.push(panic);
                None
            }
            _ => Some(panic),
        });
        if let Ok(Some(panic)) = not_caught {
            log(&panic);
        }
    }));
}

fn log(panic: &Panic) {
    tracing::error!(
        panic = panic.message,
        place = panic.place.as_deref().unwrap_or("unknown"),
        thread = std::thread::current().name().unwrap_or("unnamed"),
        "a panic"
    );
}

/// Runs what may panic, for a caller who says it in a line of its own: the panic has none in the log.
pub(crate) fn caught<T>(run: impl FnOnce() -> T) -> Result<T, Panic> {
    let outer = CAUGHT.replace(Some(Vec::new()));
    let outcome = panic::catch_unwind(AssertUnwindSafe(run));
    let mut panics = CAUGHT.replace(outer).unwrap_or_default();
    let outcome = outcome.map_err(|carried| {
        // Without our hook, as in tests, nobody knows the place.
        let last = panics.pop().unwrap_or_else(|| Panic { message: message(&*carried).to_owned(), place: None });
        let_go(carried);
        last
    });
    // What the user's code has caught itself.
    panics.iter().for_each(log);
    outcome
}

/// As [`caught`], in each poll.
pub(crate) async fn caught_in<F: Future>(future: F) -> Result<F::Output, Panic> {
    let mut future = pin!(future);
    poll_fn(|task| match caught(|| future.as_mut().poll(task)) {
        Ok(polled) => polled.map(Ok),
        Err(panic) => std::task::Poll::Ready(Err(panic)),
    })
    .await
}

/// The text of `panic!("…")`.
pub(crate) fn message(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic without a message")
}

/// Drops what is the user's: a value of a handler's, or what a panic carried. A panic in that is in the log already,
/// and ends nothing.
pub(crate) fn let_go<T>(value: T) {
    if let Err(carried) = panic::catch_unwind(AssertUnwindSafe(|| drop(value))) {
        // What a panic in a `drop` carried is not tried again.
        std::mem::forget(carried);
    }
}
