//! Connections: how many, how long, how slow, and for how many requests.

use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::check::subject::{Subject, new_id};
use crate::check::wire::Wire;
use crate::finding::{Finding, Found, fail, warn};

/// Enough to find out who counts.
const CONNECTIONS: usize = 20;

/// Enough of them on one connection.
const REQUESTS: usize = 10;

async fn connect(subject: &Subject, when: &str) -> Result<Wire, Finding> {
    match subject.caller()?.connect().await {
        Ok(wire) => Ok(wire),
        Err(no_reply) => subject.failed(&no_reply, when).await,
    }
}

pub(crate) async fn survives_a_probe(subject: &mut Subject) -> Found {
    for _ in 0..CONNECTIONS {
        drop(connect(subject, "a connection that is closed at once").await?);
    }
    subject.still_serves("after connections that were closed without a byte").await?;
    Ok(String::new())
}

pub(crate) async fn serves_beside_idle(subject: &mut Subject) -> Found {
    let caller = subject.caller()?;
    let mut idle = Vec::new();
    for number in 0..CONNECTIONS {
        let mut wire = connect(subject, "beside connections that say nothing").await?;
        let ask = subject.usual()?;
        let (bytes, said) = (ask.bytes(), if number % 2 == 1 { ask.head().len() / 2 } else { 0 });
        let (begin, rest) = bytes.split_at(said);
        // Where this is refused, so is the rest.
        let _ = wire.send(begin).await;
        idle.push((wire, rest.to_vec(), ask.method));
    }
    subject.still_serves("beside connections that say nothing, or half a request").await?;
    // To wait long is no fault of theirs.
    for (mut wire, rest, method) in idle {
        match caller.exchange(&mut wire, &rest, &method).await {
            Ok(reply) => subject.is_usual(&reply, "on a connection that was idle")?,
            Err(no_reply) => return subject.failed(&no_reply, "on a connection that was idle").await,
        }
    }
    Ok(String::new())
}

pub(crate) async fn serves_one_request_a_connection(subject: &mut Subject) -> Found {
    let caller = subject.caller()?;
    let mut stays_open = 0;
    for _ in 0..CONNECTIONS {
        let mut wire = connect(subject, "one request a connection").await?;
        let reply = match caller.call_over(&mut wire, &subject.usual()?).await {
            Ok(reply) => reply,
            Err(no_reply) => return subject.failed(&no_reply, "one request a connection").await,
        };
        subject.is_usual(&reply, "one request a connection")?;
        if timeout(caller.patience() / 10, wire.closed()).await.is_err() {
            stays_open += 1;
            break;
        }
    }
    if stays_open > 0 {
        return warn("keeps a connection open whose request said `Connection: close`");
    }
    Ok(format!("{CONNECTIONS} connections"))
}

pub(crate) async fn keeps_alive(subject: &mut Subject) -> Found {
    let caller = subject.caller()?;
    let mut wire = connect(subject, "several requests on a connection").await?;
    for number in 1..=REQUESTS {
        let reply = match caller.call_over(&mut wire, &subject.usual()?.keeping()).await {
            Ok(reply) => reply,
            Err(no_reply) => {
                return subject.failed(&no_reply, &format!("request {number} of a connection that it keeps")).await;
            }
        };
        subject.is_usual(&reply, &format!("request {number} of a connection"))?;
        if !reply.keeps {
            return Ok("says that it closes, which is as good".to_owned());
        }
    }
    Ok(format!("{REQUESTS} requests"))
}

pub(crate) async fn answers_at_the_same_time(subject: &mut Subject) -> Found {
    let caller = subject.caller()?;
    let mut running = JoinSet::new();
    let mut ids = Vec::new();
    for _ in 0..CONNECTIONS {
        let id = new_id()?;
        let (caller, ask) = (caller.clone(), subject.usual_of_id(&id)?);
        ids.push(id.clone());
        running.spawn(async move { (id, caller.call(&ask).await) });
    }
    let mut with_id = 0;
    // All of them: who still calls would keep the process from its end.
    for (id, result) in running.join_all().await {
        let reply = match result {
            Ok(reply) => reply,
            Err(no_reply) => {
                return subject.failed(&no_reply, &format!("one of {CONNECTIONS} requests at the same time")).await;
            }
        };
        subject.is_usual(&reply, &format!("one of {CONNECTIONS} requests at the same time"))?;
        if ids.iter().any(|other| *other != id && reply.contains(other)) {
            return fail(format!("mixes up answers: one of {CONNECTIONS} has the request id of another"));
        }
        with_id += usize::from(reply.contains(&id));
    }
    if with_id == 0 {
        return Ok(format!("{CONNECTIONS} requests, whose answers do not say which is whose"));
    }
    Ok(format!("{CONNECTIONS} requests, each with its own id in its answer"))
}

/// How many bytes a slow client has sent while others are served.
const DRIPS: usize = 4;

pub(crate) async fn serves_beside_a_slow_client(subject: &mut Subject) -> Found {
    let ask = subject.with_body()?;
    let mut slow = connect(subject, "a slow client").await?;
    // A server that does not want the body answers at once, and may close.
    let _ = slow.send(&ask.head()).await;
    let (drips, rest) = ask.body.split_at(DRIPS.min(ask.body.len()));
    for drip in drips.chunks(1) {
        let _ = slow.send(drip).await;
        subject.still_serves("while another client sends its body byte by byte").await?;
    }
    match subject.caller()?.exchange(&mut slow, rest, &ask.method).await {
        Ok(reply) if subject.is_event() => subject.is_usual(&reply, "a client that sends byte by byte")?,
        Ok(_) => {}
        Err(no_reply) => return subject.failed(&no_reply, "a client that sends byte by byte").await,
    }
    Ok(String::new())
}

pub(crate) async fn survives_a_client_that_leaves(subject: &mut Subject) -> Found {
    let ask = subject.with_body()?;
    for _ in 0..3 {
        let mut wire = connect(subject, "after clients that went away").await?;
        let _ = wire.send(&ask.head()).await;
        let _ = wire.send(ask.body.split_at(ask.body.len() / 2).0).await;
        drop(wire);
        // And one that has sent all, and does not wait.
        let mut wire = connect(subject, "after clients that went away").await?;
        let _ = wire.send(&ask.bytes()).await;
        drop(wire);
    }
    subject.still_serves("after clients that went away").await?;
    Ok(String::new())
}
