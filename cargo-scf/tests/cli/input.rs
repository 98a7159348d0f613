//! What cannot be carried out: one line, and the exit code 2.

use std::fs;

use crate::tool::{Run, folder, invoke, package, root, tool};

const MAIN: &str = "fn main() {}";

fn manifest(name: &str) -> String {
    format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n")
}

#[test]
fn a_package_that_is_not_there() {
    let line = tool(["invoke", "helo-event"]).current_dir(root()).done().refused();
    assert!(
        line.starts_with("no package is called `helo-event`: there are ") && line.contains("`hello-event`"),
        "{line}"
    );
}

#[test]
fn a_path_that_is_not_there() {
    assert_eq!(tool(["invoke", "./nowhere"]).done().refused(), "there is no `./nowhere`");
    assert_eq!(tool(["invoke", "/no/where"]).done().refused(), "there is no `/no/where`");
}

#[test]
fn a_folder_without_a_manifest() {
    let folder = folder();
    let path = folder.path().to_str().unwrap();
    let line = tool(["invoke", path]).done().refused();
    assert_eq!(line, format!("`{path}` has no Cargo.toml: name a folder that has, a program, or a package"));
    let line = tool(["invoke"]).current_dir(folder.path()).done().refused();
    assert!(line.starts_with("no Cargo.toml is here or above: "), "{line}");
}

#[test]
fn a_manifest_that_is_none() {
    let folder = folder();
    package(folder.path(), "[package\n", &[]);
    let line = tool(["invoke"]).current_dir(folder.path()).done().refused();
    assert!(line.contains("Cargo.toml"), "{line}");
}

#[test]
fn a_workspace_whose_packages_could_all_be_meant() {
    let line = tool(["invoke"]).current_dir(root()).done().refused();
    assert!(
        line.starts_with("this is a workspace: name one of its packages, ") && line.contains("`hello-event`"),
        "{line}"
    );
}

#[test]
fn two_binaries_none_and_one_that_is_not_there() {
    let folder = folder();
    let two = [("src/bin/one.rs", MAIN), ("src/bin/other.rs", MAIN)];
    package(folder.path(), &manifest("pair"), &two);
    let refused = |words: &[&str]| tool(["invoke"]).args(words).current_dir(folder.path()).done().refused();
    assert_eq!(refused(&[]), "`pair` has more than one binary, `one` and `other`: name one by `--bin`");
    assert_eq!(refused(&["--bin", "third"]), "`pair` has no binary `third`: it has `one` and `other`");
    fs::remove_dir_all(folder.path().join("src")).unwrap();
    package(folder.path(), &manifest("pair"), &[("src/lib.rs", "")]);
    assert_eq!(refused(&[]), "`pair` has no binary: a function is a program");
}

#[test]
fn of_two_binaries_one_may_be_named() {
    let folder = folder();
    let two = [("src/bin/one.rs", MAIN), ("src/bin/other.rs", "fn main() { println!(\"the other\") }")];
    package(folder.path(), &manifest("pair"), &two);
    let done = tool(["invoke", "--bin", "other", "--json", "1"]).current_dir(folder.path()).done();
    assert_eq!(done.code, Some(1), "it ends at once: {done:#?}");
    assert!(done.stdout.contains("\nthe other\nERROR "), "{done:#?}");
}

#[test]
fn a_package_that_does_not_build() {
    let folder = folder();
    package(folder.path(), &manifest("broken"), &[("src/main.rs", "fn main() { nonsense }")]);
    let done = tool(["invoke", "--json", "1"]).current_dir(folder.path()).done();
    assert_eq!((done.code, done.stdout.as_str()), (Some(2), ""), "{done:#?}");
    assert!(done.stderr.contains("cannot find value `nonsense`"), "{done:#?}");
    assert!(done.stderr.ends_with("error: `broken` does not build: cargo says above why\n"), "{done:#?}");
}

#[test]
fn settings_that_the_platform_does_not_have() {
    let folder = folder();
    let refused = |line: &str| {
        let manifest = format!("{}[package.metadata.scf]\n{line}\n", manifest("odd"));
        package(folder.path(), &manifest, &[("src/main.rs", MAIN)]);
        tool(["invoke"]).current_dir(folder.path()).done()
    };
    let line = refused("evnt = \"x\"").refused();
    assert!(
        line.starts_with("`[package.metadata.scf]` of `odd` is wrong: unknown field `evnt`, expected one of"),
        "{line}"
    );
    let line = refused("event = \"not-there.json\"").refused();
    assert!(line.contains("not-there.json` cannot be read: No such file"), "{line}");
    let line = refused("sample = \"timer\"\nget = \"/\"").refused();
    assert_eq!(line, "`[package.metadata.scf]` has more than one of `event`, `sample` and `get`");
    let wrong = [
        "sample = \"timer\"\nmemory = 100",
        "sample = \"timer\"\ntimeout = 0",
        "sample = \"timer\"\nenv = { SCF_A = \"1\" }",
    ];
    for (settings, name) in wrong.into_iter().zip(["memory", "timeout", "env"]) {
        let line = refused(settings).refused();
        assert!(line.starts_with(&format!("`{name}` in `[package.metadata.scf]` of `odd` cannot be set: ")), "{line}");
    }
}

#[test]
fn a_program_that_cannot_be_started() {
    let line = tool(["invoke", "--json", "1", "--", "no-such-program"]).done();
    assert!(
        line.stderr.ends_with("error: `no-such-program` cannot be started: No such file or directory (os error 2)\n"),
        "{line:#?}"
    );
    assert_eq!(line.code, Some(2));
    let folder = folder();
    let script = folder.path().join("app.py");
    fs::write(&script, "").unwrap();
    let line = tool(["invoke", script.to_str().unwrap()]).done().refused();
    assert!(line.contains("may not be run: name its interpreter, as in `-- python3 "), "{line}");
    let line = tool(["invoke", "hello-event", "--", "true"]).done().refused();
    assert!(line.starts_with("behind `--` stands the whole command"), "{line}");
}

#[test]
fn an_event_that_is_none() {
    let folder = folder();
    let file = folder.path().join("event.json");
    fs::write(&file, "{\n  name: 1\n}").unwrap();
    let path = file.to_str().unwrap();
    let line = invoke("", &["--event", path]).done().refused();
    let expected = "is no JSON, which the platform answers with 400: key must be a string at line 2 column 3";
    assert_eq!(line, format!("`{path}` {expected}"));
    let line = invoke("", &["--event", "-"]).done_with("").refused();
    assert!(line.starts_with("what stdin gave is no JSON"), "{line}");
    let line = invoke("", &["--json", "{"]).done().refused();
    assert!(line.starts_with("the text behind `--json` is no JSON"), "{line}");
    let line = invoke("", &["--event", "/no/where.json"]).done().refused();
    assert_eq!(line, "`/no/where.json` cannot be read: No such file or directory (os error 2)");
    let line = invoke("", &["--sample", "nothing"]).done().refused();
    assert_eq!(line, "no sample is called `nothing`: `cargo scf events` lists all");
}

#[test]
fn an_event_that_is_too_large() {
    let folder = folder();
    let file = folder.path().join("event.json");
    fs::write(&file, format!("\"{}\"", "x".repeat(6 * 1024 * 1024))).unwrap();
    let path = file.to_str().unwrap();
    let line = invoke("", &["--event", path]).done().refused();
    assert_eq!(line, format!("`{path}` has 6291458 bytes, and the platform takes 6291456: it answers 406"));
}

/// What clap refuses: the exit code is the same, and its first line says why.
#[track_caller]
fn refused_by_the_command_line(words: &[&str], why: &str) {
    let done = invoke("", words).done();
    assert_eq!((done.code, done.stdout.as_str()), (Some(2), ""), "{done:#?}");
    assert!(done.stderr.starts_with("error: ") && done.stderr.contains(why), "{done:#?}");
}

#[test]
fn arguments_that_the_platform_would_not_take() {
    refused_by_the_command_line(&["--memory", "100"], "the platform has 64 MB, or 128 to 3072 MB by a step of 128");
    refused_by_the_command_line(&["--memory", "3200"], "the platform has 64 MB");
    refused_by_the_command_line(&["--timeout", "0"], "the platform has 1 to 900, in seconds");
    refused_by_the_command_line(&["--timeout", "901"], "the platform has 1 to 900, in seconds");
    refused_by_the_command_line(&["--init-timeout", "301"], "the platform has 3 to 300, in seconds");
    refused_by_the_command_line(&["--env", "SCF_A=1"], "the platform reserves `SCF_…`: nobody could set `SCF_A` there");
    refused_by_the_command_line(&["--env", "TENCENTCLOUD_A=1"], "the platform reserves `TENCENTCLOUD_…`");
    refused_by_the_command_line(&["--env", "QCLOUD_A=1"], "the platform reserves `QCLOUD_…`");
    refused_by_the_command_line(&["--env", "A"], "a variable is given as `NAME=VALUE`");
    refused_by_the_command_line(&["--env", "1A=1"], "`1A` is no variable's name on the platform");
    refused_by_the_command_line(&["--concurrency", "101"], "101 is not in 1..=100");
    refused_by_the_command_line(&["--repeat", "0"], "0 is not in 1..");
    let large = format!("A={}", "x".repeat(4096));
    let line = invoke("", &["--json", "1", "--env", &large]).done().refused();
    assert_eq!(line, "the variables have 4097 bytes, and the platform takes 4096 a function");
}

#[test]
fn requests_that_no_client_could_send() {
    refused_by_the_command_line(&["--get", "/", "--header", "X-Scf-Name: me"], "`X-Scf-Name` is the platform's own");
    refused_by_the_command_line(&["--get", "/", "--header", "connection: close"], "`connection` is the platform's own");
    refused_by_the_command_line(&["--get", "/", "--header", "no colon"], "a header is given as `Name: value`");
    refused_by_the_command_line(&["--header", "A: b"], "required arguments");
    refused_by_the_command_line(&["--get", "/", "--json", "1"], "cannot be used with");
    let line = invoke("", &["--get", "hello"]).done().refused();
    assert_eq!(line, "a path begins with `/`, and `hello` does not");
    let line = invoke("", &["--request", "GE T", "/"]).done().refused();
    assert!(line.starts_with("`GE T` is no method"), "{line}");
    let line = invoke("", &["--get", "/a b"]).done().refused();
    assert!(line.starts_with("`/a b` is no path"), "{line}");
}
