//! Functions that are broken on purpose: each failure is answered with the platform's code, and with the exit code 1.

use serde_json::Value;

use crate::tool::{Run, invoke, mark, wait_until_gone};

/// The only call of a function that is broken in some way, and what the platform would answer it.
#[track_caller]
fn fails(way: &str, words: &[&str], code: u16, message: &str) -> Value {
    let mark = mark();
    let words = [&["--output", "json", "--json", "1"], words].concat();
    let done = invoke(way, &words).arg(&mark).done();
    assert_eq!(done.code, Some(1), "{done:#?}");
    let call = done.call();
    assert_eq!((&call["ok"], done.json()["failed"].as_u64()), (&Value::Bool(false), Some(1)));
    assert_eq!(call["error"]["statusCode"].as_u64(), Some(code.into()), "{call:#}");
    assert_eq!(call["error"]["errorMessage"], message);
    assert_eq!(call["error"]["requestId"], call["requestId"]);
    wait_until_gone(&mark);
    call
}

fn why(call: &Value) -> &str {
    call["why"].as_str().unwrap()
}

#[test]
fn one_that_ends_before_its_port_is_open() {
    let message = "Failed to initialize the container. Please confirm that the container can be started locally.";
    let call = fails("exits", &[], 405, message);
    assert_eq!(why(&call), "the program ended before port 9000 was open: exit code 3");
    assert_eq!(call["log"][0]["line"], "the database is not there");
}

#[test]
fn one_that_does_not_open_its_port() {
    let message =
        "The request timed out in 3000ms.Please confirm your http server have enabled listening on port 9000.";
    let call = fails("is-deaf", &["--init-timeout", "3"], 446, message);
    assert_eq!(why(&call), "port 9000 is not open after 3 s: listen on 0.0.0.0:9000");
    assert!(call["durationMs"].as_f64().unwrap() >= 3000.0);
}

#[test]
fn one_that_listens_where_the_platform_does_not_reach_it() {
    let message =
        "The request timed out in 30000ms.Please confirm your http server have enabled listening on port 9000.";
    let call = fails("is-on-loopback", &[], 446, message);
    assert!(why(&call).contains("on 127.0.0.1 alone"), "{call:#}");
    assert!(call["durationMs"].as_f64().unwrap() < 20_000.0, "nobody needs to wait for that");
}

#[test]
fn one_that_takes_longer_than_its_time() {
    let call = fails("is-slow", &["--timeout", "1"], 433, "Invoking task timed out after 1 seconds");
    let took = call["durationMs"].as_f64().unwrap();
    assert!((1000.0..10_000.0).contains(&took), "{took}");
}

#[test]
fn one_that_ends_in_a_call() {
    let call = fails("dies", &[], 439, "User process exit when running");
    assert_eq!(why(&call), "the process ended in the call: exit code 7");
    let call = fails("dies-by-signal", &[], 439, "User process exit when running");
    assert_eq!(why(&call), "the process ended in the call: signal 6");
}

#[test]
fn one_that_uses_more_memory_than_it_has() {
    let call = fails("is-hungry", &[], 434, "MemoryLimitReached");
    assert_eq!(why(&call), "the function used more than its 128 MB: `--memory` sets another limit");
    assert!(call["memoryUsedMb"].as_f64().unwrap() > 128.0, "{call:#}");
    fails("starts-hungry", &[], 434, "MemoryLimitReached");
    // It has not used more than it may have here.
    assert_eq!(invoke("is-hungry", &["--memory", "512", "--json", "1"]).done().well().code, Some(0));
}

#[test]
fn one_that_answers_too_much() {
    fails("answers-too-much", &[], 407, "The size of response exceeds the upper limit (6MB)");
}

#[test]
fn one_that_does_not_speak_http() {
    let done = invoke("speaks-no-http", &["--output", "json", "--json", "1"]).done();
    let call = done.call();
    assert_eq!((done.code, &call["error"]["statusCode"]), (Some(1), &Value::Null));
    assert!(why(&call).starts_with("the function did not answer in HTTP: "), "{call:#}");
}

#[test]
fn one_that_answers_with_an_error() {
    let done = invoke("fails", &["--json", "1"]).done();
    assert_eq!(done.code, Some(1), "{done:#?}");
    assert!(done.stdout.contains("RetMsg:\"{\"errorMessage\":\"no\"}\"\nEND "), "{done:#?}");
    assert!(done.stderr.ends_with("note: the function answered 500 Internal Server Error, which counts as failed\n"));
}

#[test]
fn for_people_a_failure_is_a_line_of_the_log_and_a_note() {
    let done = invoke("dies", &["--json", "1"]).done();
    assert_eq!(done.code, Some(1), "{done:#?}");
    let error = done.stdout.lines().find_map(|line| line.strip_prefix("ERROR RequestId:")).unwrap();
    let (id, result) = error.split_once(" Result:").unwrap();
    let result: Value = serde_json::from_str(result).unwrap();
    assert_eq!((&result["statusCode"], &result["errorCode"]), (&439.into(), &(-1).into()));
    assert_eq!(result["requestId"], id);
    assert!(!done.stdout.contains("Response "), "{done:#?}");
    assert!(done.stderr.ends_with("note: the process ended in the call: exit code 7\n"), "{done:#?}");
}

#[test]
fn after_an_instance_has_ended_the_next_call_starts_another() {
    let done = invoke("dies", &["--output", "json", "--json", "1", "--repeat", "3"]).done();
    assert_eq!(done.code, Some(1));
    let document = done.json();
    let calls = document["calls"].as_array().unwrap();
    assert_eq!((calls.len(), document["failed"].as_u64()), (3, Some(3)));
    for call in calls {
        assert!(call["coldStart"].is_object() && call["error"]["statusCode"] == 439, "{call:#}");
        let lines = call["log"].as_array().unwrap();
        assert_eq!(lines.iter().filter(|line| line["line"] == "listening").count(), 1, "{call:#}");
    }
}

#[test]
fn one_call_that_fails_among_several_is_enough() {
    let words = ["--output", "json", "--json", "1", "--repeat", "2", "--concurrency", "2", "--timeout", "1"];
    let done = invoke("is-slow", &words).done();
    assert_eq!((done.code, done.json()["failed"].as_u64()), (Some(1), Some(2)), "{done:#?}");
}
