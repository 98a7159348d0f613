//! The binary, and programs to call it with.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv6Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long a test waits for anything: far more than it ever takes.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Held for all tests, so that none of them has the machine's port 9000 to itself: they run at the same time. It may be
/// another process that has it.
static BUSY: LazyLock<Option<TcpListener>> = LazyLock::new(|| TcpListener::bind((Ipv6Addr::UNSPECIFIED, 9000)).ok());

/// What a call of the tool came to.
#[derive(Debug)]
pub struct Done {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The tool, about to be called.
pub fn tool<S: AsRef<OsStr>>(words: impl IntoIterator<Item = S>) -> Command {
    LazyLock::force(&BUSY);
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-scf"));
    command.args(words).stdin(Stdio::null()).env_remove("PORT");
    command
}

/// `invoke` of the program by hand, broken in some way.
pub fn invoke(way: &str, words: &[&str]) -> Command {
    let mut command = tool(["invoke"]);
    command.args(words).arg("--").arg(by_hand()).arg(way);
    command
}

pub fn by_hand() -> PathBuf {
    let path = target().join("debug/examples/by-hand");
    assert!(path.is_file(), "{} is built with the tests", path.display());
    path
}

/// Where cargo has built the tool.
pub fn target() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_cargo-scf")).ancestors().nth(2).unwrap()
}

/// The root of the clone.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

pub trait Run {
    fn done(&mut self) -> Done;
    fn done_with(&mut self, input: &str) -> Done;
}

impl Run for Command {
    fn done(&mut self) -> Done {
        let output = self.output().expect("the tool runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Done { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    fn done_with(&mut self, input: &str) -> Done {
        self.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.spawn().expect("the tool runs");
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Done { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Done {
    /// Asserts that all went well.
    #[track_caller]
    pub fn well(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self
    }

    /// Asserts that nothing was done, and gives the one line that says why.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (Some(2), ""), "{self:#?}");
        let line = self.stderr.trim_end().strip_prefix("error: ").unwrap_or_else(|| panic!("{self:#?}"));
        assert!(!line.contains('\n') && !line.ends_with('.') && !line.contains("ailed to"), "{line}");
        line.to_owned()
    }

    /// The document of `--output json`.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// The only call of that document.
    #[track_caller]
    pub fn call(&self) -> Value {
        let document = self.json();
        assert_eq!(document["calls"].as_array().map(Vec::len), Some(1), "{document:#}");
        document["calls"][0].clone()
    }

    /// What the program by hand has seen in its only call.
    #[track_caller]
    pub fn seen(&self) -> Value {
        serde_json::from_str(self.call()["reply"].as_str().expect("a reply")).expect("JSON")
    }
}

/// Whether this system gives namespaces to who asks.
pub fn has_namespaces() -> bool {
    let words = ["--user", "--map-root-user", "--mount", "--pid", "--net", "--fork", "true"];
    Command::new("unshare").args(words).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Waits for a line of a child's stdout.
#[track_caller]
pub fn wait_for_line(stdout: impl std::io::Read + Send + 'static, such: &'static str) {
    let (found, finds) = std::sync::mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            // Read on: a full pipe would hold the tool up.
            if line.contains(such) {
                let _ = found.send(());
            }
        }
    });
    finds.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("there is no line with {such:?}"));
}

/// The processes whose command line has this in it, but for zombies.
pub fn processes_with(mark: &str) -> Vec<String> {
    let all = fs::read_dir("/proc").unwrap().flatten();
    let lines = all.filter_map(|entry| fs::read_to_string(entry.path().join("cmdline")).ok());
    lines.filter(|line| line.contains(mark)).collect()
}

/// Waits until there is no such process.
#[track_caller]
pub fn wait_until_gone(mark: &str) {
    let until = Instant::now() + PATIENCE;
    while let [first, ..] = processes_with(mark).as_slice() {
        assert!(Instant::now() < until, "left behind: {first:?}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A mark that no other process has.
pub fn mark() -> String {
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    format!(".{}{:03}", std::process::id(), NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
}

/// A folder that is removed with its value.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// A package without dependencies.
pub fn package(folder: &Path, manifest: &str, files: &[(&str, &str)]) {
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    for (path, content) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}
