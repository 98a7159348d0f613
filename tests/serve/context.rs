//! From headers to the context, and no secret anywhere else.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::process::{Function, event, http};
use crate::wire::request;

const ID: &str = "3b21a413-6e6a-11ee-b2ba-52540008c7f7";

#[track_caller]
fn context(function: &Function, headers: &[(&str, &str)]) -> Value {
    let reply = function.invoke_with(headers, r#"{"do":"context"}"#);
    assert_eq!(reply.status, 200);
    reply.json()
}

#[test]
fn the_platforms_headers_are_the_context() {
    let headers = [
        ("X-Scf-Request-Id", ID),
        ("X-Scf-Memory", "512"),
        ("X-Scf-Timeout", "300000"),
        ("X-Scf-Version", "$LATEST"),
        ("X-Scf-Name", "greet"),
        ("X-Scf-Namespace", "default"),
        ("X-Scf-Region", "ap-guangzhou"),
        ("X-Scf-Appid", "1250000000"),
        ("X-Scf-Uin", "100000000001"),
        ("X-Scf-Trigger-Src", "Timer"),
    ];
    let (event, http) = (event().ready(), http().ready());
    let mut of_http: Vec<(&str, &str)> = headers.to_vec();
    of_http.push(("Connection", "close"));
    for told in [context(&event, &headers), http.send(request("GET", "/context", &of_http, b"")).json()] {
        let remaining = told["remaining_ms"].as_u64().unwrap();
        // The margin is 5 %, but no more than a second.
        assert!((200_000..=299_000).contains(&remaining), "{remaining}");
        let expected = json!({
            "request_id": ID, "memory_limit_mb": 512, "timeout_ms": 300_000, "has_deadline": true,
            "remaining_ms": remaining, "function_name": "greet", "function_version": "$LATEST",
            "namespace": "default", "region": "ap-guangzhou", "app_id": "1250000000", "uin": "100000000001",
            "trigger_source": "Timer", "raw_timeout": "300000", "raw_memory_limit": "512", "has_credentials": false,
        });
        assert_eq!(told, expected);
    }
}

#[test]
fn names_of_headers_are_taken_in_any_case() {
    let function = event().ready();
    let told = context(&function, &[("x-scf-request-id", ID), ("X-SCF-NAME", "greet")]);
    assert_eq!((&told["request_id"], &told["function_name"]), (&ID.into(), &"greet".into()));
}

#[test]
fn without_headers_all_is_absent_but_the_request_id() {
    let told = context(&event().ready(), &[]);
    for (name, value) in told.as_object().unwrap() {
        match &**name {
            "request_id" => assert_eq!(value.as_str().map(str::len), Some(36)),
            "has_deadline" | "has_credentials" => assert_eq!(*value, json!(false)),
            _ => assert_eq!(*value, Value::Null, "{name}"),
        }
    }
}

#[test]
fn a_missing_request_id_is_another_one_each_time() {
    let function = event().ready();
    let ids: HashSet<String> = (0..20).map(|_| context(&function, &[])["request_id"].to_string()).collect();
    assert_eq!(ids.len(), 20);
}

#[test]
fn a_request_id_that_is_no_uuid_is_replaced_and_the_log_says_so() {
    let function = event().ready();
    let long = "x".repeat(5000);
    for odd in
        ["scf-request-1", "", "3b21a4136e6a11eeb2ba52540008c7f7", "{3b21a413-6e6a-11ee-b2ba-52540008c7f7}", &long]
    {
        let told = context(&function, &[("X-Scf-Request-Id", odd)]);
        let used = told["request_id"].as_str().unwrap();
        assert_ne!(used, odd);
        assert_eq!(used.len(), 36);
        let line = function.log.wait_for(|line| line.contains("is no UUID") && line.contains(used));
        let line: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(line["level"], "WARN");
        assert_eq!(line["given"], odd[..odd.len().min(36)]);
    }
}

#[test]
fn an_upper_case_request_id_is_written_in_lower_case() {
    let told = context(&event().ready(), &[("X-Scf-Request-Id", &ID.to_uppercase())]);
    assert_eq!(told["request_id"], ID);
}

#[test]
fn odd_numbers_are_absent_and_kept_as_they_came() {
    let function = event().ready();
    for odd in ["", "0", "-1", "1.5", "3s", "many", "99999999999999999999999", "86400001"] {
        let told = context(&function, &[("X-Scf-Timeout", odd), ("X-Scf-Memory", odd)]);
        assert_eq!((&told["timeout_ms"], &told["has_deadline"]), (&Value::Null, &json!(false)), "{odd}");
        assert_eq!((&told["raw_timeout"], &told["raw_memory_limit"]), (&json!(odd), &json!(odd)));
        if odd != "86400001" {
            assert_eq!(told["memory_limit_mb"], Value::Null, "{odd}");
        }
    }
    assert_eq!(context(&function, &[("X-Scf-Memory", "63")])["memory_limit_mb"], Value::Null);
    assert_eq!(context(&function, &[("X-Scf-Memory", "64")])["memory_limit_mb"], 64);
}

#[test]
fn a_timeout_below_a_thousand_is_in_seconds() {
    let function = event().ready();
    for (raw, milliseconds) in
        [("3", 3000), ("900", 900_000), ("999", 999_000), ("1000", 1000), ("86400000", 86_400_000)]
    {
        assert_eq!(context(&function, &[("X-Scf-Timeout", raw)])["timeout_ms"], milliseconds, "{raw}");
    }
}

#[test]
fn values_that_are_no_utf_8_are_absent_and_harm_nobody() {
    let mut function = event().ready();
    let mut bytes = b"POST /event-invoke HTTP/1.1\r\nHost: function\r\nContent-Length: 16\r\n".to_vec();
    for name in
        ["Request-Id", "Memory", "Timeout", "Version", "Name", "Namespace", "Region", "Appid", "Uin", "Trigger-Src"]
    {
        bytes.extend_from_slice(format!("X-Scf-{name}: ").as_bytes());
        bytes.extend_from_slice(b"\xff\xfe\x80\r\n");
    }
    for name in ["Secret-Id", "Secret-Key", "Session-Token"] {
        bytes.extend_from_slice(format!("X-Scf-{name}: ").as_bytes());
        bytes.extend_from_slice(b"\xff\xfe\x80\r\n");
    }
    bytes.extend_from_slice(b"\r\n{\"do\":\"context\"}");
    let reply = function.send(bytes);
    assert_eq!(reply.status, 200);
    let told = reply.json();
    for (name, value) in told.as_object().unwrap() {
        match &**name {
            "request_id" => assert_eq!(value.as_str().map(str::len), Some(36)),
            "has_deadline" | "has_credentials" => assert_eq!(*value, json!(false)),
            _ => assert_eq!(*value, Value::Null, "{name}"),
        }
    }
    assert_eq!(function.invocations().len(), 1);
}

#[test]
fn a_header_that_comes_twice_counts_once() {
    let told = context(&event().ready(), &[("X-Scf-Name", "one"), ("X-Scf-Name", "two")]);
    assert_eq!(told["function_name"], "one");
}

// --- Secrets --------------------------------------------------------------------------------------------------

/// What must not be seen anywhere.
const SECRET: &str = "s3cr3t-v4lu3";

const SECRETS: &[(&str, &str)] = &[
    ("X-Scf-Secret-Id", "id-s3cr3t-v4lu3"),
    ("X-Scf-Secret-Key", "key-s3cr3t-v4lu3"),
    ("X-Scf-Session-Token", "token-s3cr3t-v4lu3"),
    ("X-SCF-SECRET-KEY", "again-s3cr3t-v4lu3"),
    ("x-scf-another-token", "s3cr3t-v4lu3"),
    ("x-scf-some-secret-thing", "s3cr3t-v4lu3"),
    ("x-scf-private-environment", "TENCENTCLOUD_SECRETKEY=s3cr3t-v4lu3"),
    ("x-cloudbase-context", "s3cr3t-v4lu3"),
];

#[test]
fn the_credentials_reach_the_handler_and_no_log() {
    for program in [event(), http()] {
        let mut function = program.env("RUST_LOG", "trace").ready();
        let reply = if function.log.wait_for_message("ready")["kind"] == "event" {
            function.invoke_with(SECRETS, r#"{"do":"credentials"}"#)
        } else {
            function.send(request("GET", "/credentials", SECRETS, b""))
        };
        assert_eq!(reply.json(), json!(["id-s3cr3t-v4lu3", "key-s3cr3t-v4lu3", "token-s3cr3t-v4lu3"]));
        assert!(!reply.head.contains(SECRET));
        function.all_records();
        let lines = function.log.lines();
        assert!(lines.iter().all(|line| !line.contains(SECRET)), "{lines:#?}");
    }
}

#[test]
fn the_debug_of_a_context_says_that_there_are_secrets_and_not_which() {
    let function = event().ready();
    let reply = function.invoke_with(SECRETS, r#"{"do":"debug"}"#);
    assert!(reply.text().contains("REDACTED"), "{}", reply.text());
    assert!(!reply.text().contains(SECRET), "{}", reply.text());
    let logged = function.log.wait_for(|line| line.contains("the context"));
    assert!(logged.contains("REDACTED") && !logged.contains(SECRET), "{logged}");
}

#[test]
fn no_secret_is_in_the_headers_that_a_handler_sees() {
    let mut function = http().env("RUST_LOG", "trace").ready();
    let mut headers = SECRETS.to_vec();
    headers.extend([
        ("X-CSRF-Token", "mine"),
        ("Authorization", "Bearer mine"),
        ("X-Scf-Name", "greet"),
        ("X-Scf", "mine"),
    ]);
    let seen = function.send(request("GET", "/headers", &headers, b"")).json();
    let mut names: Vec<&str> = seen.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["authorization", "host", "x-csrf-token", "x-scf", "x-scf-name"]);
    assert_eq!(seen["x-csrf-token"], "mine");
    function.all_records();
    let lines = function.log.lines();
    assert!(lines.iter().all(|line| !line.contains(SECRET)), "{lines:#?}");
}

#[test]
fn no_secret_is_in_the_answer_to_a_request_that_fails() {
    let mut function = event().env("RUST_LOG", "trace").ready();
    for (method, path, body) in [
        ("POST", "/event-invoke", "no JSON"),
        ("POST", "/event-invoke", r#"{"do":"panic","at":"first-poll"}"#),
        ("GET", "/event-invoke", ""),
        ("POST", "/elsewhere", ""),
    ] {
        let reply = function.send(request(method, path, SECRETS, body.as_bytes()));
        assert!(!reply.text().contains(SECRET) && !reply.head.contains(SECRET));
    }
    // A head that does not parse.
    let mut broken = request("POST", "/event-invoke", SECRETS, b"7");
    broken.splice(0..0, *b"what ");
    assert_eq!(function.send(broken).status, 400);
    function.all_records();
    let lines = function.log.lines();
    assert!(lines.iter().all(|line| !line.contains(SECRET)), "{lines:#?}");
}

#[test]
fn the_environments_credentials_stand_in_where_the_request_brings_none() {
    let mut function = event()
        .env("TENCENTCLOUD_SECRETID", "id-s3cr3t-v4lu3")
        .env("TENCENTCLOUD_SECRETKEY", "key-s3cr3t-v4lu3")
        .env("TENCENTCLOUD_SESSIONTOKEN", "token-s3cr3t-v4lu3")
        .env("RUST_LOG", "trace")
        .ready();
    let credentials = |headers: &[(&str, &str)]| function.invoke_with(headers, r#"{"do":"credentials"}"#).json();
    assert_eq!(credentials(&[]), json!(["id-s3cr3t-v4lu3", "key-s3cr3t-v4lu3", "token-s3cr3t-v4lu3"]));
    let own = [("X-Scf-Secret-Id", "own-id"), ("X-Scf-Secret-Key", "own-key")];
    assert_eq!(credentials(&own), json!(["own-id", "own-key", ""]));
    function.all_records();
    let lines = function.log.lines();
    assert!(lines.iter().all(|line| !line.contains(SECRET)), "{lines:#?}");
}
