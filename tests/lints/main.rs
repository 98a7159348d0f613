//! Generated code and the examples under the lints that users turn on: `deny(warnings, missing_docs,
//! unused_qualifications)` and `clippy::pedantic`.

use std::path::Path;
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Runs clippy over packages of the workspace, with nothing of ours to make it milder.
fn clippy(packages: &[String], further: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root()).args(["clippy", "--quiet", "--all-targets", "--no-deps"]);
    for package in packages {
        command.args(["--package", package]);
    }
    command.args(further).args(["--", "-D", "warnings", "-D", "missing_docs", "-D", "unused_qualifications"]);
    // What a plain `fn` is handed as a handler is its own, whatever it does with it.
    command
        .args(["-D", "clippy::pedantic", "-A", "clippy::needless_pass_by_value"])
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap()
}

fn assert_clean(packages: &[String]) {
    let output = clippy(packages, &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_form_of_every_attribute_passes_the_lints_that_users_turn_on() {
    assert_clean(&["scf-lints-fixture".to_owned()]);
}

#[test]
fn the_examples_pass_the_lints_that_users_turn_on() {
    let examples = root().join("examples").read_dir().unwrap();
    let examples = examples.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let examples: Vec<String> = examples.collect();
    assert!(examples.len() >= 5, "{examples:?}");
    assert_clean(&examples);
}

#[test]
fn the_lints_find_what_is_wrong() {
    let output = clippy(&["scf-lints-fixture".to_owned()], &["--features", "scf-lints-fixture/wrong"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    for found in ["missing documentation for a function", "unnecessary qualification", "#[must_use]"] {
        assert!(said.contains(found), "nothing says `{found}`: {said}");
    }
}
