//! A program of `functions/`, started, watched and ended.

use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use serde_json::Value;
use socket2::{Domain, Socket, Type};

use crate::wire::{Connection, Reply, request};

/// How long a test waits for anything: far more than it ever takes, since the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The thread that looks on while the others serve.
pub const WATCHER: &str = "scf-watch";

/// The platform cuts longer lines.
const LINE_LIMIT: usize = 8192;

/// A program that is about to be started: with no environment but that of a function outside of the platform, on
/// a port that the system chooses, and with a log in JSON.
pub struct Program {
    command: Command,
    json: bool,
}

pub fn event() -> Program {
    Program::at(env!("CARGO_BIN_EXE_fn-event"))
}

pub fn http() -> Program {
    Program::at(env!("CARGO_BIN_EXE_fn-http"))
}

pub fn fallback() -> Program {
    Program::at(env!("CARGO_BIN_EXE_fn-fallback"))
}

pub fn form(name: &str) -> Program {
    Program::at(env!("CARGO_BIN_EXE_fn-forms")).env("FORM", name)
}

/// A port that is bound and does not listen: nobody else is given it, and a function can bind it too.
pub fn held_port() -> (Socket, u16) {
    let socket = Socket::new(Domain::IPV6, Type::STREAM, None).unwrap();
    socket.set_only_v6(false).unwrap();
    socket.set_reuse_address(true).unwrap();
    socket.bind(&SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)).into()).unwrap();
    let port = socket.local_addr().unwrap().as_socket().unwrap().port();
    (socket, port)
}

impl Program {
    pub fn at(path: &str) -> Self {
        let mut command = Command::new(path);
        command.env_clear().env("PORT", "0").env("FN_LOG", "json");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self { command, json: true }
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// In a world of its own where `/tmp` cannot be written to; nothing where the system does not grant one.
    pub fn with_read_only_tmp(self) -> Option<Self> {
        const READ_ONLY: &str = "mount --bind /tmp /tmp && mount -o remount,bind,ro /tmp";
        let in_own_world = |then: &str| {
            let mut command = Command::new("unshare");
            command.args(["--mount", "sh", "-c", &format!("{READ_ONLY} && {then}")]);
            command
        };
        if !in_own_world("true").stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
            return None;
        }
        let mut command = in_own_world(r#"exec "$0""#);
        command.arg(self.command.get_program()).env_clear();
        command.envs(self.command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Some(Self { command, ..self })
    }

    /// With lines for people, which the tests then read as they are.
    pub fn with_text_log(mut self) -> Self {
        self.json = false;
        self.env("FN_LOG", "text")
    }

    /// Starts it, and waits until it says that it is ready.
    #[track_caller]
    pub fn ready(self) -> Function {
        let mut function = self.started();
        let ready = function.log.wait_for(|line| line.contains(if function.json { r#""ready""# } else { " ready " }));
        let port = ready.split("[::]:").nth(1).or_else(|| ready.split("0.0.0.0:").nth(1));
        let port = port.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
        let port = port.unwrap_or_else(|| panic!("the ready line has no address: {ready}"));
        function.address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        function
    }

    /// Starts it.
    pub fn started(mut self) -> Function {
        let mut child = self.command.spawn().expect("the program starts");
        let log = Log::of(child.stdout.take().expect("stdout is a pipe"));
        let stderr = Log::of(child.stderr.take().expect("stderr is a pipe"));
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Function { child, address, log, stderr, json: self.json, may_print: false }
    }

    /// Starts it with a log that nobody takes, and waits until its port is open.
    #[track_caller]
    pub fn without_a_log(mut self, port: u16) -> Function {
        let mut child = self.command.spawn().expect("the program starts");
        drop(child.stdout.take());
        let stderr = Log::of(child.stderr.take().expect("stderr is a pipe"));
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let function =
            Function { child, address, log: Log::of(std::io::empty()), stderr, json: true, may_print: false };
        let until = Instant::now() + PATIENCE;
        while TcpStream::connect(address).is_err() {
            assert!(Instant::now() < until, "the port does not open");
            thread::sleep(Duration::from_millis(1));
        }
        function
    }

    /// Starts it, expects that it ends with exit code 1, and gives the one line that says why.
    #[track_caller]
    pub fn does_not_start(self) -> String {
        let mut lines = self.fails();
        assert_eq!(lines.len(), 1, "one line says why: {lines:#?}");
        lines.remove(0)
    }

    /// Starts it, expects that it ends with exit code 1, and gives the messages of its lines.
    #[track_caller]
    pub fn fails(self) -> Vec<String> {
        let mut function = self.started();
        let status = function.ended();
        let records = function.log.records();
        assert_eq!(status.code(), Some(1), "{records:#?}");
        assert_eq!(records.last().map(|last| &last["level"]), Some(&"ERROR".into()), "{records:#?}");
        records.iter().map(|record| record["message"].as_str().expect("a message").to_owned()).collect()
    }
}

/// A started program. It is killed when it is dropped, and its output is looked over.
pub struct Function {
    child: Child,
    pub address: SocketAddr,
    pub log: Log,
    pub stderr: Log,
    json: bool,
    may_print: bool,
}

impl Function {
    /// Says that not everything in the output is the runtime's.
    pub fn may_print(mut self) -> Self {
        self.may_print = true;
        self
    }

    #[track_caller]
    pub fn connect(&self) -> Connection {
        Connection::to(self.address)
    }

    /// One request on a connection of its own, as the platform sends them.
    #[track_caller]
    pub fn send(&self, bytes: impl AsRef<[u8]>) -> Reply {
        self.connect().send(bytes).reply()
    }

    #[track_caller]
    pub fn invoke(&self, event: impl AsRef<[u8]>) -> Reply {
        self.send(request("POST", "/event-invoke", &[("Connection", "close")], event.as_ref()))
    }

    #[track_caller]
    pub fn invoke_with(&self, headers: &[(&str, &str)], event: impl AsRef<[u8]>) -> Reply {
        self.send(request("POST", "/event-invoke", headers, event.as_ref()))
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Reply {
        self.send(request("GET", path, &[("Connection", "close")], b""))
    }

    /// Limits the number of files and connections that the process may have open.
    pub fn limit_descriptors(&self, number: u64) {
        let limit = Rlimit { current: Some(number), maximum: Some(number) };
        prlimit(Some(Pid::from_child(&self.child)), Resource::Nofile, limit).expect("a child can be limited");
    }

    /// Waits until the process has a thread of that name.
    #[track_caller]
    pub fn wait_for_thread(&self, name: &str) {
        let tasks = format!("/proc/{}/task", self.child.id());
        let until = Instant::now() + PATIENCE;
        let is_there = || {
            let mut tasks = std::fs::read_dir(&tasks).expect("the process is there").flatten();
            tasks.any(|task| std::fs::read_to_string(task.path().join("comm")).is_ok_and(|comm| comm.trim() == name))
        };
        while !is_there() {
            assert!(Instant::now() < until, "there is no thread {name}");
            thread::sleep(Duration::from_millis(1));
        }
    }

    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).expect("the process is there");
    }

    /// Waits until the process has ended, and all of its output is there.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        self.log.wait_for_end();
        self.stderr.wait_for_end();
        self.child.wait().expect("a child can be waited for")
    }

    /// Ends the process as the platform would, and gives all that it has logged.
    #[track_caller]
    pub fn all_records(&mut self) -> Vec<Value> {
        self.signal(Signal::TERM);
        let status = self.ended();
        assert_eq!(status.code(), Some(0), "{:#?}", self.log.lines());
        self.log.records()
    }

    /// The lines that say how the invocations ended, of the whole life of the process.
    #[track_caller]
    pub fn invocations(&mut self) -> Vec<Value> {
        let records = self.all_records();
        records.into_iter().filter(|record| record["message"] == "invocation").collect()
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("stdout: {:#?}\nstderr: {:#?}", self.log.lines(), self.stderr.lines());
            return;
        }
        if self.may_print {
            return;
        }
        // What holds for every line of every test.
        self.stderr.wait_for_end();
        assert_eq!(self.stderr.lines(), Vec::<String>::new(), "nothing goes to stderr");
        self.log.wait_for_end();
        for line in self.log.lines().iter().filter(|_| self.json) {
            assert!(line.len() < LINE_LIMIT, "the line and its end are longer than {LINE_LIMIT} bytes: {line}");
            let Ok(Value::Object(record)) = serde_json::from_str(line) else {
                panic!("this is no JSON object: {line}")
            };
            assert!(record.values().all(|value| !value.is_object() && !value.is_array()), "not flat: {line}");
            for name in ["timestamp", "level", "target", "message"] {
                assert!(record.contains_key(name), "there is no {name}: {line}");
            }
        }
    }
}

/// The lines of a pipe, so far.
#[derive(Clone, Default)]
pub struct Log(Arc<(Mutex<Lines>, Condvar)>);

#[derive(Default)]
struct Lines {
    lines: Vec<String>,
    ended: bool,
}

impl Log {
    fn of(pipe: impl Read + Send + 'static) -> Self {
        let log = Self::default();
        let writing = log.clone();
        let _: JoinHandle<()> = thread::spawn(move || {
            let mut pipe = BufReader::new(pipe);
            let mut line = Vec::new();
            while pipe.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
                // What a kill has cut short is no line.
                if line.pop() == Some(b'\n') {
                    writing.change(|all| all.lines.push(String::from_utf8_lossy(&line).into_owned()));
                }
                line.clear();
            }
            writing.change(|all| all.ended = true);
        });
        log
    }

    fn change(&self, change: impl FnOnce(&mut Lines)) {
        change(&mut self.0.0.lock().unwrap());
        self.0.1.notify_all();
    }

    pub fn lines(&self) -> Vec<String> {
        self.0.0.lock().unwrap().lines.clone()
    }

    pub fn records(&self) -> Vec<Value> {
        self.lines().iter().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// Waits until there is such a line.
    #[track_caller]
    pub fn wait_for(&self, such: impl Fn(&str) -> bool) -> String {
        let found = self.wait_until(|all| all.lines.iter().find(|line| such(line)).cloned(), |all| all.ended);
        found.unwrap_or_else(|| panic!("there is no such line: {:#?}", self.lines()))
    }

    /// Waits until there is a record with that message.
    #[track_caller]
    pub fn wait_for_message(&self, message: &str) -> Value {
        let is_it = |line: &str| serde_json::from_str::<Value>(line).is_ok_and(|record| record["message"] == message);
        serde_json::from_str(&self.wait_for(is_it)).unwrap()
    }

    #[track_caller]
    pub fn wait_for_end(&self) {
        let ended = self.wait_until(|all| all.ended.then_some(()), |_| false);
        ended.unwrap_or_else(|| panic!("the process does not end: {:#?}", self.lines()));
    }

    fn wait_until<T>(&self, found: impl Fn(&Lines) -> Option<T>, in_vain: impl Fn(&Lines) -> bool) -> Option<T> {
        let until = Instant::now() + PATIENCE;
        let (lock, changed) = &*self.0;
        let mut all = lock.lock().unwrap();
        loop {
            if let Some(found) = found(&all) {
                return Some(found);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || in_vain(&all) {
                return None;
            }
            all = changed.wait_timeout(all, left).unwrap().0;
        }
    }
}
