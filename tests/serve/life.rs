//! From the start to readiness, and what prevents it.

use std::io::Write;
use std::net::{Ipv6Addr, SocketAddr, TcpListener, TcpStream};

use rustix::process::Signal;

use crate::gate::Gate;
use crate::process::{PATIENCE, Program, event, fallback, form, held_port, http};
use crate::wire::Connection;

fn impatient(init: &str) -> Program {
    Program::at(env!("CARGO_BIN_EXE_fn-impatient")).env("INIT", init)
}

// --- Ready ----------------------------------------------------------------------------------------------------

#[test]
fn the_ready_line_tells_kind_address_times_and_inits() {
    let mut function = event().env("SCF_FUNCTIONNAME", "greet").ready();
    let ready = function.log.wait_for_message("ready");
    assert_eq!(ready["kind"], "event");
    assert_eq!(ready["name"], "greet");
    assert_eq!(ready["address"], format!("[::]:{}", function.address.port()));
    assert!(ready["ready_ms"].as_f64().is_some_and(|time| time > 0.0), "{ready}");
    assert!(ready["inits"].as_str().is_some_and(|inits| inits.starts_with("app ")), "{ready}");
    assert!(ready["budget_left_ms"].as_f64().is_some_and(|left| left > 0.0 && left <= 20_000.0), "{ready}");
    let records = function.all_records();
    assert_eq!(records[1]["message"], "told to end: finishing what runs", "the start is one line: {records:#?}");
}

#[test]
fn the_ready_line_of_a_function_without_inits_does_not_speak_of_them() {
    let function = http().ready();
    let ready = function.log.wait_for_message("ready");
    assert_eq!(ready["kind"], "http");
    assert!(ready.get("inits").is_none() && ready.get("budget_left_ms").is_none(), "{ready}");
}

#[test]
fn a_function_listens_on_all_addresses_of_both_families() {
    let function = form("nothing").ready();
    assert_eq!(function.invoke("").status, 200);
    if TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok() {
        let address = SocketAddr::from((Ipv6Addr::LOCALHOST, function.address.port()));
        let request = crate::wire::request("POST", "/event-invoke", &[], b"");
        assert_eq!(Connection::to(address).send(request).reply().status, 200);
    }
}

#[test]
fn the_port_opens_when_the_inits_are_done_and_not_before() {
    let (_held, port) = held_port();
    let gate = Gate::new();
    let function = event().env("PORT", &port.to_string()).env("INIT", "gate").env("GATE", &gate.address()).started();
    let init = gate.arrival();
    let address = SocketAddr::from((Ipv6Addr::LOCALHOST, port));
    assert!(TcpStream::connect_timeout(&address, PATIENCE).is_err(), "the port is open before the init is done");
    drop(init);
    let ready = function.log.wait_for_message("ready");
    assert_eq!(ready["address"], format!("[::]:{port}"));
    Connection::to(address).send(crate::wire::request("POST", "/event-invoke", &[], b"{}")).reply();
}

#[test]
fn an_init_that_needs_another_one_gets_its_state() {
    assert_eq!(impatient("").ready().invoke("").text(), "6");
}

#[test]
fn several_threads_serve_an_http_function() {
    let function = http().env("FN_WORKERS", "3").ready();
    // A handler that holds its thread leaves the two others.
    let gate = Gate::new();
    let path = format!("/block?gate={}", gate.address());
    let mut blocked: Vec<_> = (0..2)
        .map(|_| {
            let mut connection = function.connect();
            connection.send(crate::wire::request("GET", &path, &[], b""));
            (connection, gate.arrival())
        })
        .collect();
    for _ in 0..10 {
        assert_eq!(function.get("/hello").text(), "Hello!");
    }
    for (mut connection, waiting) in blocked.drain(..) {
        drop(waiting);
        assert_eq!(connection.reply().text(), "blocked");
    }
}

#[test]
fn one_thread_serves_unless_more_are_asked_for() {
    let function = http().ready();
    let threads: std::collections::HashSet<String> =
        (0..20).map(|_| function.get("/thread").text().to_owned()).collect();
    assert_eq!(threads.len(), 1);
}

#[test]
fn handlers_in_a_module_are_served_by_a_main_that_is_imported() {
    assert_eq!(fallback().ready().get("/anywhere").json()["path"], "/anywhere");
}

#[test]
fn a_program_without_attributes_serves_events_and_routes() {
    assert_eq!(form("option").ready().invoke(r#""Ada""#).text(), r#""Ada""#);
    assert_eq!(form("routes").ready().get("/hello").text(), "Hello!");
    assert_eq!(form("state that one makes").ready().invoke("").text(), r#""a text""#);
}

#[test]
fn a_subscriber_of_the_users_is_left_alone() {
    let function = form("subscriber of its own").with_text_log().ready();
    function.invoke("");
    let line = function.log.wait_for(|line| line.contains("invocation"));
    assert!(line.trim_start().starts_with("INFO "), "this is not the user's format: {line}");
}

#[test]
fn the_users_main_goes_on_when_the_function_has_ended() {
    let mut function = form("main that goes on").ready().may_print();
    function.signal(Signal::TERM);
    assert_eq!(function.ended().code(), Some(0));
    let lines = function.log.lines();
    assert!(lines[lines.len() - 1].contains("main goes on"), "{lines:#?}");
    assert!(lines[lines.len() - 2].contains("ended"), "{lines:#?}");
    assert!(lines[lines.len() - 3].contains("the hook ran"), "{lines:#?}");
}

#[test]
fn the_platforms_environment_makes_a_json_log_and_the_platforms_port() {
    // Somebody on this machine may have the port; then the line that says so shows the same.
    let function =
        event().env("TENCENTCLOUD_RUNENV", "SCF").env("FN_LOG", "").env("SCF_FUNCTIONNAME", "greet").started();
    let line = function.log.wait_for(|line| line.contains("ready") || line.contains("taken"));
    let record: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(record["function"], "greet");
    if record["message"] == "ready" {
        assert_eq!(record["address"], "[::]:9000");
        let missing = function.log.wait_for(|line| line.contains("the platform's environment is not complete"));
        let missing: serde_json::Value = serde_json::from_str(&missing).expect("JSON");
        assert_eq!(missing["level"], "WARN");
        let names = missing["missing"].as_str().unwrap();
        assert!(names.contains("SCF_FUNCTIONVERSION") && !names.contains("SCF_FUNCTIONNAME"), "{names}");
    } else {
        assert!(line.contains("port 9000 is taken"), "{line}");
    }
}

#[test]
fn a_directory_for_files_that_cannot_be_written_to_is_a_warning_on_the_platform() {
    let Some(program) = event().env("TENCENTCLOUD_RUNENV", "SCF").with_read_only_tmp() else {
        // Past the test's own output, which nobody sees of a test that passes.
        let _ = std::io::stderr().write_all(b"skipped: a read-only /tmp takes the right to mount\n");
        return;
    };
    // Whether somebody on this machine has the platform's port shows only behind it.
    let warning = program.started().log.wait_for_message("the only writable directory cannot be written to");
    assert_eq!((&warning["level"], &warning["directory"]), (&"WARN".into(), &"/tmp".into()));
    assert!(warning["error"].as_str().is_some_and(|error| error.contains("Read-only file system")), "{warning}");
}

// --- What ends the start --------------------------------------------------------------------------------------

#[test]
fn a_taken_port_ends_the_start_before_any_init() {
    let taken = TcpListener::bind((Ipv6Addr::UNSPECIFIED, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let gate = Gate::new();
    let line = event().env("PORT", &port.to_string()).env("INIT", "gate").env("GATE", &gate.address()).does_not_start();
    assert!(line.starts_with(&format!("port {port} is taken: another process listens on it")), "{line}");
    gate.nobody_came();
}

#[test]
fn a_port_that_is_taken_while_the_inits_run_ends_the_start_with_the_same_line() {
    let (held, port) = held_port();
    let gate = Gate::new();
    let mut function =
        event().env("PORT", &port.to_string()).env("INIT", "gate").env("GATE", &gate.address()).started();
    let init = gate.arrival();
    held.listen(1).unwrap();
    drop(init);
    assert_eq!(function.ended().code(), Some(1));
    let records = function.log.records();
    assert_eq!(records.len(), 1, "{records:#?}");
    let line = records[0]["message"].as_str().unwrap();
    assert!(line.starts_with(&format!("port {port} is taken: another process listens on it")), "{line}");
}

#[test]
fn an_init_that_gives_an_error_ends_the_start() {
    let line = event().env("INIT", "error").does_not_start();
    assert!(line.starts_with("the init `app` (tests/functions/event.rs:"), "{line}");
    assert!(line.contains("gave an error after "), "{line}");
    assert!(line.contains(" ms: the database does not answer: an error occurred when formatting"), "{line}");
}

#[test]
fn an_init_that_panics_ends_the_start() {
    let line = event().env("INIT", "panic").does_not_start();
    assert!(line.starts_with("the init `app` (tests/functions/event.rs:"), "{line}");
    assert!(line.contains(") panicked after ") && line.contains(" ms, at tests/functions/event.rs:"), "{line}");
    assert!(line.ends_with(": the init panics"), "{line}");
}

#[test]
fn an_init_that_is_a_plain_function_and_panics_ends_the_start() {
    let line = impatient("panics").does_not_start();
    assert!(line.starts_with("the init `load` (tests/functions/impatient.rs:"), "{line}");
    assert!(line.contains(") panicked after ") && line.contains(" ms, at tests/functions/impatient.rs:"), "{line}");
    assert!(line.ends_with(": the plain init panics"), "{line}");
}

#[test]
fn a_panic_that_an_init_catches_is_a_line_in_the_log() {
    let function = event().env("INIT", "caught panic").ready();
    let panic = function.log.wait_for_message("a panic");
    assert_eq!(panic["panic"], "a panic that the init catches");
    assert!(panic["place"].as_str().is_some_and(|place| place.starts_with("tests/functions/event.rs:")), "{panic}");
}

#[track_caller]
fn overruns(program: Program, name: &str, file: &str) {
    overruns_budget(program, name, file, 1);
}

#[track_caller]
fn overruns_budget(program: Program, name: &str, file: &str, budget: u8) {
    let line = program.does_not_start();
    assert!(line.starts_with(&format!("the init `{name}` (tests/functions/{file}.rs:")), "{line}");
    let taken = line.split("has taken ").nth(1).and_then(|rest| rest.split(',').next()).unwrap();
    let seconds: f64 = taken.strip_suffix(" s").and_then(|number| number.parse().ok()).expect("a time");
    assert!((f64::from(budget)..20.0).contains(&seconds), "its budget is {budget} s: {line}");
    assert!(line.contains(&format!("longer than its budget of {budget} s")), "{line}");
    assert!(line.contains("`#[scf::init(budget = "), "{line}");
}

#[test]
fn an_init_that_never_ends_is_ended_at_its_budget() {
    overruns(impatient("hangs"), "connect", "impatient");
}

#[test]
fn an_init_that_holds_its_thread_is_ended_at_its_budget() {
    overruns(impatient("blocks its thread"), "connect", "impatient");
}

#[test]
fn an_init_that_holds_the_thread_of_another_one_is_named_at_the_others_budget() {
    let line = impatient("holds another's thread").does_not_start();
    assert!(line.starts_with("the init `fill` (tests/functions/impatient.rs:"), "{line}");
    assert!(line.contains(") has held the server's thread for 1"), "{line}");
    let other = ", until the budget of 1 s was over that the init `greet` (tests/functions/impatient.rs:";
    assert!(line.contains(other) && line.contains("make it a plain `fn`"), "{line}");
}

#[test]
fn a_plain_function_that_was_done_in_time_is_not_late_because_the_thread_is_held() {
    overruns_budget(impatient("holds its thread when the others are done"), "fill", "impatient", 2);
}

#[test]
fn an_init_that_is_a_plain_function_is_ended_at_its_budget() {
    overruns(impatient("plain fn"), "load", "impatient");
}

#[test]
fn an_init_without_an_attribute_is_ended_at_its_budget() {
    overruns(form("budget of a second"), "init", "forms");
}

#[test]
fn an_init_without_an_attribute_has_a_budget_that_the_platform_grants() {
    for (name, budget) in [("budget of 30 s", "30 s"), ("no budget", "0 ms")] {
        let line = form(name).does_not_start();
        assert!(line.starts_with("the init `init` (tests/functions/forms.rs:"), "{line}");
        assert!(line.contains(&format!("has a budget of {budget}: the platform ends a start after 30 s")), "{line}");
    }
}

#[test]
fn a_signal_while_an_init_runs_ends_the_process_in_peace() {
    for (signal, name) in [(Signal::TERM, "SIGTERM"), (Signal::INT, "SIGINT")] {
        let gate = Gate::new();
        let mut function = event().env("INIT", "gate").env("GATE", &gate.address()).started();
        let _init = gate.arrival();
        function.signal(signal);
        assert_eq!(function.ended().code(), Some(0));
        let records = function.log.records();
        assert_eq!(records.len(), 1, "{records:#?}");
        assert_eq!(records[0]["message"], "told to end before the function was ready");
        assert_eq!(records[0]["signal"], name);
    }
}

#[test]
fn settings_that_do_not_parse_end_the_start() {
    for (name, value, takes) in [
        ("PORT", "http", "a port, 0 to 65535"),
        ("PORT", "65536", "a port, 0 to 65535"),
        ("PORT", "-1", "a port, 0 to 65535"),
        ("FN_WORKERS", "0", "a number of threads, 1 to 64"),
        ("FN_WORKERS", "many", "a number of threads, 1 to 64"),
        ("FN_GRACE", "soon", "a span of time"),
        ("FN_GRACE", "10m", "a span of time"),
        ("FN_GRACE", "901s", "a span of time"),
        ("FN_ERROR_STATUS", "99", "a status, 200 to 599"),
        ("FN_ERROR_STATUS", "ok", "a status, 200 to 599"),
        ("RUST_LOG", "my_crate=loud", "a level"),
        ("RUST_LOG", "warning", "a level"),
        ("RUST_LOG", "debugg", "a level"),
        ("RUST_LOG", "my_crate", "a level"),
        ("RUST_LOG", "my_crate=", "a level"),
        ("RUST_LOG", "=debug", "a level"),
        ("RUST_LOG", "info,", "a level"),
        ("RUST_LOG", "info;hello=debug", "a level"),
        ("RUST_LOG", "info hello=debug", "a level"),
    ] {
        let line = event().env(name, value).does_not_start();
        assert!(line.starts_with(&format!("`{name}` is set to `{value}`: it takes {takes}")), "{line}");
    }
}

#[test]
fn a_log_format_that_is_none_is_said_in_the_default_one() {
    let mut function = event().env("FN_LOG", "xml").started().may_print();
    assert_eq!(function.ended().code(), Some(1));
    let lines = function.log.lines();
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(lines[0].contains("`FN_LOG` is set to `xml`: it takes `json` or `text`"), "{lines:#?}");
}

#[test]
fn all_settings_that_do_not_parse_are_said_at_once() {
    let line = event().env("PORT", "http").env("FN_GRACE", "soon").env("FN_WORKERS", "0").does_not_start();
    for name in ["`PORT`", "`FN_GRACE`", "`FN_WORKERS`"] {
        assert!(line.contains(name), "{line}");
    }
}

#[test]
fn a_setting_that_is_empty_is_not_set() {
    let function = event().env("FN_GRACE", "").env("FN_ERROR_STATUS", "").env("RUST_LOG", "").ready();
    assert_eq!(function.invoke(r#"{"do":"fail","with":"words"}"#).status, 500);
}

#[test]
fn the_reason_for_the_end_is_said_even_where_the_log_is_off() {
    let line = event().env("INIT", "error").env("RUST_LOG", "off").does_not_start();
    assert!(line.contains("the init `app`"), "{line}");
}

#[test]
fn a_program_without_a_handler_does_not_start() {
    let line = form("no handler").does_not_start();
    assert!(line.starts_with("this program has no handler: annotate a function"), "{line}");
    assert!(line.contains("`use that_library as _;`"), "{line}");
}

#[test]
fn a_program_of_both_kinds_does_not_start() {
    let line = Program::at(env!("CARGO_BIN_EXE_fn-both-kinds")).does_not_start();
    assert!(line.contains("an event handler, `on_event` (tests/functions/both_kinds.rs:"), "{line}");
    assert!(line.contains("an HTTP handler, `page` (tests/functions/both_kinds.rs:"), "{line}");
}

#[test]
fn two_handlers_of_one_route_do_not_start() {
    let line = Program::at(env!("CARGO_BIN_EXE_fn-same-route")).does_not_start();
    assert!(line.starts_with("two handlers have the route GET /orders/{"), "{line}");
    assert!(line.contains("`by_id` (tests/functions/same_route.rs:"), "{line}");
    assert!(line.contains("`by_name` (tests/functions/same_route.rs:"), "{line}");
}

#[test]
fn a_pattern_whose_expression_cannot_be_read_does_not_start() {
    let line = Program::at(env!("CARGO_BIN_EXE_fn-odd-pattern")).does_not_start();
    let route = "actix-web cannot read the route GET /orders/{id:[0-9} of `order` (tests/functions/odd_pattern.rs:";
    assert!(line.starts_with(route), "{line}");
}

#[test]
fn inits_in_a_circle_do_not_start() {
    let line = Program::at(env!("CARGO_BIN_EXE_fn-circle")).does_not_start();
    assert!(line.starts_with("inits wait for one another's states, in a circle: "), "{line}");
    assert!(line.contains("`hen` (") && line.contains("`egg` ("), "{line}");
}

#[test]
fn a_main_within_a_runtime_does_not_start() {
    let line = form("within a runtime").does_not_start();
    assert!(line.contains("call it from a plain `fn main`"), "{line}");
}

#[test]
fn a_state_that_nobody_makes_does_not_start() {
    let line = form("state that nobody makes").does_not_start();
    assert!(line.contains("takes a `State<alloc::string::String>`, and nothing makes one"), "{line}");
}

#[test]
fn a_state_that_two_make_does_not_start() {
    let line = form("state that two make").does_not_start();
    assert!(line.starts_with("two inits make a `alloc::string::String`"), "{line}");
    assert_eq!(line.matches("tests/functions/forms.rs:").count(), 2, "{line}");
}

#[test]
fn routes_that_panic_do_not_start() {
    let line = form("routes that panic").does_not_start();
    assert!(line.starts_with("making the routes panicked, in `configure` (tests/functions/forms.rs:"), "{line}");
    assert!(line.contains("), at tests/functions/forms.rs:") && line.ends_with(": no routes today"), "{line}");
}
