//! What a panic leaves: one line in the log, by a hook that is set once.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

/// Makes each panic one log line with its message and place, and the request id of the span that it happened in.
pub(crate) fn log_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        tracing::error!(
            panic = message(info.payload()),
            place = place.as_deref().unwrap_or("unknown"),
            thread = std::thread::current().name().unwrap_or("unnamed"),
            "a panic"
        );
    }));
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
