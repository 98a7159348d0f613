//! Functions that break one rule each: that one check says so, and no other.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::thread;

use crate::programs::PYTHON;
use crate::run::report;

/// A way of `broken.py`, arguments for it, the check that finds it, and how bad it is.
type Broken = (&'static str, &'static [&'static str], &'static str, &'static str);

#[rustfmt::skip]
const BROKEN: &[Broken] = &[
    ("opens-late", &["--init-timeout", "3"], "start", "warn"),
    ("on-loopback-alone", &[], "all-addresses", "fail"),
    ("on-ipv6-alone", &[], "all-addresses", "fail"),
    ("not-ready", &[], "ready-when-open", "fail"),
    ("dies-of-probe", &[], "tcp-probe", "fail"),
    ("waits-for-first-byte", &[], "idle-connections", "fail"),
    ("no-event-route", &[], "event-route", "fail"),
    ("failing-event-route", &[], "event-route", "fail"),
    ("asks-for-content-type", &[], "content-type", "fail"),
    ("loses-body-of-other-type", &[], "content-type", "fail"),
    ("silent-elsewhere", &[], "other-paths", "fail"),
    ("errors-elsewhere", &[], "other-paths", "warn"),
    ("silent-to-options", &["--http"], "any-path", "fail"),
    ("fails-always", &["--http"], "any-path", "fail"),
    ("fails-elsewhere", &["--http"], "any-path", "warn"),
    ("head-with-body", &["--http"], "head", "fail"),
    ("fears-credentials", &[], "context-headers", "fail"),
    ("needs-request-id", &[], "missing-headers", "fail"),
    ("trusts-timeout", &[], "malformed-headers", "fail"),
    ("refuses-odd-context", &[], "malformed-headers", "warn"),
    ("reads-case", &[], "lower-case-headers", "fail"),
    ("small-bodies", &[], "large-body", "fail"),
    ("small-http-bodies", &["--http"], "large-body", "fail"),
    ("no-chunks", &[], "chunked-body", "fail"),
    ("half-of-chunks", &[], "chunked-body", "fail"),
    ("refuses-chunks", &[], "chunked-body", "warn"),
    ("no-chunks-of-http", &["--http"], "chunked-body", "fail"),
    ("dies-of-no-text", &[], "malformed-event", "fail"),
    ("silent-to-no-event", &[], "malformed-event", "fail"),
    ("dies-of-depth", &[], "deep-json", "fail"),
    ("plain-errors", &[], "error-replies", "warn"),
    ("dies-of-garbage", &[], "garbage", "fail"),
    ("keeps-open", &[], "connection-per-request", "warn"),
    ("cuts-second", &[], "keep-alive", "fail"),
    ("mixes-up", &[], "concurrent-requests", "fail"),
    ("one-body-at-a-time", &[], "slow-client", "fail"),
    ("dies-of-leaving", &[], "client-leaves", "fail"),
    ("held-back", &["--http", "--get", "/stream"], "streaming", "warn"),
    ("large-replies", &[], "reply-size", "fail"),
    ("large-headers", &["--http"], "reply-headers", "fail"),
    ("writes-at-start", &[], "read-only-root", "fail"),
    ("writes-in-call", &[], "read-only-root", "fail"),
    ("tries-to-write", &[], "read-only-root", "warn"),
    ("shows-headers", &[], "secrets", "fail"),
    ("shows-headers-in-errors", &[], "secrets", "fail"),
    ("logs-headers", &[], "secrets", "fail"),
    ("logs-headers-of-errors", &[], "secrets", "fail"),
    ("long-lines", &[], "log-lines", "warn"),
    ("ignores-sigterm", &["--timeout", "1"], "sigterm", "warn"),
    ("no-handler-of-sigterm", &[], "sigterm", "warn"),
    ("ends-with-error", &[], "sigterm", "warn"),
];

/// Two for each processor: most of them mostly wait.
fn in_parallel(broken: &[Broken], ask: impl Fn(&Broken) -> Option<String> + Sync) -> Vec<String> {
    let queue: Mutex<VecDeque<&Broken>> = Mutex::new(broken.iter().collect());
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().unwrap().get() * 2 {
            scope.spawn(|| {
                loop {
                    let Some(broken) = queue.lock().unwrap().pop_front() else { return };
                    // Before the lock: it is held to the end of the line.
                    let failure = ask(broken);
                    failures.lock().unwrap().extend(failure);
                }
            });
        }
    });
    failures.into_inner().unwrap()
}

#[test]
fn each_is_found_by_its_check_and_passes_all_others() {
    let failures = in_parallel(BROKEN, |(way, arguments, name, result)| {
        let command = ["--", &PYTHON, "-B", "broken.py", way];
        let report = report(&[arguments, &command[..]].concat());
        let amiss = report.amiss();
        let is_right = amiss.len() == 1
            && amiss.get(*name).is_some_and(|(found, _)| found == result)
            && report.code == Some(i32::from(*result == "fail"));
        (!is_right).then(|| format!("{way}: {result} of {name} is expected: {:?} {amiss:#?}", report.code))
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_check_is_broken_by_some_function() {
    let output = crate::run::check().args(["--list", "--output", "json"]).output().unwrap();
    let rules: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert!(rules.len() > 30);
    for rule in rules {
        assert!(BROKEN.iter().any(|(_, _, name, _)| rule["name"] == *name), "nothing breaks {}", rule["name"]);
    }
}

/// Without a port there is nothing to ask: one check says why, and the others that they were not made.
#[test]
fn what_does_not_start_fails_one_check_and_skips_the_others() {
    let ways = [
        ("never-opens", "the port is not open after 3 s; it wrote `waiting for a database`"),
        ("dies-at-start", "exit code 3; it wrote `no configuration`"),
    ];
    thread::scope(|scope| {
        for (way, why) in ways {
            scope.spawn(move || {
                let report = report(&["--init-timeout", "3", "--", &PYTHON, "-B", "broken.py", way]);
                let amiss = report.amiss();
                assert_eq!(report.code, Some(1));
                let (result, detail) = &amiss["start"];
                assert!(result == "fail" && detail.contains(why), "{amiss:#?}");
                let others = amiss.iter().filter(|(name, _)| *name != "start");
                for (name, (result, detail)) in others {
                    assert!(result == "skip" && detail == "the function did not start", "{name}: {result}: {detail}");
                }
            });
        }
    });
}
