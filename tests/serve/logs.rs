//! The log: one line a record, flat, short, and never too late. (That every line is JSON, flat and short enough
//! for the platform is looked at in every test, when its function is dropped.)

use rustix::process::Signal;
use serde_json::Value;

use crate::process::{event, form, held_port, http};
use crate::wire::request;

const ID: &str = "3b21a413-6e6a-11ee-b2ba-52540008c7f7";

#[test]
fn an_invocation_is_one_line() {
    let mut function = form("value").env("SCF_FUNCTIONNAME", "greet").ready();
    function.invoke_with(&[("X-Scf-Request-Id", ID)], "[1, 2]");
    function.invoke("no JSON");
    let lines = function.invocations();
    assert_eq!(lines.len(), 2);
    let (good, bad) = (&lines[0], &lines[1]);
    for (name, value) in [
        ("level", Value::from("INFO")),
        ("request_id", ID.into()),
        ("function", "greet".into()),
        ("handler", "handler".into()),
        ("outcome", "ok".into()),
        ("status", 200.into()),
        ("bytes_in", 6.into()),
        ("bytes_out", 5.into()),
        ("cold_start", true.into()),
    ] {
        assert_eq!(good[name], value, "{name}");
    }
    assert!(good["duration_ms"].as_f64().is_some_and(|time| time > 0.0 && time < 30_000.0), "{good}");
    assert!(good.get("error").is_none() && good.get("error_type").is_none(), "{good}");
    for (name, value) in [
        ("level", Value::from("WARN")),
        ("outcome", "error".into()),
        ("status", 400.into()),
        ("cold_start", false.into()),
        ("error_type", "InvalidPayload".into()),
    ] {
        assert_eq!(bad[name], value, "{name}");
    }
    assert!(bad["error"].as_str().is_some_and(|error| error.starts_with("the event is no JSON")), "{bad}");
}

#[test]
fn only_the_first_request_is_a_cold_start() {
    let mut function = http().ready();
    for _ in 0..3 {
        function.get("/hello");
    }
    let cold: Vec<Value> = function.invocations().into_iter().map(|line| line["cold_start"].clone()).collect();
    assert_eq!(cold, [true, false, false]);
}

#[test]
fn one_cold_start_is_one_also_with_several_threads() {
    let mut function = http().env("FN_WORKERS", "3").ready();
    for _ in 0..50 {
        function.get("/hello");
    }
    let cold = function.invocations().into_iter().filter(|line| line["cold_start"] == true).count();
    assert_eq!(cold, 1);
}

#[test]
fn the_line_is_written_before_the_replys_last_byte() {
    for length in [10, 1_000_000] {
        let mut function = event().ready();
        function.invoke(format!(r#"{{"do":"reply","bytes":{length}}}"#));
        // Who freezes or kills the instance now has the line all the same.
        function.signal(Signal::KILL);
        function.ended();
        let lines = function.log.lines();
        assert!(lines.iter().any(|line| line.contains(r#""invocation""#)), "{lines:#?}");
    }
}

#[test]
fn a_handlers_lines_carry_the_request_and_flat_fields() {
    let mut function = event().env("SCF_FUNCTIONNAME", "greet").ready();
    function.invoke_with(&[("X-Scf-Request-Id", ID)], r#"{"do":"log","what":"line"}"#);
    let records = function.all_records();
    let line = records.iter().find(|record| record["message"] == "a line").unwrap();
    for (name, value) in [
        ("level", Value::from("INFO")),
        ("target", "fn_event".into()),
        ("request_id", ID.into()),
        ("function", "greet".into()),
        ("user", "ada".into()),
        ("number", 7.into()),
        ("ratio", 0.5.into()),
        ("yes", true.into()),
    ] {
        assert_eq!(line[name], value, "{name}");
    }
    let time = line["timestamp"].as_str().unwrap();
    assert!(time.len() == 24 && time.ends_with('Z') && time.as_bytes()[10] == b'T', "{time}");
}

#[test]
fn the_blocking_pools_lines_carry_the_request() {
    let function = event().ready();
    function.invoke_with(&[("X-Scf-Request-Id", ID)], r#"{"do":"log","what":"from-pool"}"#);
    assert_eq!(function.log.wait_for_message("from the pool")["request_id"], ID);
    let function = form("plain").ready();
    function.invoke_with(&[("X-Scf-Request-Id", ID)], r#"{"double":3}"#);
    assert_eq!(function.log.wait_for_message("in the plain function")["request_id"], ID);
}

#[test]
fn a_huge_field_is_shortened_and_says_so() {
    let function = event().ready();
    for bytes in [8_000, 9_000, 1_000_000] {
        let id = format!("3b21a413-6e6a-11ee-b2ba-{bytes:012}");
        let body = format!(r#"{{"do":"log","what":{{"huge":{{"bytes":{bytes}}}}}}}"#);
        function.invoke_with(&[("X-Scf-Request-Id", &id)], body);
        let line = function.log.wait_for(|line| line.contains("a huge field") && line.contains(&id));
        let record: Value = serde_json::from_str(&line).unwrap();
        let huge = record["huge"].as_str().unwrap();
        let whole = bytes / 4 * 4;
        assert!(huge.ends_with(&format!("… ({whole} bytes in all)")), "{huge}");
        assert!(line.len() > 7000, "more is cut than must be: {}", line.len());
        assert_eq!(record["small"], "stays");
    }
}

#[test]
fn an_error_of_any_length_fits_its_line() {
    let mut function = event().ready();
    let reply = function.invoke(r#"{"do":"fail","with":{"huge":{"bytes":100000}}}"#);
    assert_eq!(reply.error(500, "Error").len(), 100_000);
    let lines = function.invocations();
    assert_eq!((&lines[0]["outcome"], &lines[0]["status"]), (&"error".into(), &500.into()));
    assert!(lines[0]["error"].as_str().is_some_and(|error| error.ends_with("… (100000 bytes in all)")));
}

#[test]
fn a_line_of_a_thousand_fields_keeps_what_there_is_room_for_and_says_so() {
    let function = event().ready();
    function.invoke_with(&[("X-Scf-Request-Id", ID)], r#"{"do":"log","what":"many"}"#);
    let line = function.log.wait_for(|line| line.contains("a thousand fields"));
    let record: Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&record["request_id"], &record["field_000"]), (&ID.into(), &"0123456789".into()));
    let fields = record.as_object().unwrap().keys().filter(|name| name.starts_with("field_")).count();
    assert!((300..1000).contains(&fields), "{fields}");
    assert_eq!(record["fields_left_out"].as_u64(), Some(1000 - fields as u64), "{line}");
}

#[test]
fn a_users_field_does_not_replace_a_name_that_every_line_has() {
    let function = event().env("SCF_FUNCTIONNAME", "greet").ready();
    function.invoke_with(&[("X-Scf-Request-Id", ID)], r#"{"do":"log","what":"reserved-names"}"#);
    let in_span = function.log.wait_for_message("a reserved name in a span");
    assert_eq!((&in_span["request_id"], &in_span["request_id_"]), (&ID.into(), &"of a span".into()));
    let record = function.log.wait_for_message("reserved names");
    assert_eq!((&record["request_id"], &record["request_id_"]), (&ID.into(), &"mine".into()));
    assert_eq!((&record["level"], &record["level_"]), (&"INFO".into(), &"mine".into()));
    assert_eq!((&record["target"], &record["target_"]), (&"fn_event".into(), &"mine".into()));
    assert_eq!((&record["function"], &record["function_"]), (&"greet".into(), &"mine".into()));
    assert_eq!(record["timestamp_"], 1);
}

#[test]
fn a_text_of_several_lines_is_one_line() {
    let function = event().ready();
    function.invoke(r#"{"do":"log","what":"control-characters"}"#);
    let record = function.log.wait_for_message("two\nlines");
    assert_eq!(record["odd"], "a\nb\rc\u{1b}[31m\u{0}d");
    let function = event().with_text_log().ready();
    function.invoke(r#"{"do":"log","what":"control-characters"}"#);
    let line = function.log.wait_for(|line| line.contains("odd="));
    assert!(line.contains(r"fn_event: two\nlines"), "{line:?}");
    assert!(!line.contains('\u{1b}'), "a terminal would take it for an order: {line:?}");
}

#[test]
fn a_line_for_people_has_the_time_the_level_the_target_and_the_fields() {
    let function = event().with_text_log().ready();
    function.invoke_with(&[("X-Scf-Request-Id", ID)], r#"{"do":"log","what":"line"}"#);
    let line = function.log.wait_for(|line| line.contains("a line"));
    let rest = format!("Z  INFO fn_event: a line user=\"ada\" number=7 ratio=0.5 yes=true request_id={ID}");
    assert!(line.ends_with(&rest) && line.len() == rest.len() + "12:00:00.123".len(), "{line}");
}

#[test]
fn a_text_log_is_the_default_outside_of_the_platform() {
    let function = event().with_text_log().env("FN_LOG", "").ready();
    function.log.wait_for(|line| line.contains("INFO scf::launch: ready"));
}

#[test]
fn the_level_is_what_rust_log_says() {
    for (setting, levels) in [
        ("", &["INFO", "WARN"][..]),
        ("debug", &["DEBUG", "INFO", "WARN"]),
        ("info,fn_event=warn", &["WARN"]),
        ("warn,scf::launch=info,fn_event=debug", &["DEBUG", "INFO", "WARN"]),
        ("warn,scf::launch=info", &["WARN"]),
    ] {
        let mut function = event().env("RUST_LOG", setting).ready();
        function.invoke_with(&[("X-Scf-Request-Id", ID)], r#"{"do":"log","what":"levels"}"#);
        let records = function.all_records();
        let of_handler = records.iter().filter(|record| record["target"] == "fn_event" && record["request_id"] == ID);
        let seen: Vec<&str> = of_handler.map(|record| record["level"].as_str().unwrap()).collect();
        assert_eq!(seen, levels, "{setting}");
    }
}

#[test]
fn what_the_server_says_of_connections_is_there_for_who_asks() {
    for (setting, is_there) in [("info", false), ("info,actix_http=info", true), ("debug", true)] {
        let mut function = event().env("RUST_LOG", setting).ready();
        assert_eq!(function.send("garbage\r\n\r\n").status, 400);
        let records = function.all_records();
        let found = records.iter().any(|record| record["target"] == "actix_http::h1::dispatcher");
        assert_eq!(found, is_there, "{setting}: {records:#?}");
    }
}

#[test]
fn a_function_whose_log_nobody_reads_serves_on() {
    let (_held, port) = held_port();
    let function = http().env("PORT", &port.to_string()).without_a_log(port);
    for _ in 0..10 {
        assert_eq!(function.get("/hello").text(), "Hello!");
        assert_eq!(function.get("/panic/first-poll").status, 500);
    }
}

#[test]
fn a_log_that_is_off_is_silent_and_the_function_serves() {
    let mut function = http().env("RUST_LOG", "off,scf::launch=info").ready();
    assert_eq!(function.get("/hello").text(), "Hello!");
    assert_eq!(function.get("/panic/first-poll").status, 500);
    let records = function.all_records();
    assert!(records.iter().all(|record| record["target"] == "scf::launch"), "{records:#?}");
}

#[test]
fn the_requests_id_is_there_at_every_level() {
    let function = event().env("RUST_LOG", "scf::launch=info,fn_event=warn").ready();
    function.invoke_with(&[("X-Scf-Request-Id", ID)], r#"{"do":"log","what":"levels"}"#);
    assert_eq!(function.log.wait_for_message("at warn")["request_id"], ID);
}

#[test]
fn the_length_of_a_body_that_does_not_say_it_is_not_made_up() {
    let mut function = form("value").ready();
    let mut connection = function.connect();
    connection.send(crate::wire::head("POST", "/event-invoke", &[("Transfer-Encoding", "chunked")]));
    connection.send(crate::wire::chunk(b"[1, 2]")).send(crate::wire::chunk(b"")).reply();
    drop(connection);
    assert!(function.invocations()[0].get("bytes_in").is_none());
}

#[test]
fn a_whole_payload_is_never_in_the_log() {
    let mut function = form("order").env("RUST_LOG", "trace").ready();
    let sentinel = "payload-".repeat(1000);
    function.invoke(format!(r#"{{"id":7,"items":[{{"name":"{sentinel}","count":1}}]}}"#));
    function.invoke(format!(r#"{{"id":"{sentinel}","items":[]}}"#));
    function.all_records();
    let lines = function.log.lines();
    assert!(lines.iter().all(|line| !line.contains(&sentinel[..800])), "{lines:#?}");
}

#[test]
fn interleaved_requests_keep_their_ids_apart() {
    let mut function = http().ready();
    let gate = crate::gate::Gate::new();
    let path = format!("/wait?gate={}", gate.address());
    let ids: Vec<String> = (0..20).map(|number| format!("3b21a413-6e6a-11ee-b2ba-{number:012}")).collect();
    let mut connections: Vec<_> = ids
        .iter()
        .map(|id| {
            let mut connection = function.connect();
            connection.send(request("GET", &path, &[("X-Scf-Request-Id", id)], b""));
            (connection, gate.arrival())
        })
        .collect();
    for (mut connection, waiting) in connections.drain(..).rev() {
        drop(waiting);
        assert_eq!(connection.reply().text(), "waited");
    }
    let lines = function.invocations();
    let seen: Vec<&str> = lines.iter().filter_map(|line| line["request_id"].as_str()).collect();
    let expected: Vec<&str> = ids.iter().rev().map(String::as_str).collect();
    assert_eq!(seen, expected);
}
