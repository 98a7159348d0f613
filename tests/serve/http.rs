//! HTTP functions: routes, methods, bodies, and what the public is told.

use serde_json::{Value, json};

use crate::process::{fallback, http};
use crate::wire::{Connection, head, request};

const CLOSE: &[(&str, &str)] = &[("Connection", "close")];
const LIMIT: usize = 6 * 1024 * 1024;

// --- Routes ---------------------------------------------------------------------------------------------------

#[test]
fn the_most_specific_route_wins() {
    let function = http().ready();
    assert_eq!(function.get("/orders/7").text(), "order 7");
    assert_eq!(function.get("/orders/new").text(), "a form");
    assert_eq!(function.get("/orders/7/items").text(), "items of 7");
    assert_eq!(function.get("/orders/7/other/things").text(), "rest 7/other/things");
}

#[test]
fn the_log_names_the_handler_that_answered() {
    let mut function = http().ready();
    for path in ["/orders/7", "/orders/new", "/orders/7/items", "/orders/7/other", "/nowhere", "/scope/inside"] {
        function.get(path);
    }
    let handlers: Vec<Value> = function.invocations().into_iter().map(|line| line["handler"].clone()).collect();
    assert_eq!(handlers, ["order", "order_form", "items", "anything_of_orders", "unmatched", "scope"]);
}

#[test]
fn one_handler_may_have_several_routes() {
    let function = http().ready();
    for (method, path) in [("POST", "/orders"), ("PUT", "/orders/7")] {
        let headers = [("Content-Type", "application/json"), ("Connection", "close")];
        assert_eq!(function.send(request(method, path, &headers, b"[7]")).text(), "[7]");
    }
}

#[test]
fn what_is_not_there_is_answered_with_404() {
    let function = http().ready();
    for path in ["/", "/nowhere", "/hello/", "/Hello", "/orders", "/event-invoke"] {
        let reply = function.get(path);
        if path == "/orders" {
            assert_eq!(reply.header("allow"), Some("POST"));
            reply.error(405, "MethodNotAllowed");
        } else {
            assert_eq!(reply.error(404, "NotFound"), format!("nothing is at {path}"));
        }
    }
}

#[test]
fn another_method_of_a_route_made_the_actix_way_is_answered_as_actix_does() {
    let function = http().ready();
    for path in ["/actix-route", "/actix-resource"] {
        assert_eq!(function.get(path).text(), path);
    }
    for method in ["POST", "OPTIONS"] {
        function.send(request(method, "/actix-route", CLOSE, b"")).error(404, "NotFound");
        let reply = function.send(request(method, "/actix-resource", CLOSE, b""));
        assert_eq!((reply.status, reply.header("allow"), reply.text()), (405, Some("GET, PUT"), ""));
    }
}

#[test]
fn another_method_is_answered_with_405_and_those_that_are_allowed() {
    let function = http().ready();
    for (method, path, allow) in [
        ("POST", "/hello", "GET, HEAD"),
        ("GET", "/echo", "POST"),
        ("DELETE", "/orders/7", "GET, HEAD, PUT"),
        ("DELETE", "/page", "GET, HEAD"),
        ("OPTIONS", "/hello", "GET, HEAD"),
        ("BREW", "/hello", "GET, HEAD"),
    ] {
        let reply = function.send(request(method, path, CLOSE, b""));
        assert_eq!(reply.header("allow"), Some(allow), "{method} {path}");
        let message = reply.error(405, "MethodNotAllowed");
        assert_eq!(message, format!("{path} takes {allow}, and this was {method}"));
    }
}

#[test]
fn a_route_for_any_method_takes_any() {
    let function = http().ready();
    for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"] {
        assert_eq!(function.send(request(method, "/any", CLOSE, b"")).text(), method);
    }
}

#[test]
fn head_is_answered_where_get_is() {
    let mut function = http().ready();
    for (path, length) in [("/hello", "6"), ("/big/1000", "1000")] {
        let mut connection = function.connect();
        let head = connection.send(request("HEAD", path, CLOSE, b"")).reply_head();
        assert_eq!((head.status, head.header("content-length")), (200, Some(length)));
        connection.is_closed();
    }
    assert_eq!(function.invocations().len(), 2);
}

#[test]
fn a_handler_for_head_goes_before_that_for_get() {
    let function = http().ready();
    let mut connection = function.connect();
    let head = connection.send(request("HEAD", "/page", CLOSE, b"")).reply_head();
    assert_eq!((head.status, head.header("x-handled-by")), (200, Some("head")));
    assert_eq!(function.get("/page").text(), "the page");
}

#[test]
fn head_of_a_stream_does_not_run_it() {
    let mut function = http().ready();
    for path in ["/stream/endless", "/stream/whole", "/stream/panic"] {
        let mut connection = function.connect();
        let head = connection.send(request("HEAD", path, CLOSE, b"")).reply_head();
        assert_eq!(head.status, 200);
        connection.is_closed();
    }
    let invocations = function.invocations();
    assert!(invocations.iter().all(|line| line["outcome"] == "ok" && line["bytes_out"] == 0), "{invocations:#?}");
    assert_eq!(invocations.len(), 3);
}

#[test]
fn replies_without_a_body_have_none() {
    let mut function = http().ready();
    let mut connection = function.connect();
    let gone = connection.send(request("DELETE", "/gone", &[], b"")).reply();
    assert_eq!((gone.status, gone.header("content-length"), gone.body.len()), (204, None, 0));
    let unchanged = connection.send(request("GET", "/unchanged", &[], b"")).reply();
    assert_eq!((unchanged.status, unchanged.header("etag")), (304, Some("\"7\"")));
    assert_eq!(connection.send(request("GET", "/hello", &[], b"")).reply().text(), "Hello!");
    drop(connection);
    let outcomes: Vec<Value> = function.invocations().into_iter().map(|line| line["outcome"].clone()).collect();
    assert_eq!(outcomes, ["ok", "ok", "ok"]);
}

#[test]
fn a_fallback_takes_what_no_route_matched() {
    let mut function = fallback().ready();
    let reply = function.send(request("BREW", "/any/path/%20x?a=b", CLOSE, b"tea"));
    assert_eq!(reply.json(), json!({ "method": "BREW", "path": "/any/path/%20x", "query": "a=b", "bytes": 3 }));
    assert_eq!(function.invocations()[0]["handler"], "everything");
}

#[test]
fn the_events_path_is_a_path_like_any_other() {
    let function = fallback().ready();
    for (method, body) in [("GET", ""), ("POST", r#"{"do":"echo"}"#), ("PUT", "")] {
        let reply = function.send(request(method, "/event-invoke", CLOSE, body.as_bytes()));
        assert_eq!(
            (reply.json()["path"].as_str(), reply.json()["method"].as_str()),
            (Some("/event-invoke"), Some(method))
        );
    }
}

#[test]
fn a_scope_with_a_middleware_stands_beside_the_routes() {
    let function = http().ready();
    assert_eq!(function.get("/scope/inside").text(), "inside");
    assert_eq!(function.get("/hello").text(), "Hello!");
}

// --- Bodies ---------------------------------------------------------------------------------------------------

#[test]
fn a_body_of_any_bytes_is_given_as_it_came() {
    let function = http().ready();
    let body: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let reply = function.send(request("POST", "/echo", CLOSE, &body));
    assert_eq!((reply.status, reply.body == body), (200, true));
}

#[test]
fn a_body_of_exactly_the_limit_is_taken_and_a_longer_one_is_not() {
    let function = http().ready();
    let length = |bytes: usize| function.send(request("POST", "/length", CLOSE, &vec![b'x'; bytes]));
    assert_eq!(length(LIMIT).text(), LIMIT.to_string());
    assert_eq!(length(LIMIT + 1).error(413, "InvalidBody"), "payload reached size limit");
}

#[test]
fn json_is_taken_up_to_the_limit() {
    let function = http().ready();
    let json = |bytes: usize| {
        let mut body = vec![b' '; bytes];
        body[0] = b'7';
        function.send(request(
            "POST",
            "/orders",
            &[("Content-Type", "application/json"), ("Connection", "close")],
            &body,
        ))
    };
    assert_eq!(json(LIMIT).text(), "7");
    json(LIMIT + 1).error(413, "InvalidJson");
}

#[test]
fn a_body_that_is_read_bit_by_bit_may_be_longer() {
    let function = http().ready();
    let mut connection = function.connect();
    connection.send(request("POST", "/count", CLOSE, &vec![b'x'; 2 * LIMIT]));
    assert_eq!(connection.reply().text(), (2 * LIMIT).to_string());
}

#[test]
fn a_body_that_cannot_be_read_to_its_end_is_the_clients_doing() {
    let function = http().ready();
    let mut connection = function.connect();
    connection.send(head("POST", "/count", &[("Content-Length", "10")])).send(b"four").send_no_more();
    let message = connection.reply().error(400, "InvalidBody");
    assert!(message.starts_with("payload reached EOF before completing"), "{message}");
    function.get("/fail/too-long").error(413, "InvalidBody");
    function.get("/fail/storage").error(500, "InternalError");
}

#[test]
fn what_the_extractors_refuse_is_told_as_json() {
    let mut function = http().ready();
    let form = [("Content-Type", "application/x-www-form-urlencoded"), ("Connection", "close")];
    let json = [("Content-Type", "application/json"), ("Connection", "close")];
    for (request, status, name) in [
        (request("POST", "/orders", &json, b"{"), 400, "InvalidJson"),
        (request("POST", "/orders", CLOSE, b"{}"), 400, "InvalidJson"),
        (request("POST", "/form", &form, b"a=many"), 400, "InvalidForm"),
        (request("POST", "/form", CLOSE, b"a=1"), 415, "InvalidForm"),
        (request("GET", "/query?a=many", CLOSE, b""), 400, "InvalidQuery"),
        (request("GET", "/orders/first/items", CLOSE, b""), 404, "InvalidPath"),
    ] {
        let reply = function.send(request);
        assert_eq!(reply.json()["errorType"], name, "{reply:?}");
        reply.error(status, name);
    }
    let levels: Vec<Value> = function.invocations().into_iter().map(|line| line["level"].clone()).collect();
    assert_eq!(levels, ["WARN"; 6]);
}

#[test]
fn headers_that_are_no_utf_8_are_given_as_they_came() {
    let function = http().ready();
    let mut bytes = head("GET", "/headers", CLOSE);
    bytes.truncate(bytes.len() - 2);
    bytes.extend_from_slice(b"X-Odd: a\xff\xfeb\r\n\r\n");
    assert_eq!(function.send(bytes).json()["x-odd"], "a\u{fffd}\u{fffd}b");
}

// --- Errors ---------------------------------------------------------------------------------------------------

#[test]
fn the_public_is_told_of_errors_in_words() {
    let function = http().ready();
    assert_eq!(function.get("/fail/words").error(404, "OrderNotFound"), "no order 7");
    assert_eq!(function.get("/domain/sold").error(410, "OrderError"), "the order is sold");
}

#[test]
fn the_public_is_not_told_of_errors_that_came_from_within() {
    let mut function = http().ready();
    for (path, status) in [("/fail/std", 500), ("/fail/text", 500), ("/fail/status", 503), ("/domain/database", 503)] {
        let reply = function.get(path);
        assert!(!reply.text().contains("db-7"), "{}", reply.text());
        assert_eq!(reply.error(status, "InternalError"), "internal error", "{path}");
        let id = reply.json()["requestId"].as_str().unwrap().to_owned();
        let line = function.log.wait_for(|line| line.contains(&id) && line.contains(r#""invocation""#));
        let line: Value = serde_json::from_str(&line).unwrap();
        assert!(line["error"].as_str().is_some_and(|error| error.contains("db-7.internal")), "{line}");
        assert_eq!((&line["level"], &line["status"]), (&"ERROR".into(), &status.into()));
    }
    assert_eq!(function.invocations().len(), 4);
}

#[test]
fn the_public_is_not_told_of_the_thread_pool() {
    let mut function = http().ready();
    assert_eq!(function.get("/pool-error").error(500, "InternalError"), "internal error");
    let line = &function.invocations()[0];
    assert!(line["error"].as_str().is_some_and(|error| error.contains("thread pool")), "{line}");
}

#[test]
fn an_error_of_actix_is_answered_as_it_says() {
    let mut function = http().ready();
    let reply = function.get("/actix-error");
    assert_eq!((reply.status, reply.text()), (418, "short and stout"));
    let line = &function.invocations()[0];
    assert_eq!((&line["outcome"], &line["error"]), (&"error".into(), &"short and stout".into()));
}

#[test]
fn the_status_of_errors_is_set_for_event_functions_only() {
    let function = http().env("FN_ERROR_STATUS", "200").ready();
    assert_eq!(function.get("/fail/words").status, 404);
}

// --- Limits of replies ----------------------------------------------------------------------------------------

#[test]
fn headers_above_the_platforms_limit_get_a_warning() {
    let mut function = http().ready();
    let reply = function.get("/heavy/5000");
    assert_eq!((reply.status, reply.header("x-heavy").map(str::len)), (200, Some(5000)));
    function.get("/heavy/3000");
    let records = function.all_records();
    let warnings: Vec<&Value> = records
        .iter()
        .filter(|record| record["message"] == "the reply's headers are longer than the platform takes")
        .collect();
    assert_eq!(warnings.len(), 1, "{records:#?}");
    assert_eq!((&warnings[0]["level"], &warnings[0]["limit"]), (&"WARN".into(), &4096.into()));
    assert!(warnings[0]["bytes"].as_u64().is_some_and(|bytes| bytes > 5000));
    assert_eq!(warnings[0]["request_id"].as_str().map(str::len), Some(36));
}

#[test]
fn a_body_above_the_platforms_limit_gets_a_warning() {
    let mut function = http().ready();
    assert_eq!(function.get(&format!("/big/{}", LIMIT + 1)).body.len(), LIMIT + 1);
    function.get(&format!("/big/{LIMIT}"));
    let records = function.all_records();
    let message = "the reply's body is longer than the platform takes";
    let warnings: Vec<&Value> = records.iter().filter(|record| record["message"] == message).collect();
    assert_eq!(warnings.len(), 1, "{records:#?}");
    assert_eq!(warnings[0]["bytes"], LIMIT + 1);
}

// --- WebSockets -----------------------------------------------------------------------------------------------

fn web_socket(connection: Connection) -> tungstenite::WebSocket<std::net::TcpStream> {
    let (socket, reply) = tungstenite::client("ws://function/ws", connection.into_stream()).expect("a handshake");
    assert_eq!(reply.status(), 101);
    socket
}

#[test]
fn a_web_socket_echoes() {
    use tungstenite::Message;
    let mut function = http().ready();
    let mut socket = web_socket(function.connect());
    for text in ["one", "two", &"x".repeat(20_000)] {
        socket.send(Message::text(text)).unwrap();
        assert_eq!(socket.read().unwrap(), Message::text(text));
    }
    socket.send(Message::binary(vec![0, 1, 255])).unwrap();
    assert_eq!(socket.read().unwrap(), Message::binary(vec![0, 1, 255]));
    socket.send(Message::Ping(vec![7].into())).unwrap();
    assert_eq!(socket.read().unwrap(), Message::Pong(vec![7].into()));
    socket.close(None).unwrap();
    while socket.read().is_ok() {}
    let invocations = function.invocations();
    assert_eq!((&invocations[0]["handler"], &invocations[0]["status"]), (&"ws".into(), &101.into()));
    assert_eq!((&invocations[0]["outcome"], invocations.len()), (&"ok".into(), 1));
}

#[test]
fn a_web_socket_ends_with_the_process_at_the_grace_time() {
    let mut function = http().env("FN_GRACE", "300ms").ready();
    let mut socket = web_socket(function.connect());
    let records = function.all_records();
    assert!(records.iter().any(|record| record["message"] == "ended with requests still running"), "{records:#?}");
    assert!(socket.read().is_err());
}

#[test]
fn a_web_socket_that_panics_ends_alone() {
    use tungstenite::Message;
    let function = http().ready();
    let mut socket = web_socket(function.connect());
    let mut other = web_socket(function.connect());
    socket.send(Message::text("panic")).unwrap();
    while socket.read().is_ok() {}
    let panic = function.log.wait_for_message("a panic");
    assert_eq!(panic["panic"], "the session panics");
    other.send(Message::text("still here")).unwrap();
    assert_eq!(other.read().unwrap(), Message::text("still here"));
}
