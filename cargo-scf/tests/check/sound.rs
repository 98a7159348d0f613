//! Functions that keep every rule.

use crate::programs::{PYTHON, express, node, not_tested};
use crate::run::{check, report, report_of};

#[track_caller]
fn keeps_all(arguments: &[&str]) {
    let report = report(arguments);
    assert!(report.amiss().is_empty(), "{:#?}\n{}", report.amiss(), report.stderr);
    assert_eq!(report.code, Some(0));
    assert!(report.document["passed"].as_u64() >= Some(25), "{:#}", report.document);
}

#[test]
fn a_python_event_function_by_the_contract() {
    keeps_all(&["--", &PYTHON, "-B", "contract.py", "event"]);
}

#[test]
fn a_python_http_function_by_the_contract() {
    keeps_all(&["--http", "--", &PYTHON, "-B", "contract.py", "http"]);
}

#[test]
fn a_function_that_streams() {
    let report = report(&["--http", "--get", "/stream", "--", &PYTHON, "-B", "broken.py", "streams"]);
    assert!(report.amiss().is_empty(), "{:#?}", report.amiss());
    assert_eq!(report.checks()["streaming"]["result"], "pass");
}

#[test]
fn a_node_event_function_and_a_node_http_function() {
    let Some(node) = node() else { return not_tested("functions in plain Node", "there is no node") };
    keeps_all(&["--", &node, "plain.js", "event"]);
    keeps_all(&["--http", "--", &node, "plain.js", "http"]);
}

#[test]
fn an_event_function_with_express() {
    let Some(node) = node() else { return not_tested("a function with Express", "there is no node") };
    let folder = match express() {
        Ok(folder) => folder,
        Err(why) => return not_tested("a function with Express", &why),
    };
    let mut command = check();
    command.args(["--output", "json", "--network", "own", "--", &node, "express.js"]).current_dir(folder);
    let report = report_of(command);
    assert!(report.amiss().is_empty(), "{:#?}\n{}", report.amiss(), report.stderr);
    assert_eq!(report.code, Some(0));
}

#[test]
fn the_examples_of_this_repository() {
    // One after another: each is built first.
    keeps_all(&["hello-event"]);
    keeps_all(&["hello-http"]);
}
