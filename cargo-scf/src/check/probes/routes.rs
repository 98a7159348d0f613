//! Methods and paths.

use crate::check::ask::Ask;
use crate::check::subject::Subject;
use crate::finding::{Found, fail, warn};

pub(crate) async fn answers_events(subject: &mut Subject) -> Found {
    let reply = subject.answers(&subject.usual()?, "an event").await?;
    match reply.status {
        200..=299 => Ok(format!("{}", reply.status)),
        404 | 405 | 500.. => fail(format!("an event: answered with {}", reply.status)),
        status => warn(format!("an event: answered with {status}; name one that it takes by `--event`")),
    }
}

pub(crate) async fn takes_any_content_type(subject: &mut Subject) -> Found {
    let is_content_type = |name: &str| name.eq_ignore_ascii_case("content-type");
    let bare = subject.usual()?.without(is_content_type);
    subject.answers_as_usual(&bare, "without a content type").await?;
    // The second is what `curl -d`, by which the documentation tries functions, says of any body.
    for kind in ["application/json; charset=utf-8", "application/x-www-form-urlencoded", "text/plain"] {
        let ask = subject.usual()?.without(is_content_type).header("Content-Type", kind);
        subject.answers_as_usual(&ask, &format!("with the content type `{kind}`")).await?;
    }
    Ok(String::new())
}

/// Whatever asks an event function for a page.
pub(crate) async fn answers_other_paths(subject: &mut Subject) -> Found {
    let usual = subject.usual()?;
    let event_path = usual.path.clone();
    let bare = usual.clone().body(&b""[..]);
    let asks = [
        bare.clone().to("GET", "/"),
        bare.clone().to("HEAD", "/"),
        bare.clone().to("GET", "/favicon.ico"),
        bare.to("GET", &event_path),
        usual.to("POST", "/scf-check/other"),
    ];
    answers_all(subject, asks).await
}

/// Whatever the internet asks an HTTP function for.
pub(crate) async fn answers_any_path(subject: &mut Subject) -> Found {
    let reply = subject.answers(&subject.usual()?, "its usual path").await?;
    if reply.status >= 500 {
        return fail(format!("its usual path: answered with {}", reply.status));
    }
    let usual = subject.usual()?.body(&b""[..]);
    let long = format!("/scf-check/{}", "long/".repeat(400));
    let paths = ["/", "/scf-check/none?a=1&a=2&b=%20", "/%E4%BD%A0%E5%A5%BD", "//scf-check//", &long];
    let mut asks: Vec<Ask> = paths.iter().map(|path| usual.clone().to("GET", path)).collect();
    let with_body = subject.with_body()?;
    let path = with_body.path.clone();
    asks.extend(["POST", "PUT", "PATCH", "DELETE"].map(|method| with_body.clone().to(method, &path)));
    asks.push(usual.to("OPTIONS", &path));
    answers_all(subject, asks).await
}

async fn answers_all(subject: &Subject, asks: impl IntoIterator<Item = Ask>) -> Found {
    let mut errors = Vec::new();
    for ask in asks {
        let path: String = ask.path.chars().take(40).collect();
        let what = format!("{} {path}", ask.method);
        let reply = subject.answers(&ask, &what).await?;
        if reply.status >= 500 {
            errors.push(format!("{what} with {}", reply.status));
        }
    }
    match errors.as_slice() {
        [] => Ok(String::new()),
        errors => warn(format!("answered: {}", errors.join(", "))),
    }
}

/// An answer to HEAD has no body, though its headers say how long one would be.
pub(crate) async fn answers_head(subject: &mut Subject) -> Found {
    let usual = subject.usual()?.body(&b""[..]).keeping();
    let path = usual.path.clone();
    let (caller, head) = (subject.caller()?, usual.clone().to("HEAD", &path));
    let mut wire = match caller.connect().await {
        Ok(wire) => wire,
        Err(no_reply) => return subject.failed(&no_reply, "HEAD").await,
    };
    let reply = match caller.call_over(&mut wire, &head).await {
        Ok(reply) => reply,
        Err(no_reply) => return subject.failed(&no_reply, "HEAD").await,
    };
    if reply.status >= 500 && reply.status != subject.baseline()?.reply.status {
        return warn(format!("HEAD: answered with {}", reply.status));
    }
    if !reply.keeps {
        return Ok(format!("{}, and closes", reply.status));
    }
    // A body that came nevertheless is what the next answer would begin with.
    match caller.call_over(&mut wire, &usual.to("GET", &path)).await {
        Ok(_) => Ok(reply.status.to_string()),
        Err(no_reply) => subject.failed(&no_reply, "after HEAD on the same connection").await,
    }
}
