//! `cargo scf invoke`, where all goes well.

use serde_json::{Value, json};

use crate::tool::{Run, by_hand, folder, invoke, package, root, target, tool};

const JSON: &[&str] = &["--output", "json"];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    [JSON, more].concat()
}

#[test]
fn the_readmes_first_command_greets() {
    let mut command = tool(["invoke", "hello-event"]);
    let done = command.current_dir(root()).env("CARGO_TARGET_DIR", target()).done().well();
    let id = done.stdout.strip_prefix("START RequestId:").expect("a first line").split('\n').next().unwrap().to_owned();
    assert!(done.stdout.contains(&format!("\nInit Report RequestId:{id} Coldstart: ")), "{done:#?}");
    assert!(
        done.stdout.contains(&format!("\nResponse RequestId:{id} RetMsg:\"{{\"text\":\"Hello, Ada!\"}}\"\n")),
        "{done:#?}"
    );
    let (_, report) =
        done.stdout.split_once(&format!("\nEND RequestId:{id}\nReport RequestId:{id} Duration:")).unwrap();
    let (duration, rest) = report.split_once("ms Memory:128MB MemUsage:").unwrap();
    let (used, billed) = rest.split_once("MB BillDuration:").unwrap();
    let billed: u32 = billed.strip_suffix("ms\n").unwrap().parse().unwrap();
    assert!(duration.parse::<u32>().unwrap() <= billed && used.parse::<f64>().unwrap() > 0.5, "{report}");
    // The function's own lines stand between START and END, those of its start before the report of it.
    let at = |what: &str| done.stdout.find(what).unwrap_or_else(|| panic!("{what}: {done:#?}"));
    let order = [
        at("START"),
        at(r#""message":"ready""#),
        at("Init Report"),
        at(r#""message":"invocation""#),
        at("Response"),
        at("END"),
    ];
    assert!(order.is_sorted(), "{order:?}");
}

#[test]
fn the_readmes_commands_do_what_they_say() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap().replace("\\\n", " ");
    // Those that leave the clone have tests of their own.
    let commands = readme.lines().map(str::trim).filter(|line| line.starts_with("cargo scf "));
    let commands: Vec<&str> = commands
        .filter(|line| !["../", " -- ", " --url ", " --image "].iter().any(|left| line.contains(left)))
        .collect();
    assert!(commands.len() >= 8, "{commands:?}");
    for line in commands {
        let written = line.split(" > ").next().unwrap();
        let script = format!("cargo() {{ \"$TOOL\" \"$@\"; }}\n{written}");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script]).env("TOOL", env!("CARGO_BIN_EXE_cargo-scf"));
        let done = command.current_dir(root()).env("CARGO_TARGET_DIR", target()).done();
        assert_eq!(done.code, Some(0), "{line}: {done:#?}");
        assert!(!done.stdout.is_empty(), "{line}");
    }
}

#[test]
fn the_http_example_is_got_as_its_manifest_says() {
    let mut command = tool(["invoke", "hello-http"]);
    let done = command.current_dir(root()).env("CARGO_TARGET_DIR", target()).done().well();
    assert!(done.stdout.contains("HTTP/1.1 200 OK\n") && done.stdout.contains("\n\nHello, Ada!\nEND "), "{done:#?}");
}

#[test]
fn an_event_comes_with_every_header_of_the_platform() {
    let done = invoke("", &with(&["--json", r#"{"a": 1}"#, "--timeout", "7", "--memory", "256"])).done().well();
    let (seen, call) = (done.seen(), done.call());
    assert_eq!(
        (&seen["method"], &seen["path"], &seen["body"]),
        (&json!("POST"), &json!("/event-invoke"), &json!(r#"{"a": 1}"#))
    );
    let address = &seen["headers"]["Host"];
    let expected = json!({
        "Host": address,
        "Connection": "close",
        "User-Agent": "Go-http-client/1.1",
        "Content-Type": "application/json",
        "Content-Length": "8",
        "Accept-Encoding": "gzip",
        "X-Scf-Request-Id": call["requestId"],
        "X-Scf-Memory": "256",
        "X-Scf-Timeout": "7000",
        "X-Scf-Version": "$LATEST",
        "X-Scf-Name": "by-hand",
        "X-Scf-Namespace": "default",
        "X-Scf-Region": "ap-guangzhou",
        "X-Scf-Appid": "1250000000",
        "X-Scf-Uin": "100000000000",
    });
    assert_eq!(seen["headers"], expected);
    let id = call["requestId"].as_str().unwrap();
    assert_eq!((id.len(), &id[14..15], id.to_lowercase().as_str()), (36, "4", id));
}

#[test]
fn credentials_and_the_trigger_come_where_the_platform_sends_them() {
    let plain = invoke("", &with(&["--sample", "ckafka"])).done().well().seen();
    let full = invoke("", &with(&["--sample", "timer", "--role"])).done().well().seen();
    for header in ["X-Scf-Secret-Id", "X-Scf-Secret-Key", "X-Scf-Session-Token", "X-Scf-Trigger-Src"] {
        assert!(plain["headers"][header].is_null() && full["headers"][header].is_string(), "{header}");
    }
    assert_eq!(full["headers"]["X-Scf-Trigger-Src"], "Timer");
}

#[test]
fn an_event_comes_from_a_file_from_stdin_or_from_a_sample() {
    let folder = folder();
    let file = folder.path().join("event.json");
    std::fs::write(&file, "[1]").unwrap();
    let seen =
        |words: &[&str], input| invoke("", &[JSON, words].concat()).done_with(input).well().seen()["body"].clone();
    assert_eq!(seen(&["--event", file.to_str().unwrap()], ""), "[1]");
    assert_eq!(seen(&["--event", "-"], "[2]"), "[2]");
    let sample = scf::events::samples::TIMER.json;
    assert_eq!(seen(&["--sample", "timer"], ""), sample);
}

#[test]
fn without_an_event_the_consoles_first_is_sent_and_named() {
    let done = invoke("", JSON).done().well();
    assert_eq!(done.seen()["body"], scf::events::samples::HELLO.json);
    assert!(done.stderr.contains("note: sends the sample `hello`"), "{done:#?}");
}

#[test]
fn an_http_function_gets_method_path_headers_and_body() {
    let words =
        ["--request", "put", "/a?b=c", "--header", "X-Mine: 1", "--header", "accept: text/plain", "--data", "body"];
    let done = invoke("", &with(&words)).done().well();
    let seen = done.seen();
    assert_eq!((&seen["method"], &seen["path"], &seen["body"]), (&json!("PUT"), &json!("/a?b=c"), &json!("body")));
    let headers = &seen["headers"];
    assert_eq!((&headers["X-Mine"], &headers["Accept"]), (&json!("1"), &json!("text/plain")));
    assert_eq!(headers["X-Scf-Name"], "by-hand");
    assert!(headers["Content-Type"].is_null());
    let own = json!(["x-own", "yes"]);
    assert!(done.call()["headers"].as_array().unwrap().contains(&own), "{done:#?}");
}

#[test]
fn a_body_comes_from_a_file_or_from_stdin() {
    let folder = folder();
    let file = folder.path().join("body");
    std::fs::write(&file, "of a file").unwrap();
    let at = format!("@{}", file.display());
    let seen = |body: &str| {
        let words = ["--output", "json", "--request", "POST", "/", "--body", body];
        invoke("", &words).done_with("of stdin").well().seen()["body"].clone()
    };
    assert_eq!((seen(&at), seen("@-")), (json!("of a file"), json!("of stdin")));
}

#[test]
fn the_environment_is_the_platforms_and_the_users_and_nothing_else() {
    let mut command = invoke("", &with(&["--env", "GREETING=hi", "--env", "EMPTY=", "--env", "GREETING=hello"]));
    let seen = command.env("SECRET_OF_MINE", "x").done().well().seen();
    let mut expected = json!({
        "PATH": std::env::var("PATH").unwrap(),
        "TENCENTCLOUD_RUNENV": "SCF",
        "USER_CODE_ROOT": "/var/user/",
        "USER": "qcloud",
        "SCF_FUNCTIONNAME": "by-hand",
        "SCF_FUNCTIONVERSION": "$LATEST",
        "TENCENTCLOUD_REGION": "ap-guangzhou",
        "TENCENTCLOUD_APPID": "1250000000",
        "TENCENTCLOUD_UIN": "100000000000",
        "GREETING": "hello",
        "EMPTY": "",
    });
    if let Some(port) = seen["environment"].get("PORT") {
        // Without namespaces, beside the tests' own port 9000.
        expected["PORT"] = port.clone();
        expected.as_object_mut().unwrap().remove("TENCENTCLOUD_RUNENV");
    }
    assert_eq!(seen["environment"], expected);
}

#[test]
fn one_instance_takes_many_calls_one_after_another_and_at_a_time() {
    let done = invoke("", &with(&["--repeat", "25", "--concurrency", "10"])).done().well().json();
    let calls = done["calls"].as_array().unwrap();
    assert_eq!((calls.len(), &done["failed"]), (25, &json!(0)));
    assert_eq!(calls.iter().filter(|call| call["coldStart"].is_object()).count(), 1);
    let mut ids: Vec<&str> = calls.iter().map(|call| call["requestId"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 25);
    for call in calls {
        let took = call["durationMs"].as_f64().unwrap();
        let billed = call["billedMs"].as_f64().unwrap();
        assert!(took <= billed && billed < took + 1.01, "{call}");
        assert!(call["memoryUsedMb"].as_f64().unwrap() > 0.5, "{call}");
    }
    let at_a_time = invoke("", &with(&["--concurrency", "3"])).done().well().json();
    assert_eq!(at_a_time["calls"].as_array().map(Vec::len), Some(3));
}

#[test]
fn several_calls_are_summed_up_for_people() {
    let done = invoke("", &["--repeat", "3", "--json", "1"]).done().well();
    assert_eq!(done.stdout.matches("START ").count(), 3);
    assert_eq!(done.stdout.matches("Init Report ").count(), 1);
    assert!(done.stderr.contains("note: 3 calls, 0 failed; "), "{done:#?}");
}

#[test]
fn lines_come_with_stream_and_time_in_the_document() {
    let call = invoke("", JSON).done().well().call();
    let lines = call["log"].as_array().unwrap();
    let found = |stream: &str, text: &str| {
        let line = lines.iter().find(|line| line["stream"] == stream && line["line"] == text);
        line.unwrap_or_else(|| panic!("{call:#}"))["sinceStartMs"].as_f64().unwrap()
    };
    assert!(found("stderr", "listening") <= found("stdout", "called /event-invoke"));
}

#[test]
fn a_long_line_is_cut_where_the_platform_cuts_it() {
    let done = invoke("writes-long-lines", &["--json", "1"]).done().well();
    let line = done.stdout.lines().find(|line| line.starts_with("yyy")).unwrap();
    assert_eq!(line, format!("{} [cut: the platform keeps 8192 bytes of 9000]", "y".repeat(8192)));
}

#[test]
fn an_answer_of_just_the_largest_size_is_one() {
    let call = invoke("answers-much", &with(&["--json", "1"])).done().well().call();
    assert_eq!(call["reply"].as_str().map(str::len), Some(6 * 1024 * 1024));
}

#[test]
fn the_manifest_says_how_the_function_is_set_up_and_arguments_go_before_it() {
    let folder = folder();
    let program = by_hand();
    let main = format!(
        "use std::os::unix::process::CommandExt;\nfn main() {{ let _ = std::process::Command::new({program:?}).exec(); }}"
    );
    let manifest = "[package]\nname = \"set-up\"\nedition = \"2024\"\n[workspace]\n[package.metadata.scf]\n\
                    event = \"in/own.json\"\nmemory = 256\ntimeout = 9\nenv = { A = \"1\", B = \"2\" }\n";
    package(folder.path(), manifest, &[("src/main.rs", &main), ("in/own.json", "{}")]);
    let seen = |words: &[&str]| {
        let mut command = tool(["invoke", "--output", "json", folder.path().to_str().unwrap()]);
        command.args(words).env("CARGO_TARGET_DIR", folder.path().join("target")).done().well().seen()
    };
    let value = |seen: &Value, part: &str, name: &str| seen[part][name].as_str().map(str::to_owned).unwrap();
    let plain = seen(&[]);
    assert_eq!((plain["body"].as_str(), value(&plain, "headers", "X-Scf-Memory").as_str()), (Some("{}"), "256"));
    assert_eq!(value(&plain, "headers", "X-Scf-Timeout"), "9000");
    assert_eq!(value(&plain, "headers", "X-Scf-Name"), "set-up");
    assert_eq!(plain["folder"], folder.path().to_str().unwrap());
    assert_eq!(value(&plain, "environment", "A") + &value(&plain, "environment", "B"), "12");
    let other = seen(&["--json", "2", "--memory", "512", "--timeout", "1", "--env", "A=3", "--release"]);
    assert_eq!((other["body"].as_str(), value(&other, "headers", "X-Scf-Memory").as_str()), (Some("2"), "512"));
    assert_eq!(value(&other, "headers", "X-Scf-Timeout"), "1000");
    assert_eq!(value(&other, "environment", "A") + &value(&other, "environment", "B"), "32");
}

#[test]
fn a_program_is_called_by_its_path_too() {
    let done = tool(["invoke", "--output", "json", by_hand().to_str().unwrap()]).done().well();
    assert_eq!(done.seen()["headers"]["X-Scf-Name"], "by-hand");
}
