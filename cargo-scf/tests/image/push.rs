//! Images on their way to a registry and back, and all that may go wrong there.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use serde_json::json;

use crate::made::{self, INDEX, MANIFEST, good};
use crate::registry::{Door, Faults, Registry};
use crate::tool::{Done, Run, folder, image, judge, program};

fn push(folder: &Path, reference: &str, words: &[&str]) -> Done {
    let program = program(folder);
    image([program.to_str().unwrap(), "--push", reference]).args(words).current_dir(folder).done()
}

fn pushed(registry: &Registry) -> Done {
    push(folder().path(), &registry.name("ns/hello:1.0"), &[])
}

/// That nothing is there under the tag.
#[track_caller]
fn refused(registry: &Registry) -> String {
    let line = pushed(registry).refused();
    assert!(registry.store().manifests.is_empty(), "nothing is half done");
    line.replace(&registry.address.to_string(), "DOMAIN")
}

fn failing(faults: Faults) -> Registry {
    Registry::start(Door::Open, faults)
}

fn answering(times: usize, part: &'static str, status: u16, body: &'static str) -> Registry {
    failing(Faults { answers: vec![(times, part, status, body)], ..Faults::default() })
}

#[test]
fn an_image_arrives_as_it_is_and_the_second_time_nothing_is_sent() {
    let folder = folder();
    let registry = Registry::open();
    let name = registry.name("ns/hello:1.0");
    let done = push(folder.path(), &name, &["--output", "x.tar"]);
    let address = done.well().to_owned();
    let written = made::Written::archive(&folder.path().join("x.tar"));
    assert_eq!(address, format!("{name}@{}", written.descriptor["digest"].as_str().unwrap()));
    let sent = {
        let store = registry.store();
        let (kind, manifest) = &store.manifests["1.0"];
        assert_eq!(kind, MANIFEST);
        assert_eq!(made::digest(manifest), written.descriptor["digest"].as_str().unwrap());
        assert_eq!(store.blobs.len(), 2);
        store.bytes
    };
    assert!(sent > 0);
    assert_eq!(push(folder.path(), &name, &[]).well(), address);
    let again = registry.store().bytes;
    assert_eq!((again, registry.asked("POST")), (sent, 2), "the second push sends nothing");
    // It can be judged where it lies.
    let done = judge(&address).done();
    assert_eq!(done.code, Some(0), "{done:#?}");
    assert!(done.stdout.contains("pass 12  a tag that says which: 1.0"), "{done:#?}");
}

#[test]
fn in_dockers_form() {
    let registry = Registry::open();
    push(folder().path(), &registry.name("ns/hello:1.0"), &["--format", "docker"]).well();
    assert_eq!(registry.store().manifests["1.0"].0, "application/vnd.docker.distribution.manifest.v2+json");
}

#[test]
fn names_that_cannot_be_pushed_to() {
    let folder = folder();
    let registry = Registry::open();
    let line = push(folder.path(), &registry.name("ns/hello"), &[]).refused();
    assert!(line.contains("has no tag, and a program has no version: write `"), "{line}");
    let digest = format!("ns/hello@{}", made::digest(b""));
    assert!(push(folder.path(), &registry.name(&digest), &[]).refused().contains("name a tag alone"));
    for wrong in ["hello", "ns/hello:1", "example.com/NS/hello:1", "example.com/ns/hello:a:b", "exa mple.com/a:1"] {
        let done = push(folder.path(), wrong, &[]);
        assert_eq!(done.code, Some(2), "{wrong}");
        assert!(
            done.stderr.starts_with("error: `--push`: ") && done.stderr.contains("domain/namespace/name:tag"),
            "{done:#?}"
        );
    }
    for (wrong, why) in [
        ("localhost:99999/ns/hello:1", "`99999` is no port"),
        ("localhost:x/ns/hello:1", "`x` is no port"),
        ("https://example.com/ns/hello:1", "a name has no `https://` and no login"),
        ("https://user:pass@example.com/ns/hello:1", "as in `example.com/ns/hello:1`"),
    ] {
        let line = push(folder.path(), wrong, &[]).refused();
        assert!(line.contains(why) && !line.contains("pass"), "{line}");
    }
    assert_eq!(registry.store().log, []);
}

#[test]
fn how_to_push_without_where_to() {
    let folder = folder();
    for words in [&["--plain-http"][..], &["--username", "me", "--password-stdin"]] {
        let line = image([folder.path()]).args(words).done().refused();
        assert!(line.ends_with("say where to, by `--push`"), "{line}");
    }
}

#[test]
fn a_package_without_a_tag_is_pushed_under_its_version() {
    let folder = folder();
    let manifest = "[package]\nname = \"x\"\nversion = \"0.3.0\"\nedition = \"2024\"\n";
    crate::tool::write(folder.path(), &[("Cargo.toml", manifest), ("src/main.rs", "fn main() {}")]);
    let registry = Registry::open();
    let done = image([folder.path()]).args(["--push", &registry.name("ns/x")]).done();
    assert!(done.well().starts_with(&registry.name("ns/x:0.3.0@sha256:")), "{done:#?}");
    assert!(!folder.path().join("target/image").exists(), "nothing is written that nobody asked for");
}

#[test]
fn what_fails_once_is_tried_again() {
    for registry in [
        failing(Faults { cuts: 1, ..Faults::default() }),
        failing(Faults { cuts: 3, ..Faults::default() }),
        answering(1, "GET /v2/", 503, ""),
        answering(2, "PUT /v2/a/b/blobs", 500, ""),
        answering(1, "POST ", 502, "<html>"),
        answering(1, "PUT /v2/ns/hello/manifests", 429, ""),
        answering(1, "HEAD ", 504, ""),
    ] {
        pushed(&registry).well();
        assert!(registry.store().manifests.contains_key("1.0"));
    }
}

#[test]
fn what_fails_for_good_is_one_line() {
    let line = refused(&failing(Faults { cuts: usize::MAX, ..Faults::default() }));
    assert!(line.starts_with("`DOMAIN` cannot be sent the image, the connection was cut ("), "{line}");
    assert!(line.ends_with(": nothing is there under the tag"), "{line}");
    let line = refused(&answering(usize::MAX, "PUT /v2/a/b/blobs", 503, ""));
    assert_eq!(line, "`DOMAIN` has answered 503, again and again: try later");

    let full = answering(usize::MAX, "PUT /v2/a/b/blobs", 507, "");
    assert_eq!(refused(&full), "`DOMAIN` is full: delete old images there, or have the quota raised");
    assert_eq!(full.asked("PUT"), 1, "a full disk is not asked again");
    let quota =
        r#"{"errors":[{"code":"DENIED","message":"adding 1 MiB will exceed the configured upper limit of 1 GiB"}]}"#;
    let line = refused(&answering(1, "PUT /v2/ns/hello/manifests", 403, quota));
    assert!(line.starts_with("`DOMAIN` is full (adding 1 MiB will exceed"), "{line}");

    let unknown = r#"{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry"}]}"#;
    assert_eq!(
        refused(&answering(1, "POST ", 404, unknown)),
        "`DOMAIN` has no `ns/hello` (repository name not known to registry): create the namespace and the repository \
         there first"
    );
    let line = refused(&answering(1, "POST ", 403, r#"{"errors":[{"code":"DENIED","message":"no right"}]}"#));
    assert_eq!(line, "`DOMAIN` lets nobody without a login do this with `ns/hello` (no right): have the right granted");
    let line = refused(&answering(1, "PUT /v2/a/b/blobs", 413, "<html>"));
    assert_eq!(line, "`DOMAIN` takes nothing that large (413): make the image smaller");
    let line = refused(&answering(1, "PUT /v2/ns/hello/manifests", 400, "what is that"));
    assert_eq!(line, "`DOMAIN` has answered 400 (what is that)");
}

#[test]
fn what_is_no_registry() {
    for status in [404, 301] {
        let line = refused(&answering(1, "GET /v2/", status, "<html>"));
        assert_eq!(
            line,
            format!("`DOMAIN` is no registry, and has answered {status} to `/v2/`: look at host and port")
        );
    }
    // It has a page for everything.
    let line = refused(&answering(usize::MAX, "/", 200, "<html>"));
    assert_eq!(line, "`DOMAIN` is no registry, and has answered 200 to an image: look at host and port");
}

#[test]
fn a_registry_that_stores_something_else() {
    let other = made::digest(b"other");
    let registry = failing(Faults { digest: Some(other.clone()), ..Faults::default() });
    let line = pushed(&registry).refused();
    assert!(line.contains(&format!("has stored another image, {other}, than sha256:")), "{line}");
}

#[test]
fn nobody_is_there() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let line = push(folder().path(), &format!("{address}/ns/hello:1"), &[]).refused();
    assert!(line.starts_with(&format!("`{address}` cannot be reached: Connection refused")), "{line}");
    // Plain HTTP is asked for: a name that nobody has.
    let line = push(folder().path(), "registry.invalid/ns/hello:1", &["--plain-http"]).refused();
    assert!(line.starts_with("`registry.invalid` cannot be reached: "), "{line}");
}

#[test]
#[cfg(not(feature = "tls"))]
fn a_build_without_tls_says_how_to_get_it() {
    let line = push(folder().path(), "registry.invalid/ns/hello:1", &[]).refused();
    assert!(line.contains("cargo scf-tls image") && line.contains("--features tls"), "{line}");
    // And the alias is there.
    let aliases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.cargo/config.toml");
    if let Ok(aliases) = std::fs::read_to_string(aliases) {
        assert!(aliases.contains("\nscf-tls = \"run --package cargo-scf --features tls --\"\n"), "{aliases}");
    }
}

#[test]
fn what_authorises_us_is_told_to_the_registry_alone() {
    let storage = Registry::open();
    let faults = Faults { uploads: Some(format!("http://{}", storage.address)), ..Faults::default() };
    let registry = Registry::start(Door::Basic("dXNlcjpwYXNz"), faults);
    let folder = folder();
    let program = program(folder.path());
    let name = registry.name("ns/hello:1.0");
    let words = [program.to_str().unwrap(), "--push", &name, "--username", "user", "--password-stdin"];
    // The registry does not know of what the storage has, and asserts so when it gets the manifest.
    image(words).done_with("pass\n");
    let store = storage.store();
    assert!(store.log.iter().any(|(line, _)| line.starts_with("PUT ")), "{:?}", store.log);
    assert!(store.log.iter().all(|(_, authorization)| authorization.is_none()), "{:?}", store.log);
}

#[test]
fn an_index_in_a_registry_is_seen() {
    let registry = Registry::open();
    {
        let mut made = good();
        let mut descriptor = made.finish();
        let manifest = made.blobs[descriptor["digest"].as_str().unwrap()].clone();
        let mut other = descriptor.clone();
        other["digest"] = made::digest(b"other").into();
        other["platform"]["architecture"] = "arm64".into();
        descriptor["size"] = manifest.len().into();
        let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": [other, descriptor]}).to_string();
        let mut store = registry.store();
        store.manifests.insert(made::digest(&manifest), (MANIFEST.to_owned(), manifest));
        store.manifests.insert("2".to_owned(), (INDEX.to_owned(), index.into_bytes()));
        store.blobs = made.blobs;
    }
    let done = judge(registry.name("ns/hello:2")).done();
    assert_eq!(done.code, Some(1), "{done:#?}");
    let failed: Vec<&str> = done.stdout.lines().filter(|line| line.starts_with("fail")).collect();
    assert_eq!(
        failed,
        ["fail  1  one image under one name: its name leads to an index, even though that has one image only"]
    );
    let line = judge(registry.name("ns/hello:3")).done().refused();
    assert_eq!(line, format!("`{}` is not there (manifest unknown)", registry.name("ns/hello:3")));
}
