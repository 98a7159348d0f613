//! Whether an image that was judged is run, with an engine that does as it is told. What real ones do is asked in
//! `tests/containers`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::made::{Made, beside_one_for_arm, good, unpack};
use crate::tool::{Done, Run, check, folder};

/// An engine in a folder of its own: writes down how it is called, and fails where a file says so.
const ENGINE: &str = r#"#!/bin/sh
here=${0%/*}
name=${0##*/}
printf '%s\n' "$name $*" >> "$here/calls"
if [ -f "$here/$1-fails" ]; then
    read -r code words < "$here/$1-fails"
    printf 'Error: %s\n' "$words" >&2
    exit "$code"
fi
case $1 in
info) read -r host < "$here/host"; printf '%s\n' "$host" ;;
load)
    [ ! -p "$here/never" ] || read -r line < "$here/never"
    while IFS= read -r line || [ -n "$line" ]; do :; done ;;
image | container) [ "$2" = rm ] ;;
esac
"#;

/// How long to wait for anything: far more than it ever takes.
const PATIENCE: Duration = Duration::from_secs(30);

struct Engine {
    folder: TempDir,
}

impl Engine {
    /// Of this machine, unless it is told otherwise.
    fn new(name: &str) -> Self {
        let engine = Self { folder: folder() };
        let path = engine.folder.path().join(name);
        fs::write(&path, ENGINE).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let host = rustix::system::uname();
        engine.set("host", &format!("{} false", host.nodename().to_str().unwrap()));
        engine
    }

    fn set(&self, file: &str, content: &str) {
        fs::write(self.folder.path().join(file), format!("{content}\n")).unwrap();
    }

    /// Checks an image, with no other engine than this one.
    fn check(&self, made: Made, words: &[&str]) -> Done {
        let image = folder();
        made.write(image.path());
        check(["--image", image.path().to_str().unwrap()]).args(words).env("PATH", self.folder.path()).done()
    }

    fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.folder.path().join("calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }

    fn verbs(&self) -> Vec<String> {
        self.calls().iter().map(|call| call.split(' ').nth(1).unwrap().to_owned()).collect()
    }
}

/// The one line that says that it was not run, and why.
#[track_caller]
fn why(done: &Done) -> &str {
    let notes: Vec<&str> = done.stderr.lines().filter(|line| line.starts_with("note: ")).collect();
    let [note] = notes.as_slice() else { panic!("one line says why: {done:#?}") };
    note.strip_prefix("note: the image is not run, and the rules alone are asked: ").unwrap_or_else(|| panic!("{note}"))
}

/// Nothing is told but the rules, and by them it is that the tool ends.
#[track_caller]
fn rules_alone(done: &Done, code: i32) {
    assert_eq!(done.code, Some(code), "{done:#?}");
    assert_eq!(done.stdout.lines().filter(|line| !line.starts_with(' ')).count(), 14, "{done:#?}");
}

fn arm() -> Made {
    let mut made = good();
    made.config["architecture"] = "arm64".into();
    made
}

#[test]
fn without_an_engine_the_rules_alone_are_asked() {
    let nothing = folder();
    for (made, code, reason) in
        [(good(), 0, "neither podman nor docker is here"), (arm(), 1, "it breaks rule 4, `for x86-64 Linux`")]
    {
        let image = folder();
        made.write(image.path());
        let done = check(["--image", image.path().to_str().unwrap()]).env("PATH", nothing.path()).done();
        rules_alone(&done, code);
        assert_eq!(why(&done), reason);
    }
}

#[test]
fn an_engine_that_does_not_work_is_quoted() {
    let engine = Engine::new("podman");
    engine.set("info-fails", "125 no such storage driver");
    let done = engine.check(good(), &[]);
    rules_alone(&done, 0);
    assert_eq!(why(&done), "`podman info` says: no such storage driver");
    assert_eq!(engine.verbs(), ["info"]);

    let engine = Engine::new("docker");
    engine.set("version-fails", "1 the daemon does not answer.");
    let done = engine.check(good(), &[]);
    rules_alone(&done, 0);
    assert_eq!(why(&done), "`docker version` says: the daemon does not answer");
}

/// What listens on another machine, or in a network of its own there, would be taken for silent.
#[test]
fn an_engine_elsewhere_is_none() {
    for (name, host, reason) in [
        ("podman", "elsewhere false", "podman runs its containers on `elsewhere`, not here"),
        ("docker", "docker-desktop []", "docker runs its containers on `docker-desktop`, not here"),
    ] {
        let engine = Engine::new(name);
        engine.set("host", host);
        let done = engine.check(good(), &[]);
        rules_alone(&done, 0);
        assert_eq!(why(&done), reason);
    }
    let engine = Engine::new("docker");
    let host = fs::read_to_string(engine.folder.path().join("host")).unwrap();
    engine.set("host", &host.trim().replace("false", "[name=seccomp name=rootless]"));
    assert!(why(&engine.check(good(), &[])).contains("is rootless"));
}

#[test]
fn what_cannot_start_anywhere_is_not_run() {
    let engine = Engine::new("podman");
    let done = engine.check(arm(), &[]);
    rules_alone(&done, 1);
    assert_eq!(why(&done), "it breaks rule 4, `for x86-64 Linux`");
    assert_eq!(engine.calls(), [""; 0]);
    // Who says that it is all right is believed.
    engine.set("load-fails", "125 it is full");
    let done = engine.check(arm(), &["--allow", "4"]);
    rules_alone(&done, 0);
    assert_eq!(why(&done), "`podman load` says: it is full");
}

#[test]
fn an_image_is_run_under_a_name_of_its_own_and_removed() {
    let engine = Engine::new("podman");
    engine.set("run-fails", "125 no cgroups");
    let done = engine.check(good(), &["--memory", "256", "--env", "GREETING=hello there"]);
    rules_alone(&done, 0);
    assert_eq!(why(&done), "`podman run` says: no cgroups");
    assert_eq!(engine.verbs(), ["info", "load", "run", "rm", "container", "image"]);
    let calls = engine.calls();
    let image = calls[2].rsplit(' ').next().unwrap();
    assert!(image.starts_with("localhost/cargo-scf-") && image.ends_with(":check"), "{image}");
    assert_eq!(calls[5], format!("podman image rm {image}"));
    for option in [
        "--pull never",
        "--read-only ",
        "--read-only-tmpfs=false",
        "--tmpfs /tmp:rw,size=512m,mode=1777,notmpcopyup",
        "--memory 256m --memory-swap 256m",
        "--cap-drop all",
        "--security-opt no-new-privileges",
        "--ulimit nofile=1024:1024",
        "--env TENCENTCLOUD_RUNENV=SCF",
        "--env GREETING=hello there",
    ] {
        assert!(calls[2].contains(option), "{option}: {}", calls[2]);
    }
    let container = calls[2].split(' ').skip_while(|word| *word != "--name").nth(1).unwrap();
    assert_eq!(calls[3], format!("podman rm --force {container}"));
}

#[test]
fn a_ctrl_c_ends_what_loads_and_removes_what_is_loaded() {
    let engine = Engine::new("podman");
    let never = engine.folder.path().join("never");
    assert!(Command::new("mkfifo").arg(&never).status().unwrap().success());
    let image = folder();
    good().write(image.path());
    let mut tool = check(["--image", image.path().to_str().unwrap()]);
    let mut tool = tool.env("PATH", engine.folder.path()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let until = Instant::now() + PATIENCE;
    while !engine.verbs().contains(&"load".to_owned()) {
        assert!(Instant::now() < until, "nothing is loaded");
        thread::sleep(Duration::from_millis(5));
    }
    kill_process(Pid::from_child(&tool), Signal::INT).unwrap();
    assert_eq!(tool.wait().unwrap().code(), Some(130));
    assert_eq!(engine.verbs(), ["info", "load", "image"]);
    let stderr = std::io::read_to_string(tool.stderr.take().unwrap()).unwrap();
    assert_eq!(stderr.lines().last(), Some("error: ended by SIGINT"));
    let folder = engine.folder.path().to_str().unwrap();
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let left = processes.filter_map(|process| fs::read_to_string(process.path().join("cmdline")).ok());
    assert_eq!(left.filter(|line| line.contains(folder)).collect::<Vec<_>>(), [""; 0]);
}

/// Podman alone knows some of them.
#[test]
fn docker_is_given_no_options_that_it_does_not_have() {
    let engine = Engine::new("docker");
    engine.set("run-fails", "125 no cgroups");
    why(&engine.check(good(), &["--no-sandbox"]));
    let calls = engine.calls();
    let run = calls.iter().find(|call| call.starts_with("docker run ")).unwrap();
    for word in ["--read-only", "--read-only-tmpfs=false", "--http-proxy=false", "notmpcopyup", "nproc", "--tmpfs"] {
        assert!(!run.contains(word), "{word}: {run}");
    }
}

#[test]
fn what_is_loaded_is_what_was_judged() {
    let engine = Engine::new("podman");
    engine.set("run-fails", "125 no cgroups");
    // It keeps what it is sent.
    let podman = engine.folder.path().join("podman");
    let loaded = engine.folder.path().join("loaded.tar");
    let keeps = format!("/bin/cat > {}", loaded.display());
    fs::write(&podman, ENGINE.replace("while IFS= read -r line || [ -n \"$line\" ]; do :; done", &keeps)).unwrap();
    let mut made = good();
    let blobs = {
        let mut made = made.clone();
        made.finish();
        made.blobs
    };
    // Another image beside it, which the platform would not run.
    made.index = Some(beside_one_for_arm);
    why(&engine.check(made, &["--allow", "1"]));
    let files = unpack(&fs::read(&loaded).unwrap());
    let list: Value = serde_json::from_slice(&files["manifest.json"].1).unwrap();
    let run = &engine.calls()[2];
    assert_eq!(list[0]["RepoTags"], json!([run.rsplit(' ').next().unwrap()]));
    assert_eq!(list.as_array().map(Vec::len), Some(1));
    let parts = [&list[0]["Config"], &list[0]["Layers"][0]].map(|part| part.as_str().unwrap().to_owned());
    assert_eq!(files.len(), 3, "{:?}", files.keys());
    for part in parts {
        let digest = format!("sha256:{}", Path::new(&part).file_name().unwrap().to_str().unwrap());
        assert_eq!(files[&part].1, blobs[&digest], "{part}");
    }
}

#[test]
fn who_only_wants_it_judged_gets_no_word_of_engines() {
    let engine = Engine::new("podman");
    let done = engine.check(good(), &["--no-run"]);
    rules_alone(&done, 0);
    assert_eq!((done.stderr.as_str(), engine.calls().len()), ("", 0), "{done:#?}");
}

#[test]
fn scripts_and_services_read_the_rules_and_why_it_was_not_run() {
    let engine = Engine::new("podman");
    let done = engine.check(arm(), &["--output", "json"]);
    let document: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(done.code, Some(1));
    assert_eq!(
        (&document["notRun"], &document["kind"]),
        (&"it breaks rule 4, `for x86-64 Linux`".into(), &Value::Null)
    );
    assert_eq!((&document["checks"], document["rules"].as_array().map(Vec::len)), (&json!([]), Some(14)));
    let rule = &document["rules"][3];
    assert_eq!((&rule["number"], &rule["result"], &rule["allowed"]), (&4.into(), &"fail".into(), &false.into()));
    for key in ["rule", "reason", "limit", "source", "cure", "detail"] {
        assert!(rule[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {rule:#}");
    }
    let done = engine.check(arm(), &["--output", "junit", "--allow", "4", "--no-run"]);
    assert_eq!(done.code, Some(0), "{done:#?}");
    assert!(done.stdout.contains(" tests=\"15\" failures=\"0\" errors=\"0\" skipped=\"4\""), "{}", done.stdout);
    assert!(done.stdout.contains("<system-out>warning: it is for linux/arm64"), "{}", done.stdout);
    assert!(done.stdout.contains("<skipped message=\"`--no-run` is given\"/>"), "{}", done.stdout);
    let done = engine.check(arm(), &["--output", "junit"]);
    assert!(done.stdout.contains("<failure type=\"image-4\" message=\"it is for linux/arm64\">"), "{}", done.stdout);
}

#[test]
fn what_is_wrong_is_said_before_anything_is_done() {
    let engine = Engine::new("podman");
    let done = engine.check(good(), &["--event", "/nonexistent.json"]);
    assert!(done.refused().starts_with("`/nonexistent.json` cannot be read"), "{done:#?}");
    let done = engine.check(good(), &["--no-run", "--json", "{}"]);
    assert!(done.code == Some(2) && done.stderr.contains("cannot be used with"), "{done:#?}");
    assert_eq!(engine.calls(), [""; 0]);
}
