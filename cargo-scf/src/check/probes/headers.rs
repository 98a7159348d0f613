//! The context in the headers, or what is left of it.

use crate::check::subject::Subject;
use crate::finding::{Found, fail, warn};
use crate::platform::header;

/// Whether a header is of the platform's context.
fn is_context(name: &str) -> bool {
    header::is_context(name)
}

pub(crate) async fn takes_all(subject: &mut Subject) -> Found {
    let mut ask = subject.usual_with_role()?;
    if !ask.headers.iter().any(|(name, _)| name == header::TRIGGER_SOURCE) {
        ask = ask.header(header::TRIGGER_SOURCE, header::TRIGGER_SOURCE_TIMER);
    }
    subject.answers_as_usual(&ask, "with all headers of the context").await?;
    Ok(String::new())
}

pub(crate) async fn takes_none(subject: &mut Subject) -> Found {
    subject.answers_as_usual(&subject.usual()?.without(is_context), "without the context's headers").await?;
    Ok(String::new())
}

pub(crate) async fn takes_lower_case(subject: &mut Subject) -> Found {
    let mut ask = subject.usual()?;
    for (name, _) in &mut ask.headers {
        name.make_ascii_lowercase();
    }
    subject.answers_as_usual(&ask, "headers in lower case").await?;
    Ok(String::new())
}

/// Longer than any value of the context, and all of them together still within what servers take for a head.
const LONG: usize = 400;

pub(crate) async fn takes_malformed(subject: &mut Subject) -> Found {
    let usual = subject.baseline()?.reply.status;
    let long = "x".repeat(LONG);
    let values: [(&str, &[u8]); 6] = [
        ("empty", b""),
        ("words for numbers", b"soon"),
        ("negative", b"-1"),
        ("very large", b"99999999999999999999999"),
        ("no UTF-8", b"\xff\xfe"),
        ("very long", long.as_bytes()),
    ];
    let mut odd = Vec::new();
    for (what, value) in values {
        let mut ask = subject.usual()?;
        for (_, old) in ask.headers.iter_mut().filter(|(name, _)| is_context(name)) {
            *old = value.to_vec();
        }
        let when = format!("a context whose values are {what}");
        let reply = subject.answers(&ask, &when).await?;
        match reply.status {
            500.. if usual < 500 => return fail(format!("{when}: answered with {}", reply.status)),
            status if status != usual => odd.push(format!("{what} with {status}")),
            _ => {}
        }
    }
    let twice = subject.usual()?.header(header::REQUEST_ID, "another");
    subject.answers(&twice, "a header that comes twice").await?;
    subject.still_serves("after malformed headers").await?;
    match odd.as_slice() {
        [] => Ok(String::new()),
        odd => warn(format!("values of a context are answered, {}", odd.join(", "))),
    }
}
