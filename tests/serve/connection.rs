//! What clients do to connections.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::gate::Gate;
use crate::process::{event, form, http};
use crate::wire::{Connection, End, chunk, head, request};

const NOTHING: &[(&str, &str)] = &[];

fn invocation(body: &str) -> Vec<u8> {
    request("POST", "/event-invoke", NOTHING, body.as_bytes())
}

#[test]
fn a_connection_is_kept_for_the_next_request() {
    let mut function = form("value").ready();
    let mut connection = function.connect();
    for number in 0..50 {
        assert_eq!(connection.send(invocation(&number.to_string())).reply().text(), number.to_string());
    }
    drop(connection);
    assert_eq!(function.invocations().len(), 50);
}

#[test]
fn a_connection_is_closed_where_the_request_says_so() {
    let function = form("value").ready();
    for number in 0..50 {
        let mut connection = function.connect();
        let headers = [("Connection", "close")];
        connection.send(request("POST", "/event-invoke", &headers, number.to_string().as_bytes()));
        let reply = connection.reply();
        assert_eq!((reply.text(), reply.header("connection")), (&*number.to_string(), Some("close")));
        connection.is_closed();
    }
}

#[test]
fn requests_in_one_packet_are_answered_in_their_order() {
    let function = form("value").ready();
    let mut connection = function.connect();
    let all: Vec<u8> = (0..30).flat_map(|number| invocation(&number.to_string())).collect();
    connection.send(all);
    for number in 0..30 {
        assert_eq!(connection.reply().text(), number.to_string());
    }
}

#[test]
fn a_request_behind_a_head_request_gets_its_own_reply() {
    let function = http().ready();
    let mut connection = function.connect();
    connection.send([request("HEAD", "/hello", NOTHING, b""), request("GET", "/hello", NOTHING, b"")].concat());
    let head = connection.reply_head();
    assert_eq!((head.status, head.header("content-length")), (200, Some("6")));
    assert_eq!(connection.reply().text(), "Hello!");
}

#[test]
fn a_client_of_http_1_0_is_answered_and_closed() {
    let function = form("value").ready();
    let mut connection = function.connect();
    connection.send("POST /event-invoke HTTP/1.0\r\nContent-Length: 1\r\n\r\n7");
    let reply = connection.reply();
    assert_eq!((reply.status, reply.text()), (200, "7"));
    assert!(reply.head.starts_with("HTTP/1.0 "), "{}", reply.head);
    connection.is_closed();
}

#[test]
fn a_client_of_http_1_0_may_keep_its_connection() {
    let function = form("value").ready();
    let mut connection = function.connect();
    for number in ["7", "8"] {
        let head = "POST /event-invoke HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\n";
        let reply = connection.send(format!("{head}{number}")).reply();
        assert_eq!((reply.text(), reply.header("connection")), (number, Some("keep-alive")));
    }
}

#[test]
fn a_connection_without_a_byte_leaves_nothing_in_the_log() {
    let mut function = form("value").ready();
    for _ in 0..20 {
        drop(function.connect());
    }
    let mut waits = function.connect();
    waits.send_no_more().is_closed();
    assert_eq!(function.invoke("7").text(), "7");
    let records = function.all_records();
    let messages: Vec<_> = records.iter().map(|record| record["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["ready", "invocation", "told to end: finishing what runs", "ended"]);
}

#[test]
fn what_is_no_http_is_answered_with_400_and_leaves_nothing_in_the_log() {
    let mut function = form("value").ready();
    for garbage in ["\0\0\0\0\r\n\r\n", "hello\r\n\r\n", "GET\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\r\n\r\n"] {
        let mut connection = function.connect();
        connection.send(garbage);
        assert_eq!(connection.reply().status, 400, "{garbage:?}");
        assert_ne!(connection.end(), End::Reset, "{garbage:?}");
    }
    assert_eq!(function.invoke("7").text(), "7");
    let records = function.all_records();
    let messages: Vec<_> = records.iter().map(|record| record["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["ready", "invocation", "told to end: finishing what runs", "ended"], "{records:#?}");
}

#[test]
fn a_client_that_goes_in_the_midst_of_a_request_harms_nobody() {
    let mut function = form("value").ready();
    let whole = invocation(r#"{"a":"b"}"#);
    for length in 1..whole.len() {
        function.connect().send(&whole[..length]);
    }
    assert_eq!(function.invoke("7").text(), "7");
    let records = function.all_records();
    assert!(records.iter().all(|record| record["level"] != "ERROR"), "{records:#?}");
}

#[test]
fn a_request_in_single_bytes_is_answered() {
    let function = form("value").ready();
    let mut connection = function.connect();
    for byte in invocation("[1, 2]") {
        connection.send([byte]);
    }
    assert_eq!(connection.reply().text(), "[1,2]");
}

#[test]
fn a_client_that_reads_slowly_gets_all() {
    let function = http().ready();
    let mut connection = function.connect();
    // More than the buffers of both sides hold.
    connection.send(request("GET", "/big/20000000", NOTHING, b""));
    let gate = Gate::new();
    // The function is not held by who does not read.
    let mut other = function.connect();
    other.send(request("GET", &format!("/wait?gate={}", gate.address()), NOTHING, b""));
    drop(gate.arrival());
    assert_eq!(other.reply().text(), "waited");
    assert_eq!(connection.reply().body.len(), 20_000_000);
}

#[test]
fn a_client_that_says_it_sends_no_more_still_gets_its_reply() {
    let function = event().ready();
    let gate = Gate::new();
    let mut connection = function.connect();
    let wait = format!(r#"{{"do":"wait","gate":"{}"}}"#, gate.address());
    connection.send(invocation(&wait)).send_no_more();
    drop(gate.arrival());
    assert_eq!(connection.reply().text(), r#""waited""#);
    connection.is_closed();
}

#[test]
fn half_open_requests_do_not_hold_the_others() {
    let function = form("value").ready();
    let half_open: Vec<Connection> = (0..200)
        .map(|number| {
            let whole = invocation(r#"{"a":"b"}"#);
            // Some in the head, some in the body, some right behind the head.
            let sent = [20, whole.len() - 4, whole.len() - 9][number % 3];
            let mut connection = function.connect();
            connection.send(&whole[..sent]);
            connection
        })
        .collect();
    assert_eq!(function.invoke("7").text(), "7");
    for (number, mut connection) in half_open.into_iter().enumerate() {
        let whole = invocation(r#"{"a":"b"}"#);
        let sent = [20, whole.len() - 4, whole.len() - 9][number % 3];
        assert_eq!(connection.send(&whole[sent..]).reply().text(), r#"{"a":"b"}"#);
    }
}

#[test]
fn a_thousand_requests_at_the_same_time_are_all_answered() {
    // Both sides of a thousand connections are more than what a shell usually allows.
    let limits = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limits.maximum, maximum: limits.maximum }).unwrap();
    let mut function = http().ready();
    // The handlers that do not panic answer only when all of them are there.
    let (together, panicking) = (900, 100);
    let mut connections: Vec<_> = (0..together + panicking)
        .map(|number| {
            let path = if number % 10 == 0 { "/panic/later-poll" } else { "/together/900" };
            let mut connection = function.connect();
            connection.send(request("GET", path, &[("Connection", "close")], b""));
            (connection, path)
        })
        .collect();
    for (connection, path) in &mut connections {
        let reply = connection.reply();
        match *path {
            "/together/900" => assert_eq!((reply.status, reply.text()), (200, "together")),
            _ => assert_eq!(reply.status, 500),
        }
    }
    drop(connections);
    assert_eq!(function.invocations().len(), together + panicking);
}

#[test]
fn connections_above_the_limit_of_descriptors_wait_until_others_end() {
    let mut function = form("value").ready();
    function.limit_descriptors(40);
    let mut connections: Vec<Connection> = (0..60).map(|_| function.connect()).collect();
    let warning = function.log.wait_for_message("no connection can be accepted: waiting until others end");
    assert_eq!(warning["level"], "WARN");
    // The last ones are not accepted yet.
    let mut last = connections.split_off(50);
    for connection in &mut last {
        connection.send(invocation("7"));
    }
    drop(connections);
    for connection in &mut last {
        assert_eq!(connection.reply().text(), "7");
    }
    drop(last);
    let records = function.all_records();
    let warnings = records.iter().filter(|record| record["message"] == warning["message"]).count();
    assert!(warnings <= 10, "the log is flooded: {warnings}");
}

// --- Bodies ---------------------------------------------------------------------------------------------------

#[test]
fn a_chunked_body_is_taken_whole() {
    let function = form("value").ready();
    let mut connection = function.connect();
    connection.send(head("POST", "/event-invoke", &[("Transfer-Encoding", "chunked")]));
    for part in [r#"{"na"#, r#"me":"#, r#""Ada"}"#, ""] {
        connection.send(chunk(part.as_bytes()));
    }
    assert_eq!(connection.reply().text(), r#"{"name":"Ada"}"#);
    // And the connection is fit for another one.
    assert_eq!(connection.send(invocation("7")).reply().text(), "7");
}

#[test]
fn a_broken_chunk_is_answered_with_an_error() {
    let function = form("value").ready();
    let mut connection = function.connect();
    connection.send(head("POST", "/event-invoke", &[("Transfer-Encoding", "chunked")]));
    connection.send(b"2\r\n[1\r\nnot a size\r\n");
    let reply = connection.reply();
    assert_eq!(reply.status, 400, "{reply:?}");
    assert_eq!(function.invoke("7").text(), "7");
}

#[test]
fn a_body_that_ends_too_early_is_no_event() {
    let mut function = form("value").ready();
    let mut connection = function.connect();
    connection.send(head("POST", "/event-invoke", &[("Content-Length", "10")])).send("7").send_no_more();
    let message = connection.reply().error(400, "IncompleteRequest");
    assert!(message.starts_with("the request's body ended too early"), "{message}");
    let invocations = function.invocations();
    assert_eq!(invocations[0]["level"], "WARN");
}

#[test]
fn a_client_that_asks_whether_to_go_on_is_told_to() {
    let function = form("value").ready();
    let mut connection = function.connect();
    connection.send(head("POST", "/event-invoke", &[("Expect", "100-continue"), ("Content-Length", "1")]));
    assert_eq!(connection.reply_head().status, 100);
    assert_eq!(connection.send("7").reply().text(), "7");
}

#[test]
fn two_lengths_are_no_request() {
    let function = form("value").ready();
    for lengths in [
        "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 1, 1\r\n",
        "Content-Length: +1\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 99999999999999999999\r\n",
    ] {
        let mut connection = function.connect();
        connection.send(format!("POST /event-invoke HTTP/1.1\r\nHost: function\r\n{lengths}\r\n7"));
        assert_eq!(connection.reply().status, 400, "{lengths:?}");
        // Whatever is behind it is not taken for a request.
        assert_ne!(connection.end(), End::Reset, "{lengths:?}");
    }
}

#[test]
fn a_head_that_is_too_long_is_answered() {
    let function = form("value").ready();
    let mut connection = function.connect();
    let long = "x".repeat(200 * 1024);
    connection.try_to_send(request("POST", "/event-invoke", &[("X-Long", &long)], b"7"));
    assert_eq!(connection.reply().status, 431);
    let many: Vec<(String, String)> = (0..500).map(|number| (format!("X-{number}"), "x".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (&**name, &**value)).collect();
    let mut connection = function.connect();
    connection.try_to_send(request("POST", "/event-invoke", &many, b"7"));
    let status = connection.reply().status;
    assert!(matches!(status, 400 | 431), "{status}");
    assert_eq!(function.invoke("7").text(), "7");
}

#[test]
fn a_body_that_nobody_reads_does_not_cost_the_client_the_reply() {
    let function = http().ready();
    // Far more than the buffers of both sides hold, and sent before a byte of the reply is read.
    let body = vec![b'x'; 20_000_000];
    for (path, status) in [("/nowhere", 404), ("/orders", 413), ("/length", 413)] {
        let mut connection = function.connect();
        let headers = [("Content-Type", "application/json"), ("Connection", "close")];
        let reply = connection.send(request("POST", path, &headers, &body)).reply();
        assert_eq!((reply.status, reply.header("connection")), (status, Some("close")));
    }
}
