//! The usual answer: how large it is, and how it arrives.

use std::time::Duration;

use crate::check::subject::Subject;
use crate::finding::{Found, fail, skip, warn};
use crate::platform;

pub(crate) async fn are_small_enough(subject: &mut Subject) -> Found {
    let reply = &subject.baseline()?.reply;
    if reply.is_too_large {
        return fail(format!("the usual answer has more than {} bytes", platform::BODY_LIMIT));
    }
    Ok(format!("{} bytes", reply.body.len()))
}

pub(crate) async fn have_small_headers(subject: &mut Subject) -> Found {
    let size = subject.baseline()?.reply.headers_size();
    if size > platform::RESPONSE_HEADERS_LIMIT {
        return fail(format!("those of the usual answer have {size} bytes"));
    }
    Ok(format!("{size} bytes"))
}

/// An answer that took this long to begin, and then came all at once, may have been held back.
const HELD: Duration = Duration::from_millis(100);

/// How close together that is.
const AT_ONCE: Duration = Duration::from_millis(20);

pub(crate) async fn stream(subject: &mut Subject) -> Found {
    let asked = std::time::Instant::now();
    let reply = subject.answers(&subject.usual()?, "its usual path").await?;
    let kind = reply.header("content-type").unwrap_or_default();
    if !kind.starts_with("text/event-stream") {
        return skip("the usual answer is no stream of events: name one by `--get`");
    }
    let begun = reply.head_at.duration_since(asked);
    let rest = reply.end_at.duration_since(reply.head_at);
    let events = String::from_utf8_lossy(&reply.body).matches("\n\n").count();
    let (begun_ms, rest_ms) = (begun.as_millis(), rest.as_millis());
    if begun > HELD && rest < AT_ONCE && events > 1 {
        return warn(format!("nothing came for {begun_ms} ms, then {events} events at once"));
    }
    Ok(format!("{events} events: the first byte after {begun_ms} ms, the rest within {rest_ms} ms"))
}
