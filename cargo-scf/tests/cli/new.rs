//! `cargo scf new`: every kind of crate is built, tested and called.

use std::fs;
use std::process::Command;

use scf::events::samples;

use crate::tool::{Run, folder, root, target, tool};

/// Each kind of crate that there is, by its folder.
fn kinds() -> Vec<(&'static str, Vec<&'static str>)> {
    vec![
        ("plain", vec![]),
        ("web", vec!["--http"]),
        ("on-timer", vec!["--event", "timer"]),
        ("on-cos", vec!["--event", "cos"]),
        ("on-ckafka", vec!["--event", "ckafka"]),
        ("on-function-url", vec!["--event", "function-url"]),
        ("on-anything", vec!["--event", "vod-upload"]),
    ]
}

#[test]
fn every_kind_is_formatted_tested_and_called() {
    let folder = folder();
    for (name, words) in kinds() {
        let done = tool(["new", name]).args(words).current_dir(folder.path()).done().well();
        assert!(done.stderr.starts_with(&format!("made `{name}`: call it by `cargo scf invoke {name}`")), "{done:#?}");
    }
    // One build for all; with our versions of everything there is nothing to fetch.
    fs::write(folder.path().join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n").unwrap();
    fs::copy(root().join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    let cargo = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        let done = command.args(words).current_dir(folder.path()).env("CARGO_TARGET_DIR", target()).done();
        assert_eq!(done.code, Some(0), "{words:?}: {}{}", done.stdout, done.stderr);
        done
    };
    cargo(&["fmt", "--all", "--check"]);
    let tested = cargo(&["test", "--offline", "--workspace"]);
    assert_eq!(tested.stdout.matches("test tests::starts ... ok").count(), kinds().len(), "{tested:#?}");
    for (name, _) in kinds() {
        let mut command = tool(["invoke", name, "--output", "json"]);
        let done = command.current_dir(folder.path()).env("CARGO_TARGET_DIR", target()).done().well();
        assert_eq!(done.call()["status"], 200, "{done:#?}");
        assert!(!done.stderr.contains("sends the sample `hello`"), "its manifest says what to send: {done:#?}");
    }
}

#[test]
fn any_sample_is_a_trigger() {
    let folder = folder();
    for sample in samples::all() {
        tool(["new", sample.name, "--event", sample.name]).current_dir(folder.path()).done().well();
        let path = folder.path().join(sample.name);
        let manifest = fs::read_to_string(path.join("Cargo.toml")).unwrap();
        let main = fs::read_to_string(path.join("src/main.rs")).unwrap();
        let sent = manifest.lines().find_map(|line| line.strip_prefix("sample = \"")?.strip_suffix('"')).unwrap();
        let sent = samples::get(sent).unwrap();
        assert_eq!(sent.source, sample.source);
        assert!(!main.contains("{sample}"));
    }
}

#[test]
fn its_files_are_those_of_the_project() {
    let folder = folder();
    tool(["new", "mine"]).current_dir(folder.path()).done().well();
    let read = |file: &str| fs::read_to_string(folder.path().join("mine").join(file)).unwrap();
    let ours = |file: &str| fs::read_to_string(root().join(file)).unwrap();
    let profile = |text: &str| {
        let lines = text.lines().skip_while(|line| *line != "[profile.release]").skip(1);
        let lines = lines.take_while(|line| !line.starts_with('[') && !line.is_empty());
        lines.filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(profile(&read("Cargo.toml")), profile(&ours("Cargo.toml")));
    assert_eq!(read(".dockerignore"), ours(".dockerignore"));
    assert_eq!(read(".gitignore"), "/target\n");
    let dockerfile = read("Dockerfile");
    assert!(dockerfile.contains("\nARG PACKAGE=mine\n") && !dockerfile.contains("my-function"));
    // The clone is taken in where the manifest looks for it.
    let manifest = read("Cargo.toml");
    let path =
        manifest.lines().find_map(|line| line.strip_prefix("scf-runtime = { path = \"")?.split('"').next()).unwrap();
    let clone = path.strip_suffix("/scf-runtime").unwrap();
    assert_eq!(folder.path().join("mine").join(clone).canonicalize().unwrap(), root().canonicalize().unwrap());
    let copy = dockerfile.lines().find(|line| line.starts_with("COPY --from=scf ")).unwrap();
    assert_eq!(
        copy,
        format!("COPY --from=scf . {clone}"),
        "the folder of the test is far away, so the way is absolute"
    );
}

#[test]
fn within_a_clone_the_way_to_it_is_relative_and_its_workspace_is_left_alone() {
    let inside = tempfile::tempdir_in(target()).unwrap();
    tool(["new", "mine"]).current_dir(inside.path()).done().well();
    let manifest = fs::read_to_string(inside.path().join("mine/Cargo.toml")).unwrap();
    if target().starts_with(root()) {
        assert!(manifest.contains("scf-runtime = { path = \"../"), "{manifest}");
        assert!(manifest.ends_with("# Not part of the workspace around it.\n[workspace]\n"), "{manifest}");
    }
}

#[test]
fn nothing_is_overwritten() {
    let folder = folder();
    fs::create_dir(folder.path().join("mine")).unwrap();
    let line = tool(["new", "mine"]).current_dir(folder.path()).done().refused();
    assert_eq!(line, "`mine` is there already: name a folder that is not");
    fs::write(folder.path().join("file"), "").unwrap();
    tool(["new", "file"]).current_dir(folder.path()).done().refused();
    assert_eq!(fs::read_dir(folder.path().join("mine")).unwrap().count(), 0);
}

#[test]
fn a_name_must_be_one_of_a_crate_and_of_a_function() {
    let folder = folder();
    let refused = |name: &str| tool(["new", name]).current_dir(folder.path()).done().refused();
    for name in ["9lives", "a b", "größe", "-x", "..", "a.b"] {
        let done = tool(["new", "--", name]).current_dir(folder.path()).done();
        assert!(done.refused().ends_with("it takes a letter, then letters, digits, `-` and `_`"), "{name}");
    }
    for name in ["a", "ends-", "ends_", &"x".repeat(61)] {
        assert!(refused(name).ends_with("the platform takes 2 to 60 characters, the last one a letter or a digit"));
    }
    for name in ["fn", "async", "test", "scf-runtime", "serde", "build"] {
        assert!(refused(name).ends_with("it means something else to cargo or to Rust"), "{name}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_trigger_must_be_known() {
    let folder = folder();
    let line = tool(["new", "mine", "--event", "timr"]).current_dir(folder.path()).done().refused();
    assert_eq!(line, "no sample is called `timr`: `cargo scf events` lists all");
    let done = tool(["new", "mine", "--event", "timer", "--http"]).current_dir(folder.path()).done();
    assert_eq!(done.code, Some(2));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
