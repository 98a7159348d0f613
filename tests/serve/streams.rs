//! Bodies that stream: chunk by chunk, to their end or to a visible cut.

use serde_json::Value;

use crate::gate::Gate;
use crate::process::{Function, http};
use crate::wire::{End, request};

#[test]
fn events_arrive_one_by_one() {
    let mut function = http().ready();
    let gate = Gate::new();
    let mut connection = function.connect();
    connection.send(request("GET", &format!("/events?gate={}", gate.address()), &[], b""));
    let mut waiting = gate.arrival();
    let head = connection.reply_head();
    assert_eq!((head.status, head.header("content-type")), (200, Some("text/event-stream")));
    assert_eq!(head.header("transfer-encoding"), Some("chunked"));
    for event in ["data: 1\n\n", "data: 2\n\n", "data: 3\n\n"] {
        // Each comes while the handler waits before the next one.
        assert_eq!(connection.chunk().as_deref(), Some(event.as_bytes()));
        assert!(!function.log.lines().iter().any(|line| line.contains("invocation")), "it has not ended");
        waiting.pass();
    }
    assert_eq!(connection.chunk().as_deref(), Some(&b""[..]));
    drop(connection);
    let invocations = function.invocations();
    assert_eq!((&invocations[0]["bytes_out"], &invocations[0]["outcome"]), (&27.into(), &"ok".into()));
}

#[test]
fn a_stream_leaves_the_connection_fit_for_the_next_request() {
    let mut function = http().ready();
    let mut connection = function.connect();
    for (path, body) in [("/stream/whole", "one two three"), ("/stream/empty", ""), ("/stream/sized-nothing", "")] {
        assert_eq!(connection.send(request("GET", path, &[], b"")).reply().text(), body, "{path}");
    }
    assert_eq!(connection.send(request("GET", "/hello", &[], b"")).reply().text(), "Hello!");
    drop(connection);
    let outcomes: Vec<Value> = function.invocations().into_iter().map(|line| line["outcome"].clone()).collect();
    assert_eq!(outcomes, ["ok"; 4]);
}

#[test]
fn the_status_of_a_stream_is_in_the_log() {
    let mut function = http().ready();
    assert_eq!(function.get("/stream/status").status, 418);
    let line = &function.invocations()[0];
    assert_eq!((&line["status"], &line["outcome"], &line["level"]), (&418.into(), &"error".into(), &"WARN".into()));
}

#[test]
fn a_panic_in_a_stream_is_a_visible_cut_behind_the_earlier_chunks() {
    let mut function = http().ready();
    let mut connection = function.connect();
    let reply = connection.send(request("GET", "/stream/panic", &[], b"")).reply_or_part();
    assert_eq!((reply.status, reply.text(), reply.is_whole), (200, "one two ", false));
    // And the process serves on.
    assert_eq!(function.get("/hello").text(), "Hello!");
    let records = function.all_records();
    let panic = records.iter().find(|record| record["message"] == "a panic").unwrap();
    assert_eq!(panic["panic"], "the stream panics");
    assert_eq!(panic["request_id"].as_str().map(str::len), Some(36));
    let of_request: Vec<&Value> = records.iter().filter(|record| record["request_id"] == panic["request_id"]).collect();
    assert_eq!(of_request.len(), 2, "the panic and the invocation: {of_request:#?}");
    let line = of_request[1];
    assert_eq!((&line["outcome"], &line["error_type"]), (&"broke off".into(), &"BodyPanicked".into()));
    assert_eq!((&line["bytes_out"], &line["level"], &line["status"]), (&8.into(), &"ERROR".into(), &200.into()));
}

#[test]
fn an_error_in_a_stream_is_a_visible_cut_behind_the_earlier_chunks() {
    let mut function = http().ready();
    let reply = function.connect().send(request("GET", "/stream/error", &[], b"")).reply_or_part();
    assert_eq!((reply.status, reply.text(), reply.is_whole), (200, "one two ", false));
    let line = &function.invocations()[0];
    assert_eq!((&line["outcome"], &line["error_type"]), (&"broke off".into(), &"BodyFailed".into()));
    assert_eq!(line["error"], "the stream gave up");
}

#[test]
fn a_cut_is_said_once_in_the_log() {
    for how in ["panic", "error"] {
        let mut function = http().ready();
        function.connect().send(request("GET", &format!("/stream/{how}"), &[], b"")).reply_or_part();
        let records = function.all_records();
        let errors = records.iter().filter(|record| record["level"] == "ERROR" && record["message"] != "a panic");
        assert_eq!(errors.count(), 1, "{records:#?}");
    }
}

#[test]
fn a_panic_before_the_first_chunk_is_a_visible_cut_behind_the_head() {
    let function = http().ready();
    let reply = function.connect().send(request("GET", "/stream/panic-first", &[], b"")).reply_or_part();
    assert_eq!((reply.status, reply.text(), reply.is_whole), (200, "", false));
}

#[test]
fn a_panic_long_after_the_first_chunk_is_a_visible_cut() {
    let function = http().ready();
    let gate = Gate::new();
    let mut connection = function.connect();
    connection.send(request("GET", &format!("/stream/gated-panic?gate={}", gate.address()), &[], b""));
    let mut waiting = gate.arrival();
    connection.reply_head();
    assert_eq!(connection.chunk().as_deref(), Some(&b"one "[..]));
    waiting.pass();
    assert_eq!(connection.chunk().as_deref(), Some(&b"two "[..]));
    waiting.pass();
    assert_eq!(connection.chunk(), None);
}

#[test]
fn a_body_that_is_shorter_than_it_says_is_a_visible_cut() {
    let mut function = http().ready();
    let reply = function.connect().send(request("GET", "/stream/sized-short", &[], b"")).reply_or_part();
    assert_eq!((reply.header("content-length"), reply.text(), reply.is_whole), (Some("10"), "four", false));
    assert_eq!(function.get("/hello").text(), "Hello!");
    let line = &function.invocations()[0];
    assert_eq!((&line["outcome"], &line["error_type"]), (&"broke off".into(), &"BodyTooShort".into()));
    assert_eq!(line["error"], "the body ended 6 bytes before the length that it had said");
}

#[test]
fn a_body_whose_drop_panics_harms_nobody_else() {
    let function = http().ready();
    let mut connection = function.connect();
    assert_eq!(connection.send(request("GET", "/panic/body-drop", &[], b"")).reply().text(), "one");
    let panic = function.log.wait_for_message("a panic");
    assert_eq!(panic["panic"], "the drop panics");
    assert_eq!(panic["request_id"].as_str().map(str::len), Some(36));
    assert_eq!(connection.send(request("GET", "/hello", &[], b"")).reply().text(), "Hello!");
}

#[test]
fn a_client_that_goes_ends_an_endless_stream() {
    let mut function = http().ready();
    let mut connection = function.connect();
    connection.send(request("GET", "/stream/endless", &[], b""));
    assert_eq!(connection.reply_head().status, 200);
    assert_eq!(connection.chunk().map(|chunk| chunk.len()), Some(1024));
    drop(connection);
    let line = function.log.wait_for_message("invocation");
    assert_eq!((&line["outcome"], &line["level"]), (&"client gone".into(), &"WARN".into()));
    assert_eq!((&line["status"], &line["handler"]), (&200.into(), &"stream".into()));
    assert!(line["bytes_out"].as_u64().is_some_and(|bytes| bytes >= 1024), "{line}");
    assert_eq!(function.invocations().len(), 1);
}

#[test]
fn the_last_byte_of_a_body_of_known_length_comes_behind_the_log_line() {
    let function = http().ready();
    let gate = Gate::new();
    let mut connection = function.connect();
    connection.send(request("GET", &format!("/stream/sized?gate={}", gate.address()), &[], b""));
    let mut waiting = gate.arrival();
    waiting.pass();
    let reply = connection.reply();
    assert_eq!((reply.header("content-length"), reply.text()), (Some("9"), "one, two."));
    // The stream itself has not ended yet: it waits at the gate.
    assert!(is_logged(function));
}

/// Whether the invocation's line is in the pipe, whatever the process does from now on.
fn is_logged(mut function: Function) -> bool {
    function.signal(rustix::process::Signal::KILL);
    function.ended();
    function.log.lines().iter().any(|line| line.contains(r#""invocation""#))
}

#[test]
fn the_last_byte_of_a_stream_comes_behind_the_log_line() {
    for path in ["/stream/whole", "/stream/empty"] {
        let function = http().ready();
        let mut connection = function.connect();
        connection.send(request("GET", path, &[], b"")).reply();
        assert!(is_logged(function), "{path}");
    }
}

#[test]
fn a_cut_comes_behind_the_log_line() {
    let function = http().ready();
    let mut connection = function.connect();
    assert!(!connection.send(request("GET", "/stream/panic", &[], b"")).reply_or_part().is_whole);
    assert_eq!(connection.end(), End::Closed);
    assert!(is_logged(function));
}
