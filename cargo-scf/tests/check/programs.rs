//! What runs the programs: the interpreters, and Express.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::{env, fs};

/// Python itself: what is on the path may be a script that looks for it, each time.
pub static PYTHON: LazyLock<String> = LazyLock::new(|| {
    let output = Command::new("python3").args(["-c", "import sys; print(sys.executable)"]).output();
    let output = output.expect("these tests need `python3`");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
});

/// Says on the real stderr that something is not tested here: a test's own output is shown of failing ones alone.
pub fn not_tested(what: &str, why: &str) {
    let line = format!("\nNOT TESTED: {what}: {why}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// Node, where there is one.
pub fn node() -> Option<String> {
    let output = Command::new("node").args(["-p", "process.execPath"]).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

/// A folder with Express and the function on it; it is installed once.
pub fn express() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("express");
    fs::create_dir_all(&folder).unwrap();
    fs::copy(crate::run::programs().join("express.js"), folder.join("express.js")).unwrap();
    if !folder.join("node_modules/express/package.json").is_file() {
        fs::write(folder.join("package.json"), "{ \"private\": true }\n").unwrap();
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1", EXPRESS]);
        let output =
            npm.current_dir(&folder).stdin(Stdio::null()).output().map_err(|error| format!("no npm: {error}"))?;
        if !output.status.success() {
            return Err(format!("npm cannot install it: {}", String::from_utf8_lossy(&output.stderr).trim()));
        }
    }
    Ok(folder)
}

const EXPRESS: &str = "express@5";
