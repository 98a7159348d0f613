//! A panic, wherever it is: answered, one line in the log, and the process serves on.

use serde_json::Value;

use crate::process::{Function, event, form, http};
use crate::wire::request;

const ID: &str = "3b21a413-6e6a-11ee-b2ba-52540008c7f7";
const ANSWER: &str = "the handler panicked: the log of this request says where";

/// One line for the panic, with its text, its place and the request's id, and one for the invocation.
#[track_caller]
fn is_logged(function: &mut Function, panic: &str) {
    let records = function.all_records();
    let is_ours = |record: &&Value| record["target"].as_str().is_some_and(|target| target.starts_with("scf::"));
    let of_request = records.iter().filter(|record| record["request_id"] == ID);
    let of_request: Vec<&Value> = of_request.filter(is_ours).collect();
    let messages: Vec<&Value> = of_request.iter().map(|record| &record["message"]).collect();
    assert_eq!(messages, ["a panic", "invocation"], "{records:#?}");
    let (of_panic, invocation) = (of_request[0], of_request[1]);
    assert_eq!((&of_panic["level"], &of_panic["panic"]), (&"ERROR".into(), &panic.into()));
    let place = of_panic["place"].as_str().unwrap();
    assert!(place.starts_with("tests/functions/") && place.matches(':').count() == 2, "{place}");
    assert_eq!((&invocation["outcome"], &invocation["status"]), (&"error".into(), &500.into()));
    assert_eq!((&invocation["error_type"], &invocation["level"]), (&"HandlerPanicked".into(), &"ERROR".into()));
}

#[track_caller]
fn is_answered(function: &mut Function, event: &str, panic: &str) {
    let reply = function.invoke_with(&[("X-Scf-Request-Id", ID)], event);
    assert_eq!(reply.error(500, "HandlerPanicked"), ANSWER);
    assert_eq!(reply.json()["requestId"], ID);
    // The process serves on.
    assert!(matches!(function.invoke("7").status, 200 | 400 | 500));
    is_logged(function, panic);
}

#[track_caller]
fn panic_at_is_answered(moment: &str, panic: &str) {
    is_answered(&mut event().ready(), &format!(r#"{{"do":"panic","at":"{moment}"}}"#), panic);
}

#[test]
fn a_panic_in_the_call_is_answered() {
    let mut function = form("panics before its future").ready();
    is_answered(&mut function, "", "the call panics");
}

#[test]
fn a_panic_in_the_first_poll_is_answered() {
    panic_at_is_answered("first-poll", "the first poll panics");
}

#[test]
fn a_panic_in_a_later_poll_is_answered() {
    panic_at_is_answered("later-poll", "a later poll panics");
}

#[test]
fn a_panic_in_a_drop_is_answered() {
    panic_at_is_answered("drop", "the drop panics");
}

#[test]
fn a_panic_without_a_text_is_answered() {
    panic_at_is_answered("without-text", "a panic without a message");
}

#[test]
fn a_panic_of_several_lines_is_one_line_in_the_log() {
    panic_at_is_answered("many-lines", "the first line\nthe second line");
    let function = event().with_text_log().ready();
    function.invoke(r#"{"do":"panic","at":"many-lines"}"#);
    let line = function.log.wait_for(|line| line.contains("the first line"));
    assert!(line.contains("the second line"), "{line}");
}

#[test]
fn a_panic_on_the_blocking_pool_that_is_awaited_is_answered() {
    let function = event().ready();
    let reply = function.invoke(r#"{"do":"panic","at":"pool"}"#);
    assert_eq!(reply.error(500, "HandlerPanicked"), ANSWER);
    assert_eq!(function.log.wait_for_message("a panic")["panic"], "the pool panics");
}

#[test]
fn a_panic_in_a_plain_function_is_answered() {
    is_answered(&mut form("plain").ready(), r#"{"panic":"the plain function panics"}"#, "the plain function panics");
}

#[test]
fn a_panic_in_the_decoding_of_a_payload_is_answered() {
    is_answered(&mut form("panics in decoding").ready(), "7", "the payload panics");
}

#[test]
fn a_panic_in_the_encoding_of_a_reply_is_answered() {
    is_answered(&mut form("panics in encoding").ready(), "", "the reply panics");
}

#[test]
fn a_panic_in_an_extractor_of_an_event_is_answered() {
    let function = form("takes a tenant").ready();
    let reply = function.invoke_with(&[("X-Scf-Appid", "0")], "");
    assert_eq!(reply.error(500, "HandlerPanicked"), ANSWER);
    assert_eq!(function.invoke_with(&[("X-Scf-Appid", "1")], "").text(), r#""1""#);
}

#[test]
fn a_panic_whose_payload_panics_when_it_is_dropped_is_answered() {
    let function = event().ready();
    let reply = function.invoke(r#"{"do":"panic","at":"with-panicking-payload"}"#);
    assert_eq!(reply.error(500, "HandlerPanicked"), ANSWER);
    let function = http().ready();
    assert_eq!(function.get("/panic/payload").error(500, "HandlerPanicked"), ANSWER);
    assert_eq!(function.get("/hello").text(), "Hello!");
}

#[test]
fn a_panic_in_a_task_of_the_users_leaves_the_reply_alone() {
    let mut function = event().ready();
    assert_eq!(function.invoke(r#"{"do":"panic","at":"spawned-task"}"#).text(), "true");
    let records = function.all_records();
    assert!(records.iter().any(|record| record["panic"] == "a task panics"), "{records:#?}");
}

#[test]
fn a_panic_keeps_the_connection() {
    let function = event().ready();
    let mut connection = function.connect();
    let panic = request("POST", "/event-invoke", &[], br#"{"do":"panic","at":"first-poll"}"#);
    for _ in 0..10 {
        connection.send(&panic).reply().error(500, "HandlerPanicked");
    }
    let echo = request("POST", "/event-invoke", &[], br#"{"do":"echo","value":7}"#);
    assert_eq!(connection.send(echo).reply().status, 200);
}

#[test]
fn a_panic_does_not_touch_the_requests_beside_it() {
    let function = http().ready();
    let gate = crate::gate::Gate::new();
    let mut beside = function.connect();
    beside.send(request("GET", &format!("/wait?gate={}", gate.address()), &[], b""));
    let waiting = gate.arrival();
    for _ in 0..10 {
        function.get("/panic/later-poll").error(500, "HandlerPanicked");
    }
    drop(waiting);
    assert_eq!(beside.reply().text(), "waited");
}

// --- HTTP functions -------------------------------------------------------------------------------------------

#[test]
fn every_panic_of_an_http_function_is_answered() {
    for (path, panic) in [
        ("/panic/first-poll", "the first poll panics"),
        ("/panic/later-poll", "a later poll panics"),
        ("/panic/drop", "the drop panics"),
        ("/panic/extractor?early", "the extractor's call panics"),
        ("/panic/extractor", "the extractor's future panics"),
        ("/scope/inside?early", "the middleware panics"),
        ("/scope/inside?late", "the middleware panics late"),
        ("/guarded", "the guard panics"),
    ] {
        let mut function = http().ready();
        let headers = [("X-Scf-Request-Id", ID), ("Connection", "close")];
        let reply = function.send(request("GET", path, &headers, b""));
        assert_eq!(reply.error(500, "HandlerPanicked"), ANSWER, "{path}");
        assert!(!reply.text().contains(panic), "the public is not told");
        assert_eq!(function.get("/hello").text(), "Hello!");
        let records = function.all_records();
        let logged = records.iter().find(|record| record["message"] == "a panic").unwrap();
        let text = logged["panic"].as_str().unwrap();
        assert!(text.contains(panic), "{path}: {text}");
        assert_eq!(logged["request_id"], ID);
    }
}

#[test]
fn a_panic_in_a_block_of_actix_is_answered() {
    let function = http().ready();
    let reply = function.get("/panic/pool");
    assert_eq!(reply.error(500, "InternalError"), "internal error");
    assert_eq!(function.log.wait_for_message("a panic")["panic"], "the pool panics");
}

#[test]
fn a_worker_that_met_a_panic_serves_on() {
    let mut function = http().env("FN_WORKERS", "3").ready();
    for _ in 0..60 {
        function.get("/panic/first-poll").error(500, "HandlerPanicked");
    }
    assert_eq!(function.invocations().len(), 60);
}
