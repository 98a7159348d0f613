//! The binary, and what it says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// `cargo scf check`, with arguments to come.
pub fn check() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-scf"));
    command.args(["scf", "check"]).stdin(Stdio::null()).current_dir(programs());
    command
}

/// Where the programs of these tests lie.
pub fn programs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/programs")
}

/// What a run says in JSON.
#[derive(Debug)]
pub struct Report {
    pub code: Option<i32>,
    pub document: Value,
    pub stderr: String,
}

/// Runs `check` with `--output json` in front of these arguments, in a network of its own.
#[track_caller]
pub fn report(arguments: &[&str]) -> Report {
    let mut command = check();
    command.args(["--output", "json", "--network", "own"]).args(arguments);
    report_of(command)
}

#[track_caller]
pub fn report_of(mut command: Command) -> Report {
    let output = command.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let document = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}\n{stderr}", String::from_utf8_lossy(&output.stdout)));
    Report { code: output.status.code(), document, stderr }
}

impl Report {
    /// The checks, by name.
    pub fn checks(&self) -> BTreeMap<String, Value> {
        let checks = self.document["checks"].as_array().expect("a list of checks");
        checks.iter().map(|check| (check["name"].as_str().expect("a name").to_owned(), check.clone())).collect()
    }

    /// What is not as it should be, by name: the result, and why. Rules of the other kind of function are left out, and
    /// streams where there is none.
    pub fn amiss(&self) -> BTreeMap<String, (String, String)> {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let checks =
            self.checks().into_iter().map(|(name, check)| (name, (text(&check["result"]), text(&check["detail"]))));
        checks
            .filter(|(name, (result, why))| {
                let is_not_asked = result == "skip" && (why.starts_with("a rule of ") || name == "streaming");
                result != "pass" && !is_not_asked
            })
            .collect()
    }
}

/// The one line on stderr of a run that cannot be carried out.
#[track_caller]
pub fn refused(mut command: Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(2), "{stderr}");
    assert_eq!(String::from_utf8_lossy(&stdout), "");
    stderr
}
