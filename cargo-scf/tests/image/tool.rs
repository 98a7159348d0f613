//! The binary, and what it is called with.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::elf;

/// What a call of the tool came to.
#[derive(Debug)]
pub struct Done {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// `cargo scf image`, for a user without a login anywhere.
pub fn image<S: AsRef<OsStr>>(words: impl IntoIterator<Item = S>) -> Command {
    verb("image", words)
}

/// `cargo scf check`, for such a user.
pub fn check<S: AsRef<OsStr>>(words: impl IntoIterator<Item = S>) -> Command {
    verb("check", words)
}

/// The same for an image that is judged, and not run.
pub fn judge(named: impl AsRef<OsStr>) -> Command {
    check(["--no-run".as_ref(), "--image".as_ref(), named.as_ref()])
}

fn verb<S: AsRef<OsStr>>(verb: &str, words: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-scf"));
    command.arg(verb).args(words).stdin(Stdio::null()).env("SOURCE_DATE_EPOCH", "1700000000");
    for name in ["CARGO_TARGET_DIR", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR"] {
        command.env_remove(name);
    }
    command.env("DOCKER_CONFIG", "/nonexistent").env("XDG_CONFIG_HOME", "/nonexistent");
    command
}

pub trait Run {
    fn done(&mut self) -> Done;
    fn done_with(&mut self, input: &str) -> Done;
}

impl Run for Command {
    fn done(&mut self) -> Done {
        done(self.output().expect("the tool runs"))
    }

    fn done_with(&mut self, input: &str) -> Done {
        self.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.spawn().expect("the tool runs");
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        done(child.wait_with_output().unwrap())
    }
}

fn done(output: std::process::Output) -> Done {
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Done { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

impl Done {
    /// Asserts that all went well, and gives the line on stdout.
    #[track_caller]
    pub fn well(&self) -> &str {
        assert_eq!(self.code, Some(0), "{self:#?}");
        let line = self.stdout.strip_suffix('\n').unwrap_or_else(|| panic!("{self:#?}"));
        assert!(!line.contains('\n'), "{self:#?}");
        line
    }

    /// Asserts that it could not be done, and gives the one line that says why.
    #[track_caller]
    pub fn refused(&self) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (Some(2), ""), "{self:#?}");
        let lines: Vec<&str> = self.stderr.lines().filter(|line| line.starts_with("error: ")).collect();
        let [line] = lines.as_slice() else { panic!("one line says why: {self:#?}") };
        let line = line.strip_prefix("error: ").unwrap();
        assert_eq!(self.stderr.lines().last().unwrap().strip_prefix("error: "), Some(line), "it comes last");
        assert!(!line.ends_with('.') && !line.contains("ailed to"), "{line}");
        line.to_owned()
    }
}

/// A folder that is removed with its value.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// A small program that is built already.
pub fn program(folder: &Path) -> PathBuf {
    let path = folder.join("hello");
    fs::write(&path, elf::fixed()).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// Files by their paths.
pub fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, content) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}
