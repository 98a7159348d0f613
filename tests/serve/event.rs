//! Event functions: what comes, and what is answered.

use serde_json::{Value, json};

use crate::process::{event, form};
use crate::wire::{chunk, head, request};

const LIMIT: usize = 6 * 1024 * 1024;

/// A JSON text of that many bytes.
fn text_of(bytes: usize) -> Vec<u8> {
    let mut text = vec![b'x'; bytes];
    text[0] = b'"';
    text[bytes - 1] = b'"';
    text
}

#[test]
fn an_event_is_answered_with_the_handlers_value_as_json() {
    let mut function = form("order").ready();
    let order = json!({ "id": 7, "items": [{ "name": "tea", "count": 2 }] });
    let reply = function.invoke(order.to_string());
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
    assert_eq!(reply.header("content-length"), Some(&*reply.body.len().to_string()));
    assert_eq!(reply.json(), order);
    let invocations = function.invocations();
    assert_eq!(invocations[0]["handler"], "handler");
}

#[test]
fn an_event_of_any_content_type_is_json() {
    let function = form("value").ready();
    for content_type in ["application/json", "text/plain", "application/octet-stream", "nonsense", ""] {
        let reply = function.invoke_with(&[("Content-Type", content_type)], "7");
        assert_eq!((reply.status, reply.text()), (200, "7"), "{content_type}");
    }
    assert_eq!(function.invoke_with(&[], "7").text(), "7");
}

#[test]
fn an_event_as_the_platform_sends_it_is_answered() {
    let function = form("value").ready();
    let headers = [
        ("User-Agent", "Go-http-client/1.1"),
        ("Accept-Encoding", "gzip"),
        ("Connection", "close"),
        ("Content-Type", "application/json"),
        ("X-Forwarded-For", "11.0.0.1"),
    ];
    let mut connection = function.connect();
    let reply = connection.send(request("POST", "/event-invoke", &headers, b"{}")).reply();
    assert_eq!((reply.status, reply.text(), reply.header("content-encoding")), (200, "{}", None));
    connection.is_closed();
}

// --- Payloads that do not fit ---------------------------------------------------------------------------------

#[test]
fn what_is_no_json_is_named_with_its_line_and_column() {
    let function = form("order").ready();
    let message = function.invoke("{\n  \"id\": 7,\n  \"items\": [}\n").error(400, "InvalidPayload");
    assert_eq!(message, "the event is no JSON: expected value at line 3 column 13");
    let message = function.invoke(r#"{"id": 7"#).error(400, "InvalidPayload");
    assert_eq!(message, "the event is no JSON: EOF while parsing an object at line 1 column 8");
    let message = function.invoke(r#"{"id": 7, "items": []} 8"#).error(400, "InvalidPayload");
    assert_eq!(message, "the event is no JSON: trailing characters at line 1 column 24");
}

#[test]
fn what_does_not_fit_is_named_with_its_path_line_and_column() {
    let function = form("order").ready();
    let order = "{\n  \"id\": 7,\n  \"items\": [\n    { \"name\": \"tea\", \"count\": 2 },\n    { \"name\": \"milk\", \"count\": 300 }\n  ]\n}";
    let message = function.invoke(order).error(400, "InvalidPayload");
    assert!(message.starts_with("`items[1].count` does not fit: invalid value: integer `300`"), "{message}");
    assert!(message.ends_with("expected u8 at line 5 column 34"), "{message}");
    let message = function.invoke(r#"{"id": 7}"#).error(400, "InvalidPayload");
    assert_eq!(message, "the event does not fit: missing field `items` at line 1 column 9");
    let message = function.invoke("[]").error(400, "InvalidPayload");
    assert!(message.starts_with("the event does not fit: "), "{message}");
}

#[test]
fn a_message_does_not_quote_a_whole_payload() {
    let function = form("order").ready();
    let long = json!({ "id": "x".repeat(100_000), "items": [] });
    let message = function.invoke(long.to_string()).error(400, "InvalidPayload");
    assert!(message.len() < 1000 && message.starts_with("`id` does not fit"), "{message}");
}

#[test]
fn a_body_that_is_no_utf_8_is_no_event() {
    let mut function = form("value").ready();
    for body in [&b"\"\xff\xfe\""[..], b"\xff", b"{\"\xc3\":1}", b"\0"] {
        let message = function.invoke(body).error(400, "InvalidPayload");
        assert!(message.starts_with("the event is no JSON: "), "{message}");
    }
    assert_eq!(function.invocations().len(), 4);
}

#[test]
fn a_hundred_thousand_brackets_are_an_error_and_no_overflow() {
    for name in ["value", "order", "option", "nothing"] {
        let function = form(name).ready();
        for bracket in ["[", "{\"a\":"] {
            let status = function.invoke(bracket.repeat(100_000)).status;
            // What is not looked at cannot be wrong.
            assert_eq!(status, if name == "nothing" { 200 } else { 400 }, "{name}");
        }
        assert_eq!(function.invoke("null").status, if name == "order" { 400 } else { 200 });
    }
}

#[test]
fn an_empty_event_is_null() {
    for (name, reply) in [("option", r#""nobody""#), ("value", "null"), ("unit", r#""unit""#), ("nothing", "null")] {
        let function = form(name).ready();
        let got = function.invoke("");
        assert_eq!((got.status, got.text()), (200, reply), "{name}");
        // Without any length, too.
        let got = function.send(head("POST", "/event-invoke", &[("Connection", "close")]));
        assert_eq!((got.status, got.text()), (200, reply), "{name}");
    }
    let message = form("order").ready().invoke("").error(400, "InvalidPayload");
    assert!(message.starts_with("the event does not fit: invalid type: null"), "{message}");
}

// --- Length ---------------------------------------------------------------------------------------------------

#[test]
fn an_event_of_exactly_the_limit_is_taken() {
    let function = form("text length").ready();
    assert_eq!(function.invoke(text_of(LIMIT)).text(), (LIMIT - 2).to_string());
    let mut connection = function.connect();
    connection.send(head("POST", "/event-invoke", &[("Transfer-Encoding", "chunked")]));
    for part in text_of(LIMIT).chunks(1024 * 1024) {
        connection.send(chunk(part));
    }
    assert_eq!(connection.send(chunk(b"")).reply().text(), (LIMIT - 2).to_string());
}

#[test]
fn a_longer_event_is_answered_with_413_also_while_it_is_sent() {
    let mut function = form("text length").ready();
    // The client sends all of it before it reads a byte.
    for length in [LIMIT + 1, 3 * LIMIT] {
        let message = function.invoke(text_of(length)).error(413, "PayloadTooLarge");
        assert_eq!(message, "the event is longer than the 6291456 bytes that the platform takes");
    }
    let invocations = function.invocations();
    assert_eq!((&invocations[0]["status"], &invocations[0]["bytes_in"]), (&413.into(), &(LIMIT + 1).into()));
}

#[test]
fn a_longer_chunked_event_is_answered_with_413_also_while_it_is_sent() {
    let function = form("text length").ready();
    let mut connection = function.connect();
    connection.send(head("POST", "/event-invoke", &[("Transfer-Encoding", "chunked")]));
    for part in text_of(3 * LIMIT).chunks(1024 * 1024) {
        connection.send(chunk(part));
    }
    connection.send(chunk(b"")).reply().error(413, "PayloadTooLarge");
    assert_eq!(connection.send(request("POST", "/event-invoke", &[], b"\"7\"")).reply().text(), "1");
}

#[test]
fn a_reply_of_exactly_the_limit_is_sent() {
    let function = event().ready();
    let reply = function.invoke(format!(r#"{{"do":"reply","bytes":{}}}"#, LIMIT - 2));
    assert_eq!((reply.status, reply.body.len()), (200, LIMIT));
}

#[test]
fn a_longer_reply_is_an_error_that_says_so() {
    let mut function = event().ready();
    let message = function.invoke(format!(r#"{{"do":"reply","bytes":{}}}"#, LIMIT - 1)).error(500, "ReplyTooLarge");
    assert!(message.starts_with("the reply has 6291457 bytes and the platform takes 6291456: "), "{message}");
    let invocations = function.invocations();
    assert_eq!((&invocations[0]["outcome"], &invocations[0]["error_type"]), (&"error".into(), &"ReplyTooLarge".into()));
}

// --- Errors ---------------------------------------------------------------------------------------------------

fn fail(with: &str) -> String {
    format!(r#"{{"do":"fail","with":{with}}}"#)
}

#[test]
fn an_error_in_words_is_told() {
    let function = event().ready();
    assert_eq!(function.invoke(fail(r#""words""#)).error(500, "OrderNotFound"), "no order 7");
    assert_eq!(function.invoke(fail(r#"{"status":{"status":404}}"#)).error(404, "OrderNotFound"), "no order 7");
}

#[test]
fn a_status_that_is_no_errors_becomes_500() {
    let function = event().ready();
    for status in [0, 99, 200, 302, 399, 600, 65535] {
        let event = fail(&format!(r#"{{"status":{{"status":{status}}}}}"#));
        function.invoke(event).error(500, "OrderNotFound");
    }
}

#[test]
fn an_error_of_another_type_is_told_with_its_causes() {
    let mut function = event().ready();
    let message = function.invoke(fail(r#""std""#)).error(500, "Error");
    assert!(message.starts_with("the database does not answer: an error occurred"), "{message}");
    assert_eq!(function.invoke(fail(r#""text""#)).error(500, "Error"), "only a text");
    let invocations = function.invocations();
    assert_eq!(invocations[0]["error"], *message);
    assert_eq!((&invocations[0]["level"], &invocations[0]["status"]), (&"ERROR".into(), &500.into()));
}

#[test]
fn an_error_of_the_domain_says_its_name_and_status() {
    let function = form("failure").ready();
    assert_eq!(function.invoke("0").error(409, "OutOfStock"), "0 left");
    assert_eq!(function.invoke("3").text(), "3");
}

#[test]
fn a_value_that_does_not_become_json_is_an_error() {
    let message = form("odd reply").ready().invoke("").error(500, "InvalidReply");
    assert_eq!(message, "the reply does not become JSON: key must be a string");
}

#[test]
fn an_extractor_of_the_users_may_refuse() {
    let mut function = form("takes a tenant").ready();
    assert_eq!(function.invoke("").error(403, "NoTenant"), "the request names no account");
    assert_eq!(function.invoke_with(&[("X-Scf-Appid", "125")], "").text(), r#""125""#);
    assert_eq!(function.invocations()[0]["level"], "WARN");
}

#[test]
fn the_errors_carry_the_requests_id() {
    let function = event().ready();
    let id = "3b21a413-6e6a-11ee-b2ba-52540008c7f7";
    for body in [&*fail(r#""words""#), "no JSON", r#"{"do":"panic","at":"first-poll"}"#] {
        assert_eq!(function.invoke_with(&[("X-Scf-Request-Id", id)], body).json()["requestId"], id);
    }
}

#[test]
fn the_status_of_errors_can_be_set() {
    let function = event().env("FN_ERROR_STATUS", "200").ready();
    let panic = r#"{"do":"panic","at":"first-poll"}"#;
    for (body, in_body) in [(&*fail(r#""words""#), 500), ("no JSON", 400), (panic, 500)] {
        let reply = function.invoke(body);
        assert_eq!((reply.status, &reply.json()["statusCode"]), (200, &in_body.into()));
    }
    let mut function = event().env("FN_ERROR_STATUS", "599").ready();
    assert_eq!(function.invoke(fail(r#""words""#)).status, 599);
    assert_eq!(function.invoke(r#"{"do":"echo","value":7}"#).status, 200);
    assert_eq!(function.invocations()[0]["outcome"], "error");
}

#[test]
fn the_status_of_what_is_no_invocation_stays() {
    let function = event().env("FN_ERROR_STATUS", "200").ready();
    function.get("/favicon.ico").error(404, "NotFound");
    let reply = function.get("/event-invoke");
    assert_eq!(reply.header("allow"), Some("POST"));
    reply.error(405, "MethodNotAllowed");
}

#[test]
fn a_failure_that_is_answered_with_200_is_an_error_in_the_log() {
    let mut function = event().env("FN_ERROR_STATUS", "200").ready();
    function.invoke(fail(r#""words""#));
    let invocation = &function.invocations()[0];
    assert_eq!((&invocation["outcome"], &invocation["level"]), (&"error".into(), &"ERROR".into()));
}

// --- Other doors ----------------------------------------------------------------------------------------------

#[test]
fn nothing_but_the_events_path_is_answered() {
    let mut function = form("nothing").ready();
    for path in ["/", "/event-invoke/", "/event-invoke/x", "/EVENT-INVOKE", "/event-invok", "//event-invoke", "/%2e"] {
        for method in ["POST", "GET"] {
            let reply = function.send(request(method, path, &[("Connection", "close")], b""));
            let message = reply.error(404, "NotFound");
            assert_eq!(message, "this is an event function: it answers POST /event-invoke and nothing else");
        }
    }
    let invocations = function.invocations();
    assert!(invocations.iter().all(|line| line["level"] == "WARN" && line["status"] == 404), "{invocations:#?}");
}

#[test]
fn a_query_does_not_change_the_path() {
    assert_eq!(form("nothing").ready().send(request("POST", "/event-invoke?a=b", &[], b"")).status, 200);
}

#[test]
fn no_method_but_post_is_answered() {
    let function = form("nothing").ready();
    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"] {
        let reply = function.send(request(method, "/event-invoke", &[("Connection", "close")], b""));
        assert_eq!(reply.header("allow"), Some("POST"), "{method}");
        let message = reply.error(405, "MethodNotAllowed");
        assert_eq!(message, format!("/event-invoke takes POST, and this was {method}"));
    }
    let mut connection = function.connect();
    connection.send(request("HEAD", "/event-invoke", &[("Connection", "close")], b""));
    let head = connection.reply_head();
    assert_eq!((head.status, head.header("allow")), (405, Some("POST")));
    connection.is_closed();
}

#[test]
fn the_value_of_a_state_is_the_same_for_all_events() {
    let function = event().ready();
    for _ in 0..3 {
        let reply: Value = function.invoke(r#"{"do":"echo","value":[1]}"#).json();
        assert_eq!(reply, json!({ "greeting": "Hello", "value": [1] }));
    }
}
