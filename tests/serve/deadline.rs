//! The deadline, and what holds the server's thread.

use serde_json::Value;

use crate::gate::Gate;
use crate::process::{WATCHER, event, form, http};
use crate::wire::request;

/// The shortest time-out there is. Its deadline is at 950 ms.
const SHORT: (&str, &str) = ("X-Scf-Timeout", "1000");
const WARNING: &str = "80 % of the time-out is over";

#[test]
fn a_handler_is_ended_at_its_deadline_and_answered_with_504() {
    let mut function = event().ready();
    let reply = function.invoke_with(&[SHORT], r#"{"do":"hang"}"#);
    let message = reply.error(504, "DeadlineExceeded");
    assert!(message.starts_with("the handler did not end within the function's time-out of 1 s"), "{message}");
    let records = function.all_records();
    let line = records.iter().find(|record| record["message"] == "invocation").unwrap();
    assert_eq!((&line["status"], &line["outcome"], &line["level"]), (&504.into(), &"error".into(), &"ERROR".into()));
    assert!(line["duration_ms"].as_f64().is_some_and(|time| time >= 950.0), "{line}");
}

#[test]
fn a_warning_comes_at_80_percent_of_the_time() {
    let mut function = event().ready();
    let gate = Gate::new();
    let wait = format!(r#"{{"do":"wait","gate":"{}"}}"#, gate.address());
    let mut connection = function.connect();
    // Long enough that a busy machine does not come to the deadline itself.
    connection.send(request("POST", "/event-invoke", &[("X-Scf-Timeout", "2000")], wait.as_bytes()));
    let waiting = gate.arrival();
    let warning = function.log.wait_for_message(WARNING);
    drop(waiting);
    let reply = connection.reply();
    assert!(matches!(reply.status, 200 | 504), "{reply:?}");
    assert_eq!((&warning["level"], &warning["handler"]), (&"WARN".into(), &"work".into()));
    assert_eq!(warning["request_id"].as_str().map(str::len), Some(36));
    assert!(warning["left_ms"].as_u64().is_some_and(|left| left <= 380), "{warning}");
    let records = function.all_records();
    assert_eq!(records.iter().filter(|record| record["message"] == WARNING).count(), 1);
}

#[test]
fn a_handler_that_is_ended_is_dropped() {
    let function = event().ready();
    let gate = Gate::new();
    let wait = format!(r#"{{"do":"wait","gate":"{}"}}"#, gate.address());
    let mut connection = function.connect();
    connection.send(request("POST", "/event-invoke", &[SHORT], wait.as_bytes()));
    let mut waiting = gate.arrival();
    connection.reply().error(504, "DeadlineExceeded");
    waiting.is_gone();
    // The connection is fit for another one.
    let echo = request("POST", "/event-invoke", &[], br#"{"do":"echo","value":7}"#);
    assert_eq!(connection.send(echo).reply().status, 200);
}

#[test]
fn a_handler_that_panics_when_it_is_ended_is_answered_all_the_same() {
    let mut function = event().ready();
    function.invoke_with(&[SHORT], r#"{"do":"hang-then-panic"}"#).error(504, "DeadlineExceeded");
    let records = function.all_records();
    let panic = records.iter().find(|record| record["message"] == "a panic").unwrap();
    assert_eq!(panic["panic"], "the drop panics");
    assert_eq!(panic["request_id"].as_str().map(str::len), Some(36));
}

#[test]
fn a_handler_in_time_hears_nothing_of_a_deadline() {
    let mut function = event().ready();
    assert_eq!(function.invoke_with(&[("X-Scf-Timeout", "60000")], r#"{"do":"context"}"#).status, 200);
    let records = function.all_records();
    assert!(records.iter().all(|record| record["message"] != WARNING), "{records:#?}");
}

#[test]
fn a_body_that_does_not_come_is_ended_at_the_deadline() {
    let function = event().ready();
    let mut connection = function.connect();
    let whole = request("POST", "/event-invoke", &[SHORT], br#"{"do":"context"}"#);
    connection.send(&whole[..whole.len() - 5]);
    connection.reply().error(504, "DeadlineExceeded");
}

#[test]
fn the_status_at_the_deadline_can_be_set() {
    let function = event().env("FN_ERROR_STATUS", "200").ready();
    let reply = function.invoke_with(&[SHORT], r#"{"do":"hang"}"#);
    assert_eq!((reply.status, &reply.json()["statusCode"]), (200, &504.into()));
}

#[test]
fn an_http_handler_is_ended_at_its_deadline() {
    let mut function = http().ready();
    let reply = function.send(request("GET", "/hang", &[SHORT, ("Connection", "close")], b""));
    let message = reply.error(504, "DeadlineExceeded");
    assert!(message.contains("time-out of 1 s"), "{message}");
    assert_eq!(function.invocations()[0]["handler"], "hang");
}

#[test]
fn a_plain_function_at_its_deadline_is_logged_and_no_reply_is_made_up() {
    let function = form("plain").ready();
    let gate = Gate::new();
    let mut connection = function.connect();
    let block = format!(r#"{{"block":{{"gate":"{}"}}}}"#, gate.address());
    connection.send(request("POST", "/event-invoke", &[SHORT], block.as_bytes()));
    let waiting = gate.arrival();
    let line = function.log.wait_for(|line| line.contains("the handler still runs: a plain `fn` cannot be stopped"));
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&line["level"], &line["handler"]), (&"ERROR".into(), &"handler".into()));
    assert_eq!(line["request_id"].as_str().map(str::len), Some(36));
    // Others are served meanwhile.
    assert_eq!(function.invoke(r#"{"double":3}"#).text(), "6");
    // What comes in the end is the function's own.
    drop(waiting);
    let reply = connection.reply();
    assert_eq!((reply.status, reply.text()), (200, "0"));
}

#[test]
fn a_stream_may_outlive_its_deadline() {
    let function = http().ready();
    let gate = Gate::new();
    let mut streaming = function.connect();
    streaming.send(request("GET", &format!("/events?gate={}", gate.address()), &[SHORT], b""));
    let mut waiting = gate.arrival();
    assert_eq!(streaming.reply_head().status, 200);
    assert_eq!(streaming.chunk().as_deref(), Some(&b"data: 1\n\n"[..]));
    // One that came later and has come to its deadline: then the stream has outlived its own.
    assert_eq!(function.send(request("GET", "/hang", &[SHORT, ("Connection", "close")], b"")).status, 504);
    waiting.pass();
    assert_eq!(streaming.chunk().as_deref(), Some(&b"data: 2\n\n"[..]));
    drop(waiting);
    assert_eq!(streaming.reply_rest(), b"data: 3\n\n");
}

#[test]
fn a_web_socket_may_outlive_its_deadline() {
    let function = http().ready();
    let mut connection = function.connect();
    let headers = [
        SHORT,
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    assert_eq!(connection.send(request("GET", "/ws", &headers, b"")).reply_head().status, 101);
    assert_eq!(function.send(request("GET", "/hang", &[SHORT, ("Connection", "close")], b"")).status, 504);
    let role = tungstenite::protocol::Role::Client;
    let mut socket = tungstenite::WebSocket::from_raw_socket(connection.into_stream(), role, None);
    socket.send(tungstenite::Message::text("still here")).unwrap();
    assert_eq!(socket.read().unwrap(), tungstenite::Message::text("still here"));
}

// --- Who holds the thread -------------------------------------------------------------------------------------

#[test]
fn a_handler_that_holds_the_thread_is_named_in_the_log() {
    let function = http().ready();
    function.wait_for_thread(WATCHER);
    let gate = Gate::new();
    let mut connection = function.connect();
    let id = "3b21a413-6e6a-11ee-b2ba-52540008c7f7";
    let path = format!("/block?gate={}", gate.address());
    connection.send(request("GET", &path, &[("X-Scf-Request-Id", id)], b""));
    let waiting = gate.arrival();
    let line = function.log.wait_for(|line| line.contains("a handler blocks the runtime"));
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&line["level"], &line["handler"], &line["request_id"]), (&"WARN".into(), &"block".into(), &id.into()));
    drop(waiting);
    assert_eq!(connection.reply().text(), "blocked");
    assert_eq!(function.get("/hello").text(), "Hello!");
}

#[test]
fn a_handler_that_waits_well_is_not_named() {
    let mut function = http().ready();
    function.wait_for_thread(WATCHER);
    let gate = Gate::new();
    // One waits without the thread, one on the blocking pool, longer than the watch takes to notice.
    let mut running: Vec<_> = ["/wait", "/pool"]
        .into_iter()
        .map(|path| {
            let mut connection = function.connect();
            connection.send(request("GET", &format!("{path}?gate={}", gate.address()), &[], b""));
            (connection, gate.arrival())
        })
        .collect();
    let ended = function.send(request("GET", "/hang", &[("X-Scf-Timeout", "2000"), ("Connection", "close")], b""));
    assert_eq!(ended.status, 504);
    for (mut connection, waiting) in running.drain(..) {
        drop(waiting);
        assert_eq!(connection.reply().status, 200);
    }
    let records = function.all_records();
    let named = |record: &Value| record["message"].as_str().is_some_and(|text| text.contains("blocks the runtime"));
    assert!(!records.iter().any(named), "{records:#?}");
}
