//! Who pushes: logins that users have already, and those that they give.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::registry::{Door, Faults, Registry};
use crate::tool::{Run, folder, image, program};

/// `user:pass`.
const SECRET: &str = "dXNlcjpwYXNz";

fn push(folder: &Path, registry: &Registry) -> Command {
    let program = program(folder);
    let mut command = image([program.to_str().unwrap(), "--push", &registry.name("ns/hello:1.0")]);
    command.current_dir(folder);
    command
}

fn guarded() -> [Registry; 2] {
    [Door::Basic(SECRET), Door::Bearer(SECRET)].map(|door| Registry::start(door, Faults::default()))
}

fn config(folder: &Path, config: &Value) {
    fs::write(folder.join("config.json"), config.to_string()).unwrap();
}

fn helper(folder: &Path, script: &str) {
    let path = folder.join("docker-credential-tests");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn from_the_command_line() {
    for registry in guarded() {
        let folder = folder();
        let done = push(folder.path(), &registry).args(["--username", "user", "--password-stdin"]).done_with("pass\n");
        done.well();
        assert!(registry.store().manifests.contains_key("1.0"));
    }
}

#[test]
fn a_token_is_for_this_repository_and_no_other() {
    let [_, registry] = guarded();
    push(folder().path(), &registry).args(["--username", "user", "--password-stdin"]).done_with("pass").well();
    let store = registry.store();
    let tokens: Vec<&str> =
        store.log.iter().map(|(line, _)| line.as_str()).filter(|line| line.contains("/token")).collect();
    assert_eq!(tokens, ["GET /token?service=the+registry&scope=repository%3Ans%2Fhello%3Apull%2Cpush"]);
    let bearers = store.log.iter().filter(|(_, shown)| shown.as_deref() == Some("Bearer the-token")).count();
    assert!(bearers > 5, "{:?}", store.log);
}

#[test]
fn a_wrong_password_is_known_before_anything_is_built() {
    for registry in guarded() {
        let folder = folder();
        let done =
            push(folder.path(), &registry).args(["--username", "user", "--password-stdin"]).done_with("secret7\n");
        let line = done.refused();
        let beginning = format!("`{}` does not take the password of `user` (", registry.address);
        assert!(line.starts_with(&beginning) && line.ends_with("): log in again"), "{line}");
        assert!(!done.stderr.contains("secret7") && !done.stderr.contains("Packing"), "{}", done.stderr);
        assert!(registry.store().blobs.is_empty() && registry.store().manifests.is_empty());
    }
}

#[test]
fn without_a_login() {
    for registry in guarded() {
        let line = push(folder().path(), &registry).done().refused();
        let beginning = format!("`{}` wants a login (", registry.address);
        assert!(line.starts_with(&beginning) && line.contains("--password-stdin"), "{line}");
    }
    let registry = Registry::open();
    let line =
        push(folder().path(), &registry).args(["--username", "user", "--password-stdin"]).done_with("\n").refused();
    assert_eq!(line, "the password on standard input is empty: pipe it in");
}

#[test]
fn from_what_docker_and_podman_keep() {
    for registry in guarded() {
        let domain = registry.address.to_string();
        let whole = format!("http://{domain}/v2/");
        let below = format!("{domain}/ns");
        for auths in [
            json!({&domain: {"auth": SECRET}}),
            json!({&whole: {"auth": SECRET}}),
            json!({&domain: {"username": "user", "password": "pass"}}),
            // The longest name counts.
            json!({&domain: {"auth": "eDp5"}, &below: {"auth": SECRET}}),
        ] {
            let folder = folder();
            config(folder.path(), &json!({"auths": auths}));
            push(folder.path(), &registry).env("DOCKER_CONFIG", folder.path()).done().well();
        }
        let folder = folder();
        config(folder.path(), &json!({"auths": {&domain: {"auth": SECRET}}}));
        push(folder.path(), &registry).env("REGISTRY_AUTH_FILE", folder.path().join("config.json")).done().well();
        fs::create_dir(folder.path().join("containers")).unwrap();
        fs::rename(folder.path().join("config.json"), folder.path().join("containers/auth.json")).unwrap();
        push(folder.path(), &registry).env("XDG_RUNTIME_DIR", folder.path()).done().well();
    }
}

#[test]
fn from_a_helper() {
    for registry in guarded() {
        let domain = registry.address.to_string();
        let folder = folder();
        let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
        let run = || push(folder.path(), &registry).env("DOCKER_CONFIG", folder.path()).env("PATH", &path).done();
        let asked = format!(r#"test "$1 $(cat)" = "get {domain}" || exit 7"#);
        helper(
            folder.path(),
            &format!("{asked}\necho '{{\"ServerURL\":\"x\",\"Username\":\"user\",\"Secret\":\"pass\"}}'"),
        );
        config(folder.path(), &json!({"credHelpers": {&domain: "tests"}}));
        run().well();
        config(folder.path(), &json!({"credsStore": "tests", "auths": {&domain: {}}}));
        run().well();
        // One that has nothing is no obstacle.
        helper(folder.path(), "echo credentials not found in native keychain; exit 1");
        config(folder.path(), &json!({"credsStore": "tests", "auths": {&domain: {"auth": SECRET}}}));
        run().well();
        helper(folder.path(), "echo the keychain is locked >&2; exit 1");
        let line = run().refused();
        assert_eq!(
            line,
            format!("`docker-credential-tests` gives no credentials for `{domain}`: the keychain is locked")
        );
        helper(folder.path(), r#"echo '{"Username":"user","Secret":["secret7"],"Secret":"secret7"}'"#);
        let line = run().refused();
        assert!(line.contains("cannot be asked: line 1, column ") && !line.contains("secret7"), "{line}");
        config(folder.path(), &json!({"credsStore": "nobody"}));
        assert!(
            run()
                .refused()
                .starts_with("`docker-credential-nobody`, which docker's `config.json` names, cannot be asked")
        );
    }
}

#[test]
fn an_identity_token_is_exchanged() {
    let registry = Registry::start(Door::Bearer("the-identity"), Faults::default());
    let folder = folder();
    let domain = registry.address.to_string();
    config(folder.path(), &json!({"auths": {&domain: {"auth": "dXNlcjo=", "identitytoken": "the-identity"}}}));
    push(folder.path(), &registry).env("DOCKER_CONFIG", folder.path()).done().well();
    config(folder.path(), &json!({"auths": {&domain: {"identitytoken": "another"}}}));
    let line = push(folder.path(), &registry).env("DOCKER_CONFIG", folder.path()).done().refused();
    assert!(line.contains("does not take the token of the login"), "{line}");
}

#[test]
fn a_file_that_cannot_be_understood() {
    let registry = Registry::open();
    let folder = folder();
    let domain = registry.address.to_string();
    let run = |content: &str| {
        fs::write(folder.path().join("config.json"), content).unwrap();
        push(folder.path(), &registry).env("DOCKER_CONFIG", folder.path()).done().refused()
    };
    assert!(run("{").ends_with("config.json` is not what `docker login` writes: line 1, column 1"));
    let line = run(&json!({"auths": {&domain: "secret7"}}).to_string());
    assert!(line.contains("config.json` is not what") && !line.contains("secret7"), "{line}");
    let line = run(&json!({"auths": {&domain: {"auth": "%%"}}}).to_string());
    assert!(line.ends_with(&format!("has for `{domain}` is wrong: `auth` is no base64")), "{line}");
    let line = run(&json!({"auths": {&domain: {"auth": "dXNlcg=="}}}).to_string());
    assert!(line.contains("`auth` is not `user:password`"), "{line}");
    fs::remove_file(folder.path().join("config.json")).unwrap();
    fs::create_dir(folder.path().join("config.json")).unwrap();
    let line = push(folder.path(), &registry).env("DOCKER_CONFIG", folder.path()).done().refused();
    assert!(line.contains("config.json` cannot be read: "), "{line}");
}

#[test]
fn a_file_with_nothing_in_it() {
    let registry = Registry::open();
    for content in [json!({"auths": null, "credHelpers": null, "credsStore": ""}), json!({"credsStore": null})] {
        let folder = folder();
        config(folder.path(), &content);
        push(folder.path(), &registry).env("DOCKER_CONFIG", folder.path()).done().well();
    }
}
