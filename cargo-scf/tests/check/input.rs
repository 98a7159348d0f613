//! Calls that cannot be carried out, functions at an address, and a Ctrl-C in the middle.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::programs::PYTHON;
use crate::run::{check, programs, refused, report_of};

/// How long to wait for anything: far more than it ever takes.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn one_line_says_what_cannot_be_checked() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let closed = format!("http://{closed}");
    let no_json = programs().join("plain.js");
    let no_json = no_json.to_str().unwrap();
    let cases: [(&[&str], &str); 9] = [
        (&["--only", "33", "hello-event"], "there is no check `33`"),
        (&["--skip", "nothing", "hello-event"], "there is no check `nothing`"),
        (&["--only", "1", "--skip", "start", "hello-event"], "leave no check"),
        (&["--url", "https://localhost:9000"], "this tool speaks no TLS"),
        (&["--url", "http://localhost:9000/path"], "has a path"),
        (&["--url", "localhost"], "does not begin with `http://`"),
        (&["--url", &closed], "nobody answers at 127.0.0.1:"),
        (&["--event", no_json, "--", &PYTHON, "contract.py", "event"], "is no JSON"),
        (&["--network", "own", "--", "no-such-program"], "`no-such-program` cannot be started"),
    ];
    for (arguments, says) in cases {
        let mut command = check();
        command.args(arguments);
        let stderr = refused(command);
        let errors: Vec<&str> = stderr.lines().filter(|line| line.starts_with("error: ")).collect();
        assert!(errors.len() == 1 && errors[0].contains(says), "{arguments:?}: {stderr}");
    }
}

#[test]
fn what_excludes_one_another_is_refused() {
    let cases: [&[&str]; 3] =
        [&["--http", "--json", "{}", "hello-event"], &["--url", "http://localhost:1", "hello-event"], &["--only", ""]];
    for arguments in cases {
        let mut command = check();
        command.args(arguments);
        assert!(refused(command).starts_with("error: "), "{arguments:?}");
    }
}

/// A program of these tests at a port of this machine.
struct Elsewhere(Child, u16);

impl Elsewhere {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(&*PYTHON);
        command.arg("-B").args(arguments).current_dir(programs()).env("PORT", "0");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.next().unwrap().unwrap();
        let ready: serde_json::Value = serde_json::from_str(&ready).unwrap();
        // Who stops reading would stop the program.
        thread::spawn(move || lines.for_each(drop));
        Self(child, u16::try_from(ready["port"].as_u64().unwrap()).unwrap())
    }

    fn url(&self) -> String {
        format!("http://localhost:{}", self.1)
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_function_at_an_address_is_asked_what_can_be_asked_from_outside() {
    let function = Elsewhere::start(&["contract.py", "event"]);
    let mut command = check();
    command.args(["--output", "json", "--url", &function.url()]);
    let report = report_of(command);
    assert_eq!(report.code, Some(0), "{:#?}", report.amiss());
    let skipped: Vec<String> = report.amiss().into_keys().collect();
    assert_eq!(skipped, ["all-addresses", "log-lines", "read-only-root", "ready-when-open", "sigterm", "start"]);
    assert!(report.amiss().values().all(|(result, why)| result == "skip" && why.starts_with("needs the process")));
    assert!(report.document["passed"].as_u64() >= Some(20));
}

#[test]
fn a_broken_function_at_an_address_is_found() {
    let function = Elsewhere::start(&["broken.py", "shows-headers-in-errors"]);
    let mut command = check();
    command.args(["--output", "json", "--url", &function.url()]);
    let report = report_of(command);
    assert_eq!(report.code, Some(1));
    let failed: Vec<String> =
        report.amiss().into_iter().filter(|(_, (result, _))| result == "fail").map(|(name, _)| name).collect();
    assert_eq!(failed, ["secrets"]);
}

/// The programs that run on this machine with this word among their arguments.
fn programs_with(word: &str) -> Vec<String> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let command_lines = processes.filter_map(|process| fs::read_to_string(process.path().join("cmdline")).ok());
    let of_word = |line: String| {
        let mut words = line.split('\0');
        let program = words.next()?.to_owned();
        words.any(|other| other == word).then_some(program)
    };
    command_lines.filter_map(of_word).collect()
}

#[test]
fn a_ctrl_c_in_the_middle_leaves_nothing_behind() {
    let mark = format!("mark-of-{}", std::process::id());
    let mut command = check();
    // Between its start and its end this one waits for ever.
    command.args(["--network", "own", "--", &PYTHON, "-B", "broken.py", "never-opens", &mark]);
    let mut tool = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let until = Instant::now() + PATIENCE;
    while !programs_with(&mark).contains(&*PYTHON) {
        assert!(Instant::now() < until, "the function is not started");
        thread::sleep(Duration::from_millis(5));
    }
    kill_process(Pid::from_child(&tool), Signal::INT).unwrap();
    assert_eq!(tool.wait().unwrap().code(), Some(130));
    assert_eq!(programs_with(&mark), Vec::<String>::new(), "something is left behind");
    let stderr = std::io::read_to_string(tool.stderr.take().unwrap()).unwrap();
    assert!(stderr.lines().any(|line| line == "error: ended by SIGINT"), "{stderr}");
}
