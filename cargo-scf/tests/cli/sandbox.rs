//! What of the platform's restrictions a function meets, and what is said of the others.

use serde_json::{Value, json};

use crate::tool::{Done, Run, folder, has_namespaces, invoke, tool};

const JSON: &[&str] = &["--output", "json", "--json", "1"];

fn restriction(done: &Done, what: &str) -> Value {
    let document = done.json();
    let all = document["sandbox"]["restrictions"].as_array().unwrap().clone();
    let found = all.into_iter().find(|restriction| restriction["what"].as_str().unwrap().contains(what));
    found.unwrap_or_else(|| panic!("no {what}: {document:#}"))
}

#[test]
fn the_file_system_is_read_only_but_for_an_empty_directory() {
    let done = invoke("", JSON).done().well();
    let seen = done.seen();
    for (what, writes) in [("read-only", "root"), ("read-only", "folder"), ("empty /tmp", "temporary")] {
        let holds = restriction(&done, what)["holds"].as_bool().unwrap();
        assert_eq!(holds, has_namespaces(), "{done:#?}");
        assert!(!holds || seen["writes"][writes] == (writes == "temporary"), "{writes}: {seen:#}");
    }
    let _of_ours = folder();
    if has_namespaces() {
        let seen = invoke("", JSON).done().well().seen();
        let there = seen["temporary"].as_array().unwrap();
        // But for the folder of the program itself, where cargo builds below it.
        assert!(there.len() <= 1 && !there.iter().any(|name| name.as_str().unwrap().starts_with(".tmp")), "{seen:#}");
    }
}

#[test]
fn what_the_command_names_stays_readable() {
    let folder = folder();
    let path = folder.path().canonicalize().unwrap();
    std::fs::write(path.join("data"), "of the function\n").unwrap();
    let script = path.join("serve.sh");
    let reads = "cat \"$(dirname \"$0\")/data\" && exec \"$1\"";
    std::fs::write(&script, reads).unwrap();
    let mut command = tool(["invoke", "--output", "json", "--json", "1", "--"]);
    let done = command.arg("sh").arg(&script).arg(crate::tool::by_hand()).done().well();
    let lines = done.call()["log"].as_array().unwrap().clone();
    assert!(lines.iter().any(|line| line["line"] == "of the function"), "{done:#?}");
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), 2, "nothing was written there");
}

#[test]
fn open_files_are_limited() {
    let done = invoke("", JSON).done().well();
    assert_eq!(done.seen()["files"], "1024");
    assert_eq!(restriction(&done, "1024 open files")["holds"], true);
}

#[test]
fn a_port_that_is_taken_is_no_hindrance() {
    let done = invoke("", &["--json", "1"]).done().well();
    let expected = if has_namespaces() {
        "note: port 9000 is taken: the function has a network of its own, and reaches nothing else\n"
    } else {
        "note: port 9000 is taken: the function is told another by `PORT`, and not that it is on the platform\n"
    };
    assert!(done.stderr.contains(expected), "{done:#?}");
}

#[test]
fn without_a_network_of_its_own_the_function_is_told_another_port() {
    let done = invoke("", &[JSON, &["--network", "host"]].concat()).done().well();
    let seen = done.seen();
    let port = done.json()["sandbox"]["port"].as_u64().unwrap();
    assert_ne!(port, 9000);
    assert_eq!(seen["environment"]["PORT"], port.to_string());
    assert_eq!(seen["environment"]["TENCENTCLOUD_RUNENV"], Value::Null);
    assert_eq!(seen["environment"]["SCF_FUNCTIONNAME"], "by-hand");
    assert_eq!(seen["headers"]["Host"], format!("127.0.0.2:{port}"));
}

#[test]
fn where_unshare_is_missing_the_function_runs_and_that_is_said() {
    let empty = folder();
    let mut command = invoke("", JSON);
    let done = command.env("PATH", empty.path()).done().well();
    let missing = json!("`unshare` cannot be run: No such file or directory (os error 2)");
    for what in ["read-only", "empty /tmp"] {
        assert_eq!((&restriction(&done, what)["holds"], &restriction(&done, what)["why"]), (&json!(false), &missing));
    }
    assert_eq!(restriction(&done, "1024 open files")["holds"], true);

    let people = invoke("", &["--json", "1"]).env("PATH", empty.path()).done().well();
    let line =
        "sandbox: 1024 open files, memory watched; without empty /tmp of 512 MB, read-only file system (-v says why)\n";
    assert!(people.stderr.starts_with(line), "{people:#?}");
    let people = invoke("", &["--json", "1", "-v"]).env("PATH", empty.path()).done().well();
    assert!(people.stderr.contains("sandbox: no read-only file system: `unshare` cannot be run"), "{people:#?}");

    let line = invoke("", &["--json", "1", "--network", "own"]).env("PATH", empty.path()).done();
    assert_eq!(line.code, Some(2));
    assert!(
        line.stderr.contains("this system gives a function no network of its own: `unshare` cannot be run"),
        "{line:#?}"
    );
}

#[test]
fn it_can_be_left_out() {
    let done = invoke("", &[JSON, &["--no-sandbox"]].concat()).done().well();
    assert_eq!(restriction(&done, "read-only")["why"], "not asked for");
    let folder = folder();
    let mut command = invoke("", &[JSON, &["--no-sandbox"]].concat());
    let seen = command.current_dir(folder.path()).done().well().seen();
    assert_eq!(seen["writes"]["folder"], true);
}
