//! However the tool ends, nothing is left behind.

use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::tool::{PATIENCE, Run, folder, invoke, mark, package, processes_with, tool, wait_for_line, wait_until_gone};

fn started(command: &mut Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

fn signal(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

/// The tool in a call that never ends.
fn in_a_call(mark: &str, words: &[&str]) -> Child {
    let words = [&["--json", "1", "--timeout", "900"], words].concat();
    let mut child = started(invoke("is-slow", &words).arg(mark));
    wait_for_line(child.stdout.take().unwrap(), "called /event-invoke");
    assert!(!processes_with(mark).is_empty());
    child
}

#[test]
fn ctrl_c_in_a_call_ends_everything() {
    for (number, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let mark = mark();
        let mut child = in_a_call(&mark, &[]);
        signal(&child, number);
        assert_eq!(child.wait().unwrap().code(), Some(code));
        wait_until_gone(&mark);
    }
}

#[test]
fn a_tool_that_is_killed_leaves_nothing_behind() {
    let mark = mark();
    let mut child = in_a_call(&mark, &[]);
    signal(&child, Signal::KILL);
    child.wait().unwrap();
    wait_until_gone(&mark);
}

#[test]
fn nor_does_one_without_namespaces() {
    let mark = mark();
    let mut child = in_a_call(&mark, &["--no-sandbox", "--network", "host"]);
    signal(&child, Signal::KILL);
    child.wait().unwrap();
    wait_until_gone(&mark);
}

#[test]
fn ctrl_c_during_the_start_ends_everything() {
    let mark = mark();
    let mut child = started(invoke("is-deaf", &["--json", "1"]).arg(&mark));
    wait_for_line(child.stdout.take().unwrap(), "START");
    signal(&child, Signal::INT);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    wait_until_gone(&mark);
}

#[test]
fn ctrl_c_while_an_event_is_typed_does_not_wait_for_its_end() {
    let mut command = invoke("", &["--event", "-"]);
    let mut child = started(command.stdin(Stdio::piped()));
    // `wait` would close it, which is the end of the event.
    let typed = child.stdin.take();
    // It waits where it was told to read: only then is it sure to be there.
    let waits = format!("/proc/{}/task", child.id());
    let until = std::time::Instant::now() + PATIENCE;
    let reads_stdin = |task: std::fs::DirEntry| {
        std::fs::read_to_string(task.path().join("syscall")).is_ok_and(|call| call.starts_with("0 0x0 "))
    };
    while !std::fs::read_dir(&waits).unwrap().flatten().any(reads_stdin) {
        assert!(std::time::Instant::now() < until, "it does not read");
        std::thread::yield_now();
    }
    signal(&child, Signal::INT);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(typed);
}

#[test]
fn a_reader_that_goes_ends_the_tool_quietly() {
    let mark = mark();
    let mut command = invoke("", &["--json", "1", "--repeat", "1000000"]);
    let mut child = command.arg(&mark).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(141), "{done:?}");
    assert!(!String::from_utf8_lossy(&done.stderr).contains("panicked"), "{done:?}");
    wait_until_gone(&mark);
}

#[test]
fn ctrl_c_during_the_build_ends_the_build() {
    let folder = folder();
    let mark = format!("building{}", mark().replace('.', "-"));
    let pipe = folder.path().join("began");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let manifest = format!("[package]\nname = \"{mark}\"\nedition = \"2024\"\n");
    // Opening a pipe waits for its other end: the test knows that the build is under way.
    let build = format!("fn main() {{ std::fs::write({pipe:?}, \"x\").unwrap(); loop {{ std::thread::park(); }} }}");
    package(folder.path(), &manifest, &[("src/main.rs", "fn main() {}"), ("build.rs", &build)]);
    let mut command = tool(["invoke", "--json", "1"]);
    let mut child = started(command.current_dir(folder.path()).env("CARGO_TARGET_DIR", folder.path().join("target")));
    assert_eq!(std::fs::read_to_string(&pipe).unwrap(), "x");
    assert!(processes_with(&format!("{mark}-")).iter().any(|line| line.contains("build-script-build")));
    signal(&child, Signal::INT);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    wait_until_gone(&format!("{mark}-"));
}

#[test]
fn what_a_function_leaves_behind_ends_with_it() {
    for words in [&["--json", "1"][..], &["--json", "1", "--no-sandbox", "--network", "host"]] {
        let mark = mark();
        let done = invoke("has-children", words).arg(&mark).done().well();
        assert!(done.stdout.contains("called"), "{done:#?}");
        assert_eq!(processes_with(&mark), Vec::<String>::new(), "{words:?}");
    }
    assert!(PATIENCE.as_secs() < 1000, "they would have ended by themselves");
}
