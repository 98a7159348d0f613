//! From a signal to the end.

use std::net::TcpStream;

use rustix::process::Signal;

use crate::gate::{Gate, Waiting};
use crate::process::{Function, PATIENCE, WATCHER, event, form, http};
use crate::wire::{Connection, head, request};

const TOLD: &str = "told to end: finishing what runs";

#[test]
fn a_signal_ends_the_process_with_success() {
    for (signal, name) in [(Signal::TERM, "SIGTERM"), (Signal::INT, "SIGINT")] {
        let mut function = event().ready();
        function.signal(signal);
        assert_eq!(function.ended().code(), Some(0));
        assert_eq!(function.log.wait_for_message(TOLD)["signal"], name);
        assert!(function.log.wait_for_message("ended")["took_ms"].is_number());
    }
}

#[test]
fn a_running_request_is_finished() {
    let mut function = event().ready();
    let gate = Gate::new();
    let mut connection = function.connect();
    let wait = format!(r#"{{"do":"wait","gate":"{}"}}"#, gate.address());
    connection.send(request("POST", "/event-invoke", &[], wait.as_bytes()));
    let waiting = gate.arrival();
    function.signal(Signal::TERM);
    function.log.wait_for_message(TOLD);
    drop(waiting);
    let reply = connection.reply();
    assert_eq!((reply.status, reply.text()), (200, r#""waited""#));
    assert_eq!(reply.header("connection"), Some("close"));
    connection.is_closed();
    assert_eq!(function.ended().code(), Some(0));
    let records = function.log.records();
    let at = |message: &str| records.iter().position(|record| record["message"] == message);
    assert!(at(TOLD) < at("invocation") && at("invocation") < at("the plain hook ran"), "{records:#?}");
    assert!(at("the plain hook ran") < at("ended"), "{records:#?}");
}

#[test]
fn nothing_new_is_accepted_after_the_signal() {
    let function = http().ready();
    let gate = Gate::new();
    let mut connection = function.connect();
    connection.send(request("GET", &format!("/wait?gate={}", gate.address()), &[], b""));
    let waiting = gate.arrival();
    function.signal(Signal::TERM);
    function.log.wait_for_message(TOLD);
    // The line is written just before the port is closed.
    while TcpStream::connect_timeout(&function.address, PATIENCE).is_ok() {
        std::thread::yield_now();
    }
    drop(waiting);
    assert_eq!(connection.reply().text(), "waited");
}

#[test]
fn idle_connections_are_closed_and_not_waited_for() {
    let mut function = form("nothing").ready();
    let mut silent = function.connect();
    let mut kept = function.connect();
    assert_eq!(kept.send(request("POST", "/event-invoke", &[], b"")).reply().status, 200);
    let mut half = function.connect();
    half.send(&head("POST", "/event-invoke", &[])[..20]);
    // What was sent before is read before the signal is seen, as this has been answered.
    function.invoke("");
    function.signal(Signal::TERM);
    silent.is_closed();
    kept.is_closed();
    half.end();
    assert_eq!(function.ended().code(), Some(0));
    let took = function.log.wait_for_message("ended")["took_ms"].as_f64().unwrap();
    assert!(took < 10_000.0, "the grace time was waited for: {took}");
}

#[test]
fn idle_connections_of_all_threads_are_closed() {
    let mut function = http().env("FN_WORKERS", "3").ready();
    let mut kept: Vec<_> = (0..12).map(|_| function.connect()).collect();
    for connection in &mut kept {
        assert_eq!(connection.send(request("GET", "/hello", &[], b"")).reply().status, 200);
    }
    function.signal(Signal::TERM);
    for connection in &mut kept {
        connection.is_closed();
    }
    assert_eq!(function.ended().code(), Some(0));
}

#[test]
fn the_hooks_run_when_the_last_request_is_done() {
    let mut function = event().ready();
    let records = function.all_records();
    let ran = |message: &str| records.iter().any(|record| record["message"] == message);
    assert!(ran("the asynchronous hook ran") && ran("the plain hook ran"), "{records:#?}");
    assert_eq!(function.log.wait_for_message("the asynchronous hook ran")["greeting"], "Hello");
}

#[test]
fn a_hook_that_fails_is_logged_and_the_process_ends_with_success() {
    for (hook, message, field, end) in [
        ("error", "a shutdown hook gave an error", "error", "the hook fails"),
        ("panic", "a shutdown hook panicked", "panic", ": the hook panics"),
    ] {
        let mut function = event().env("HOOK", hook).ready();
        let records = function.all_records();
        let failed = records.iter().find(|record| record["message"] == message);
        let failed = failed.unwrap_or_else(|| panic!("{records:#?}"));
        assert!(failed["hook"].as_str().is_some_and(|hook| hook.starts_with("`say_farewell` (")), "{failed}");
        assert!(failed[field].as_str().is_some_and(|said| said.ends_with(end)), "{failed}");
        assert_eq!(failed["level"], "ERROR");
        assert!(records.iter().any(|record| record["message"] == "the plain hook ran"), "{records:#?}");
    }
}

#[test]
fn a_hook_that_does_not_end_is_left_at_the_grace_time() {
    let gate = Gate::new();
    for hook in ["hang", "block"] {
        let mut function = event().env("HOOK", hook).env("GATE", &gate.address()).env("FN_GRACE", "200ms").ready();
        let records = function.all_records();
        let message = "the shutdown hooks took longer than the grace time: ending without them";
        assert!(records.iter().any(|record| record["message"] == message), "{records:#?}");
    }
}

#[test]
fn a_hook_that_holds_the_thread_is_named_and_left_at_the_grace_time() {
    let gate = Gate::new();
    let mut function = event().env("HOOK", "hold").env("GATE", &gate.address()).env("FN_GRACE", "200ms").ready();
    function.signal(Signal::TERM);
    let _hook = gate.arrival();
    assert_eq!(function.ended().code(), Some(0));
    let records = function.log.records();
    let held = records.last().unwrap();
    let message = "a shutdown hook held the server's thread until the grace time was over: ending without it";
    assert_eq!((&held["message"], &held["level"], &held["grace"]), (&message.into(), &"ERROR".into(), &"200ms".into()));
    assert!(held["hook"].as_str().is_some_and(|hook| hook.starts_with("`say_farewell` (")), "{held}");
}

#[test]
fn a_handler_that_does_not_end_is_left_at_the_grace_time() {
    let mut function = event().env("FN_GRACE", "500ms").ready();
    let gate = Gate::new();
    let mut connection = function.connect();
    let wait = format!(r#"{{"do":"wait","gate":"{}"}}"#, gate.address());
    connection.send(request("POST", "/event-invoke", &[], wait.as_bytes()));
    let _waiting = gate.arrival();
    function.signal(Signal::TERM);
    assert_eq!(function.ended().code(), Some(0));
    let ended = function.log.wait_for_message("ended with requests still running");
    assert_eq!((&ended["level"], &ended["left"]), (&"WARN".into(), &1.into()));
    assert!(ended["took_ms"].as_f64().is_some_and(|took| took >= 500.0), "{ended}");
    let invocation = function.log.wait_for_message("invocation");
    assert_eq!((&invocation["outcome"], &invocation["level"]), (&"left".into(), &"WARN".into()));
    assert_eq!((&invocation["handler"], invocation.get("status")), (&"work".into(), None));
    function.log.wait_for_message("the plain hook ran");
}

#[test]
fn a_thread_that_still_blocks_does_not_hold_the_process() {
    let gate = Gate::new();
    let mut function = form("plain").env("FN_GRACE", "500ms").ready();
    let mut connection = function.connect();
    let block = format!(r#"{{"block":{{"gate":"{}"}}}}"#, gate.address());
    connection.send(request("POST", "/event-invoke", &[], block.as_bytes()));
    let _waiting = gate.arrival();
    function.signal(Signal::TERM);
    assert_eq!(function.ended().code(), Some(0));
    function.log.wait_for_message("ended with requests still running");
}

/// A connection that one of the further threads has taken: which one does, chance decides.
fn connection_of_a_worker(function: &Function) -> Connection {
    let main = "ThreadId(1)";
    let of_a_worker = (0..1000).map(|_| function.connect()).find_map(|mut connection| {
        let thread = connection.send(request("GET", "/thread", &[], b"")).reply();
        (thread.text() != main).then_some(connection)
    });
    of_a_worker.expect("a worker takes one of so many connections")
}

#[test]
fn a_second_signal_ends_the_process_at_once() {
    for workers in ["1", "3"] {
        let mut function = http().env("FN_GRACE", "900s").env("FN_WORKERS", workers).ready();
        let gate = Gate::new();
        let mut connection = if workers == "1" { function.connect() } else { connection_of_a_worker(&function) };
        connection.send(request("GET", &format!("/wait?gate={}", gate.address()), &[], b""));
        let _waiting = gate.arrival();
        function.signal(Signal::TERM);
        function.log.wait_for_message(TOLD);
        function.signal(Signal::INT);
        assert_eq!(function.ended().code(), Some(0), "with {workers} workers");
        assert_eq!(function.log.records().last().map(|last| &last["message"]), Some(&TOLD.into()));
    }
}

#[test]
fn a_second_signal_ends_the_process_while_a_hook_runs() {
    let gate = Gate::new();
    let mut function = event().env("HOOK", "block").env("GATE", &gate.address()).env("FN_GRACE", "900s").ready();
    function.signal(Signal::TERM);
    let _hook = gate.arrival();
    function.signal(Signal::TERM);
    assert_eq!(function.ended().code(), Some(0));
}

// --- The server's thread is held ------------------------------------------------------------------------------

const HELD: &str = "told to end, and a handler held the server's thread until the grace time was over: ending without \
                    it, and without the shutdown hooks";

/// A connection whose request holds the server's thread until the gate opens.
fn blocked(function: &Function, gate: &Gate) -> Connection {
    let mut connection = function.connect();
    let block = format!(r#"{{"do":"block","gate":"{}"}}"#, gate.address());
    let headers = [("X-Scf-Request-Id", "3b21a413-6e6a-11ee-b2ba-52540008c7f7")];
    connection.send(request("POST", "/event-invoke", &headers, block.as_bytes()));
    connection
}

#[test]
fn a_handler_that_holds_the_thread_is_named_and_left_at_the_grace_time() {
    let mut function = event().env("FN_GRACE", "1s").ready();
    function.wait_for_thread(WATCHER);
    let gate = Gate::new();
    let _connection = blocked(&function, &gate);
    let _waiting = gate.arrival();
    function.signal(Signal::TERM);
    assert_eq!(function.ended().code(), Some(0));
    let records = function.log.records();
    let held = records.last().unwrap();
    assert_eq!((&held["message"], &held["level"], &held["grace"]), (&HELD.into(), &"WARN".into(), &"1s".into()));
    let id = "3b21a413-6e6a-11ee-b2ba-52540008c7f7";
    assert_eq!((&held["handler"], &held["request_id"]), (&"work".into(), &id.into()));
    assert_eq!(records.iter().filter(|record| record["message"] == HELD).count(), 1);
}

#[test]
fn a_handler_that_takes_the_thread_when_the_process_ends_is_left_at_the_same_time() {
    let mut function = event().env("FN_GRACE", "3s").ready();
    function.wait_for_thread(WATCHER);
    let gate = Gate::new();
    let mut connection = function.connect();
    let task = format!(r#"{{"do":"wait-then-block","gate":"{}"}}"#, gate.address());
    connection.send(request("POST", "/event-invoke", &[], task.as_bytes()));
    let waiting = gate.arrival();
    function.signal(Signal::TERM);
    function.log.wait_for_message(TOLD);
    drop(waiting);
    let _blocking = gate.arrival();
    assert_eq!(function.ended().code(), Some(0));
    assert_eq!(function.log.records().last().map(|last| &last["message"]), Some(&HELD.into()));
}

const HELD_BY_TASK: &str = "told to end, and a spawned task held the server's thread until the grace time was over: \
                            ending without it, and without the shutdown hooks";

/// A task that has been left behind, and waits well at the gate.
fn left_behind(function: &Function, gate: &Gate) -> Waiting {
    let leave = format!(r#"{{"do":"spawn","gate":"{}"}}"#, gate.address());
    assert_eq!(function.invoke(leave).text(), r#""left a task""#);
    gate.arrival()
}

#[test]
fn a_task_that_holds_the_thread_when_the_signal_comes_is_left_at_the_grace_time() {
    let mut function = event().env("FN_GRACE", "500ms").ready();
    function.wait_for_thread(WATCHER);
    let gate = Gate::new();
    drop(left_behind(&function, &gate));
    let _blocking = gate.arrival();
    function.signal(Signal::TERM);
    assert_eq!(function.ended().code(), Some(0));
    let records = function.log.records();
    let held = records.last().unwrap();
    assert_eq!((&held["message"], &held["level"]), (&HELD_BY_TASK.into(), &"WARN".into()));
    assert_eq!((held.get("handler"), &held["grace"]), (None, &"500ms".into()));
}

#[test]
fn a_task_that_takes_the_thread_when_the_process_ends_is_left_too() {
    let mut function = event().env("FN_GRACE", "3s").ready();
    function.wait_for_thread(WATCHER);
    let gate = Gate::new();
    let task = left_behind(&function, &gate);
    // A request that runs keeps the process until the grace time is over.
    let other_gate = Gate::new();
    let mut connection = function.connect();
    let wait = format!(r#"{{"do":"wait","gate":"{}"}}"#, other_gate.address());
    connection.send(request("POST", "/event-invoke", &[], wait.as_bytes()));
    let _waiting = other_gate.arrival();
    function.signal(Signal::TERM);
    function.log.wait_for_message(TOLD);
    drop(task);
    let _blocking = gate.arrival();
    assert_eq!(function.ended().code(), Some(0));
    assert_eq!(function.log.records().last().map(|last| &last["message"]), Some(&HELD_BY_TASK.into()));
}

#[test]
fn a_handler_that_lets_go_of_the_thread_within_the_grace_time_is_finished() {
    let mut function = event().env("FN_GRACE", "900s").ready();
    function.wait_for_thread(WATCHER);
    let gate = Gate::new();
    let mut connection = blocked(&function, &gate);
    let waiting = gate.arrival();
    function.signal(Signal::TERM);
    function.log.wait_for(|line| line.contains("a handler blocks the runtime"));
    drop(waiting);
    assert_eq!(connection.reply().text(), r#""blocked""#);
    assert_eq!(function.ended().code(), Some(0));
    function.log.wait_for_message(TOLD);
    function.log.wait_for_message("the plain hook ran");
    function.log.wait_for_message("ended");
}

#[test]
fn a_second_signal_ends_the_process_though_its_thread_is_held() {
    let mut function = event().env("FN_GRACE", "900s").ready();
    let gate = Gate::new();
    let _connection = blocked(&function, &gate);
    let _waiting = gate.arrival();
    function.signal(Signal::TERM);
    // Two of one kind could become one before they are seen.
    function.signal(Signal::INT);
    assert_eq!(function.ended().code(), Some(0));
}

#[test]
fn an_init_that_holds_the_thread_is_left_when_a_signal_comes() {
    let gate = Gate::new();
    let mut function = event().env("INIT", "block").env("GATE", &gate.address()).started();
    let _init = gate.arrival();
    function.signal(Signal::TERM);
    assert_eq!(function.ended().code(), Some(0));
    let records = function.log.records();
    assert_eq!(records.len(), 1, "{records:#?}");
    let message = "told to end before the function was ready, and an init holds the server's thread: ending without it";
    assert_eq!((&records[0]["message"], &records[0]["level"]), (&message.into(), &"WARN".into()));
    assert!(records[0]["inits"].as_str().is_some_and(|inits| inits.starts_with("`app` (")), "{records:#?}");
}

#[test]
fn a_second_signal_ends_the_process_though_an_init_holds_its_thread() {
    let gate = Gate::new();
    let mut function = event().env("INIT", "block").env("GATE", &gate.address()).started();
    let _init = gate.arrival();
    function.signal(Signal::TERM);
    function.signal(Signal::INT);
    assert_eq!(function.ended().code(), Some(0));
    assert_eq!(function.log.lines(), [""; 0]);
}

// --- Further threads ------------------------------------------------------------------------------------------

#[test]
fn a_request_of_a_worker_is_finished() {
    let mut function = http().env("FN_WORKERS", "3").ready();
    let gate = Gate::new();
    let mut connection = connection_of_a_worker(&function);
    connection.send(request("GET", &format!("/wait?gate={}", gate.address()), &[], b""));
    let waiting = gate.arrival();
    function.signal(Signal::TERM);
    function.log.wait_for_message(TOLD);
    drop(waiting);
    assert_eq!(connection.reply().text(), "waited");
    assert_eq!(function.ended().code(), Some(0));
    function.log.wait_for_message("ended");
}

#[test]
fn a_worker_whose_thread_is_held_does_not_hold_the_process() {
    let mut function = http().env("FN_GRACE", "500ms").env("FN_WORKERS", "3").ready();
    let gate = Gate::new();
    let mut connection = connection_of_a_worker(&function);
    connection.send(request("GET", &format!("/block?gate={}", gate.address()), &[], b""));
    let _waiting = gate.arrival();
    function.signal(Signal::TERM);
    assert_eq!(function.ended().code(), Some(0));
    assert_eq!(function.log.wait_for_message("ended with requests still running")["left"], 1);
}

#[test]
fn a_stream_that_does_not_end_is_left_at_the_grace_time() {
    for workers in ["1", "3"] {
        let mut function = http().env("FN_GRACE", "500ms").env("FN_WORKERS", workers).ready();
        let gate = Gate::new();
        let mut connection = if workers == "1" { function.connect() } else { connection_of_a_worker(&function) };
        connection.send(request("GET", &format!("/events?gate={}", gate.address()), &[], b""));
        let _waiting = gate.arrival();
        assert_eq!(connection.reply_head().status, 200);
        function.signal(Signal::TERM);
        assert_eq!(function.ended().code(), Some(0));
        let records = function.log.records();
        let left = records.iter().find(|record| record["message"] == "invocation" && record["handler"] == "events");
        let left = left.unwrap_or_else(|| panic!("{records:#?}"));
        assert_eq!((&left["outcome"], &left["status"]), (&"left".into(), &200.into()));
    }
}

#[test]
fn a_stream_may_end_within_the_grace_time() {
    let mut function = http().ready();
    let gate = Gate::new();
    let mut connection = function.connect();
    connection.send(request("GET", &format!("/events?gate={}", gate.address()), &[], b""));
    let mut waiting = gate.arrival();
    assert_eq!(connection.reply_head().status, 200);
    assert_eq!(connection.chunk().as_deref(), Some(&b"data: 1\n\n"[..]));
    function.signal(Signal::TERM);
    function.log.wait_for_message(TOLD);
    waiting.pass();
    assert_eq!(connection.chunk().as_deref(), Some(&b"data: 2\n\n"[..]));
    drop(waiting);
    assert_eq!(connection.chunk().as_deref(), Some(&b"data: 3\n\n"[..]));
    assert_eq!(connection.chunk().as_deref(), Some(&b""[..]));
    connection.is_closed();
    assert_eq!(function.ended().code(), Some(0));
    assert_eq!(function.log.wait_for_message("ended")["level"], "INFO");
}
