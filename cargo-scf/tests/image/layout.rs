//! The forms in which an image is written, and where.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use serde_json::json;

use crate::made::{MANIFEST, Written};
use crate::tool::{Done, Run, folder, image, program};

fn written(folder: &Path, words: &[&str]) -> Done {
    let program = program(folder);
    image([program.to_str().unwrap()]).args(words).current_dir(folder).done()
}

#[test]
fn an_archive_is_oci_unless_it_is_docker() {
    let folder = folder();
    written(folder.path(), &["--output", "oci.tar", "--tag", "hello:1"]).well();
    let oci = Written::archive(&folder.path().join("oci.tar"));
    assert_eq!(oci.manifest["mediaType"], MANIFEST);
    assert_eq!(oci.manifest["config"]["mediaType"], "application/vnd.oci.image.config.v1+json");
    assert_eq!(oci.manifest["layers"][0]["mediaType"], "application/vnd.oci.image.layer.v1.tar+gzip");
    assert_eq!(oci.file("manifest.json"), None);

    written(folder.path(), &["--output", "docker.tar", "--tag", "hello:1", "--format", "docker"]).well();
    let docker = Written::archive(&folder.path().join("docker.tar"));
    assert_eq!(docker.manifest["mediaType"], "application/vnd.docker.distribution.manifest.v2+json");
    assert_eq!(docker.manifest["config"]["mediaType"], "application/vnd.docker.container.image.v1+json");
    assert_eq!(docker.manifest["layers"][0]["mediaType"], "application/vnd.docker.image.rootfs.diff.tar.gzip");
    assert_eq!(docker.manifest.get("annotations"), None, "Docker's manifest has none");
    let blob = |digest: &serde_json::Value| format!("blobs/{}", digest.as_str().unwrap().replace(':', "/"));
    assert_eq!(
        docker.file("manifest.json"),
        Some(json!([{
            "Config": blob(&docker.manifest["config"]["digest"]),
            "RepoTags": ["hello:1"],
            "Layers": [blob(&docker.manifest["layers"][0]["digest"])],
        }]))
    );
    // The contents are the same.
    assert_eq!(oci.config, docker.config);
}

#[test]
fn a_folder_is_a_layout_and_is_replaced_by_the_next() {
    let folder = folder();
    let path = folder.path().join("layout");
    written(folder.path(), &["--output", "layout", "--tag", "hello:1"]).well();
    let first = Written::folder(&path).descriptor;
    fs::write(folder.path().join("more"), "more").unwrap();
    assert_eq!(written(folder.path(), &["--output", "layout", "--file", "more:/more"]).well(), "layout");
    let second = Written::folder(&path);
    assert_ne!(first, second.descriptor);
    assert_eq!(fs::read_dir(path.join("blobs/sha256")).unwrap().count(), 3, "nothing is left of the first");
}

#[test]
fn a_folder_by_another_name_is_replaced() {
    let folder = folder();
    written(folder.path(), &["--output", "layout", "--tag", "hello:1"]).well();
    symlink("layout", folder.path().join("link")).unwrap();
    let name = || Written::folder(&folder.path().join("layout")).descriptor["annotations"].clone();
    let program = program(folder.path());
    let words = [program.to_str().unwrap(), "--output", ".", "--tag", "hello:2"];
    image(words).current_dir(folder.path().join("layout")).done().well();
    assert_eq!(name()["org.opencontainers.image.ref.name"], "2");
    written(folder.path(), &["--output", "link", "--tag", "hello:3"]).well();
    assert_eq!(name()["org.opencontainers.image.ref.name"], "3");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nothing is left beside it");
}

#[test]
fn a_program_whose_name_no_image_can_have() {
    let folder = folder();
    let program = program(folder.path());
    for (name, called) in [("my Program", "my-program"), ("_x-", "x"), ("函数", "function")] {
        let path = folder.path().join(name);
        fs::copy(&program, &path).unwrap();
        let done = image([path.to_str().unwrap(), "--output", "x.tar"]).current_dir(folder.path()).done();
        done.well();
        let written = Written::archive(&folder.path().join("x.tar"));
        let found = written.descriptor["annotations"]["io.containerd.image.name"].as_str().unwrap().to_owned();
        assert_eq!(found.split(':').next(), Some(called), "{name}");
    }
}

#[test]
fn what_is_there_is_not_lost() {
    let folder = folder();
    fs::create_dir(folder.path().join("thesis")).unwrap();
    fs::write(folder.path().join("thesis/chapter"), "1").unwrap();
    let line = written(folder.path(), &["--output", "thesis"]).refused();
    assert_eq!(line, "`thesis` is a folder with something else in it: name another one");
    assert_eq!(fs::read_to_string(folder.path().join("thesis/chapter")).unwrap(), "1");
    let line = written(folder.path(), &["--output", "thesis/chapter"]).refused();
    assert_eq!(line, "`thesis/chapter` is a file: name a folder, or an archive that ends in `.tar`");
    let done = written(folder.path(), &["--output", "new", "--format", "docker"]);
    assert!(!done.stderr.contains("Packing"), "it is known before: {done:#?}");
    let line = done.refused();
    assert_eq!(line, "Docker reads archives alone: let `new` end in `.tar`, or take `--format oci`");
    let line = written(folder.path(), &["--output", "new.tar.gz"]).refused();
    assert!(
        line.starts_with("`new.tar.gz` would be packed twice") && !folder.path().join("new.tar.gz").exists(),
        "{line}"
    );
    // What was begun is taken away again.
    fs::create_dir(folder.path().join("x.tar")).unwrap();
    fs::write(folder.path().join("x.tar/y"), "").unwrap();
    written(folder.path(), &["--output", "x.tar"]).refused();
    let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["hello", "thesis", "x.tar"]);
}

#[test]
fn names() {
    let folder = folder();
    let name = |words: &[&str]| {
        written(folder.path(), &[&["--output", "x.tar"], words].concat()).well();
        let annotations = Written::archive(&folder.path().join("x.tar")).descriptor["annotations"].clone();
        let of = |name: &str| annotations[name].as_str().unwrap().to_owned();
        (of("io.containerd.image.name"), of("org.opencontainers.image.ref.name"))
    };
    assert_eq!(name(&["--tag", "a/b:1.2"]), ("a/b:1.2".to_owned(), "1.2".to_owned()));
    assert_eq!(name(&["--tag", "example.com:5000/a/b:x"]).0, "example.com:5000/a/b:x");
    // A program has no version: what it consists of tells one from another.
    let (whole, tag) = name(&["--tag", "example.com:5000/a/b"]);
    assert_eq!(whole, format!("example.com:5000/a/b:{tag}"));
    assert!(tag.len() == 12 && tag.chars().all(|c| c.is_ascii_hexdigit()), "{tag}");
    assert_eq!(name(&[]).0, format!("hello:{tag}"));
    for wrong in ["A:1", "a:", "a:b:c", "a@sha256:1", ""] {
        let done = written(folder.path(), &["--tag", wrong]);
        assert_eq!(done.code, Some(2), "{wrong}: {done:#?}");
        assert!(done.stderr.starts_with("error: ") && done.stderr.contains("--tag"), "{}", done.stderr);
        assert!(!done.stderr.contains("domain/namespace"), "{}", done.stderr);
    }
}
