//! What people, scripts and services read.

use std::process::Command;

use crate::programs::PYTHON;
use crate::run::{check, report};

fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = check();
    let output = command.args(["--network", "own"]).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn people_read_what_is_wrong_and_what_to_do() {
    let (code, table) = run(&["--only", "1,2,sigterm", "--", &PYTHON, "-B", "broken.py", "on-loopback-alone"]);
    assert_eq!(code, Some(1), "{table}");
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].trim_start().starts_with("check") && lines[1].contains("start") && lines[1].contains("pass"));
    assert!(lines[2].starts_with("  2  all-addresses") && lines[2].ends_with("fail    listens on 127.0.0.1 alone"));
    assert_eq!(lines[3].trim(), "to do: listen on 0.0.0.0:9000");
    assert!(lines[4].contains("583/97808") && lines[4].contains("documented"), "{table}");
    assert!(lines[5].starts_with(" 32  sigterm") && lines[5].contains("pass"), "{table}");
    assert!(table.contains("\npython") && table.contains(": 2 passed, 1 failed in "), "{table}");
    assert!(!table.contains('\x1b'), "colours are for terminals: {table}");
}

#[test]
fn warnings_are_no_failure() {
    let (code, table) = run(&["--only", "32", "--", &PYTHON, "-B", "broken.py", "no-handler-of-sigterm"]);
    assert_eq!(code, Some(0), "{table}");
    assert!(table.contains("warn    has no handler for it") && table.contains("to do: handle SIGTERM"), "{table}");
}

#[test]
fn scripts_read_every_rule_and_what_came_of_it() {
    let report = report(&["--skip", "3-31", "--", &PYTHON, "-B", "broken.py", "on-loopback-alone"]);
    let counts = ["passed", "warned", "failed", "skipped"].map(|count| report.document[count].as_u64().unwrap());
    assert_eq!(counts, [2, 0, 1, 0], "{:#}", report.document);
    assert_eq!(report.document["kind"], "event");
    let check = &report.checks()["all-addresses"];
    assert_eq!((&check["number"], &check["result"]), (&2.into(), &"fail".into()));
    for key in ["rule", "source", "cure", "detail", "certainty", "about"] {
        assert!(check[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {check:#}");
    }
    assert!(check["seconds"].is_number());
}

/// A real parser of XML reads it, whatever a function has written into it.
#[test]
fn services_read_junit() {
    let only = "1,9,read-only-root,sigterm";
    let reads = r#"
import sys, xml.etree.ElementTree as tree
suite = tree.fromstring(sys.argv[1]).find("testsuite")
print(suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("errors"), suite.get("skipped"))
for case in suite.iter("testcase"):
    inner = [(part.tag, part.get("message"), part.text) for part in case]
    print(case.get("name"), float(case.get("time")) >= 0, inner)
"#;
    let read = |xml: &str| {
        let output = Command::new(&*PYTHON).args(["-c", reads, xml]).output().unwrap();
        assert!(output.status.success(), "{}\n{xml}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let way = |way| ["--output", "junit", "--only", only, "--", &PYTHON, "-B", "broken.py", way];

    let (code, xml) = run(&way("tries-to-write"));
    assert_eq!(code, Some(0));
    let found = read(&xml);
    let lines: Vec<&str> = found.lines().collect();
    assert!(lines[0].starts_with("python") && lines[0].ends_with(" 4 0 0 1"), "{found}");
    assert!(lines[1].starts_with("1 start True"), "{found}");
    assert_eq!(lines[2], "9 any-path True [('skipped', 'a rule of HTTP functions', None)]");
    // The warning quotes what the function wrote.
    assert!(lines[3].contains("system-out") && lines[3].contains(r#"no <cache> & no "store""#), "{found}");

    let (code, xml) = run(&way("writes-at-start"));
    assert_eq!(code, Some(1));
    let found = read(&xml);
    assert!(
        found.contains(" 4 1 0 1") && found.contains("[('failure', ") && found.contains("with a read-only file system"),
        "{found}"
    );
}

/// What cannot be seen is not said to be right.
#[test]
fn a_rule_that_cannot_be_asked_is_skipped_with_the_reason() {
    let skip = |arguments: &[&str], name: &str| {
        let command = ["--", &PYTHON, "-B", "contract.py", "event"];
        let report = report(&[&["--only", name], arguments, &command[..]].concat());
        assert_eq!(report.code, Some(0));
        let check = &report.checks()[name];
        assert_eq!(check["result"], "skip", "{check:#}");
        check["detail"].as_str().unwrap().to_owned()
    };
    assert!(skip(&["--no-sandbox"], "read-only-root").contains("cannot be made read-only here, or was not to be"));
    assert_eq!(skip(&[], "head"), "a rule of HTTP functions");
    assert!(skip(&["--http", "--get", "/"], "event-route").contains("a rule of event functions"));
}

#[test]
fn the_list_checks_nothing() {
    let output = check().args(["--list", "--only", "tcp-probe,30-32"]).output().unwrap();
    let list = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!((output.status.code(), numbers), (Some(0), vec!["4", "30", "31", "32"]));
}
