//! Bodies of requests: large, in chunks, and wrong ones.

use crate::check::ask::Ask;
use crate::check::subject::Subject;
use crate::finding::{Found, fail, skip, warn};
use crate::platform;

pub(crate) async fn takes_the_largest(subject: &mut Subject) -> Found {
    let megabytes = platform::BODY_LIMIT / 1024 / 1024;
    let when = format!("a body of {megabytes} MB");
    let ask = subject.with_body()?;
    if subject.is_event() {
        // Blanks around it leave an event what it is.
        let mut event = ask.body.to_vec();
        event.resize(platform::BODY_LIMIT, b' ');
        subject.answers_as_usual(&ask.body(event), &when).await?;
    } else {
        let small = subject.answers(&ask, "a small body").await?.status;
        let reply = subject.answers(&ask.body(vec![b'x'; platform::BODY_LIMIT]), &when).await?;
        if reply.status != small && (reply.status == 413 || reply.status >= 500) {
            return fail(format!("{when}: answered with {}, and with {small} otherwise", reply.status));
        }
    }
    subject.still_serves(&format!("after a body of {megabytes} MB")).await?;
    Ok(String::new())
}

/// What a server says that wants to know the length, or does not know the coding.
const REFUSALS: [u16; 4] = [411, 413, 415, 501];

pub(crate) async fn takes_chunks(subject: &mut Subject) -> Found {
    let when = "a body in chunks";
    let whole = subject.with_body()?;
    let reply = subject.answers(&whole.clone().chunked(), when).await?;
    if REFUSALS.contains(&reply.status) {
        return warn(format!("{when}: refused with {}", reply.status));
    }
    if subject.is_event() {
        subject.is_usual(&reply, when)?;
    } else {
        let with_length = subject.answers(&whole, "a body with its length").await?;
        if reply.status != with_length.status {
            return fail(format!("{when}: answered with {}, and with {} otherwise", reply.status, with_length.status));
        }
    }
    subject.still_serves("after a body in chunks").await?;
    Ok(String::new())
}

fn malformed(subject: &Subject) -> Result<Ask, crate::finding::Finding> {
    Ok(subject.usual()?.body(&b"{\"no\": JSON"[..]))
}

pub(crate) async fn survives_malformed_events(subject: &mut Subject) -> Found {
    let bodies: [(&str, &[u8]); 6] = [
        ("no body", b""),
        ("half an event", b"{\"a\": [1, "),
        ("what is no JSON", b"event=1&other=2"),
        ("bytes that are no text", b"\x00\xff\xfe\x80\r\n\r\n\x00"),
        ("`null`", b"null"),
        ("a list", b"[1, 2.5e300, \"\\ud800\", {}]"),
    ];
    for (what, body) in bodies {
        let ask = subject.usual()?.body(body);
        subject.answers(&ask, what).await?;
    }
    subject.still_serves("after malformed events").await?;
    Ok(String::new())
}

/// What goes down as many levels as this overflows a stack.
const LEVELS: usize = 100_000;

pub(crate) async fn survives_deep_json(subject: &mut Subject) -> Found {
    let body = ["[".repeat(LEVELS), "]".repeat(LEVELS)].concat();
    subject.answers(&subject.usual()?.body(body), &format!("{LEVELS} nested brackets")).await?;
    subject.still_serves("after nested brackets").await?;
    Ok(String::new())
}

pub(crate) async fn answers_errors_in_json(subject: &mut Subject) -> Found {
    let reply = subject.answers(&malformed(subject)?, "what is no JSON").await?;
    if reply.status < 400 {
        return skip(format!("what is no JSON is answered with {}, so there is no error to look at", reply.status));
    }
    match serde_json::from_slice::<serde_json::Value>(&reply.body) {
        Ok(_) => Ok(reply.status.to_string()),
        Err(_) => warn(format!("what is no JSON: answered with {} and a body that is no JSON either", reply.status)),
    }
}

pub(crate) async fn survives_what_is_no_http(subject: &mut Subject) -> Found {
    let noises: [&[u8]; 4] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x00\x00\x00\x00\r\n\r\n",
        b"EHLO function\r\nQUIT\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: a lot\r\n\r\n",
    ];
    let caller = subject.caller()?;
    for noise in noises {
        match caller.connect().await {
            // It may answer or close as it likes.
            Ok(mut wire) => drop(wire.send(noise).await),
            Err(no_reply) => return subject.failed(&no_reply, "after bytes that are no HTTP").await,
        }
    }
    subject.still_serves("after bytes that are no HTTP").await?;
    Ok(String::new())
}
