//! What is in an image, and that the same sources give the same one.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::made::Written;
use crate::tool::{Run, folder, image, program, write};

const MANIFEST: &str = r#"
    [package]
    name = "greeting"
    version = "1.2.3+build.7"
    edition = "2024"
    description = "Greets"
    license = "MIT"
    repository = "https://example.com/greeting"
"#;

/// A package that tells where it was compiled, as a panic would.
fn package(folder: &Path) {
    let main = r#"fn main() { println!("hello from {}{}", file!(), if cfg!(told) { ", told" } else { "" }); }"#;
    write(folder, &[("Cargo.toml", MANIFEST), ("src/main.rs", main)]);
}

/// The program as it is in the image, run.
fn run(written: &Written, scratch: &Path) -> String {
    let path = scratch.join("unpacked");
    fs::write(&path, &written.layer["function"].1).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let output = Command::new(&path).output().expect("the program of the image runs");
    String::from_utf8(output.stdout).unwrap()
}

fn git(folder: &Path, words: &[&str]) -> String {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=x", "-c", "user.email=x@example.com"]).args(words);
    let output = command.output().expect("git is there");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_file_that_is_no_program_yet() {
    let folder = folder();
    write(folder.path(), &[("program", "")]);
    let line = image([folder.path().join("program")]).done().refused();
    assert!(line.contains("may not be run: if it is a program, say `chmod +x ") && !line.contains("--"), "{line}");
    let line = image(Vec::<&str>::new()).current_dir(folder.path()).done().refused();
    assert_eq!(line, "no Cargo.toml is here or above: name a package's folder or a program");
}

#[test]
fn a_package_is_built_and_described() {
    let folder = folder();
    package(folder.path());
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "Cargo.toml", "src"]);
    git(folder.path(), &["commit", "--quiet", "--message", "x"]);
    fs::write(folder.path().join(".git/info/exclude"), "/target\n/Cargo.lock\n/unpacked\n").unwrap();
    let done = image([folder.path()]).done();
    let path = Path::new(done.well());
    assert_eq!(path, folder.path().canonicalize().unwrap().join("target/image/greeting.tar"));

    let written = Written::archive(path);
    let created = "2023-11-14T22:13:20Z";
    let about = json!({
        "org.opencontainers.image.title": "greeting",
        "org.opencontainers.image.description": "Greets",
        "org.opencontainers.image.licenses": "MIT",
        "org.opencontainers.image.source": "https://example.com/greeting",
        "org.opencontainers.image.version": "1.2.3+build.7",
        "org.opencontainers.image.revision": git(folder.path(), &["rev-parse", "HEAD"]),
        "org.opencontainers.image.created": created,
    });
    assert_eq!(written.manifest["annotations"], about);
    assert_eq!(written.config["created"], created);
    let (os, architecture) = (&written.config["os"], &written.config["architecture"]);
    assert_eq!((os, architecture), (&json!("linux"), &json!("amd64")));
    assert_eq!(
        written.config["config"],
        json!({
            "User": "10001:10001", "ExposedPorts": {"9000/tcp": {}}, "Entrypoint": ["/function"], "WorkingDir": "/",
            "Labels": about,
        })
    );
    // A tag has no `+`.
    assert_eq!(written.descriptor["annotations"]["io.containerd.image.name"], "greeting:1.2.3-build.7");
    assert_eq!(written.descriptor["annotations"]["org.opencontainers.image.ref.name"], "1.2.3-build.7");

    assert_eq!(written.paths(), ["function", "tmp/"]);
    for (path, mode) in [("function", 0o755), ("tmp/", 0o1777)] {
        let header = &written.layer[path].0;
        assert_eq!((header.mode().unwrap(), header.mtime().unwrap()), (mode, 1_700_000_000), "{path}");
        assert_eq!((header.uid().unwrap(), header.gid().unwrap()), (0, 0), "{path}");
    }
    assert_eq!(run(&written, folder.path()), "hello from src/main.rs\n");

    // What is not committed is another state.
    fs::write(folder.path().join("src/more.rs"), "").unwrap();
    let written = Written::archive(Path::new(image([folder.path()]).done().well()));
    let revision = written.manifest["annotations"]["org.opencontainers.image.revision"].as_str().unwrap();
    assert_eq!(revision, format!("{}-dirty", git(folder.path(), &["rev-parse", "HEAD"])));
}

#[test]
fn an_image_of_before_is_no_change_of_the_sources() {
    let folder = folder();
    package(folder.path());
    git(folder.path(), &["init", "--quiet"]);
    fs::write(folder.path().join(".git/info/exclude"), "/target\n/Cargo.lock\n").unwrap();
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "--message", "x"]);
    let revision = |words: &[&str]| {
        image(words).current_dir(folder.path()).done().well();
        let path = folder.path().join(words[1]);
        let written = if path.is_dir() { Written::folder(&path) } else { Written::archive(&path) };
        written.manifest["annotations"]["org.opencontainers.image.revision"].as_str().unwrap().to_owned()
    };
    let commit = git(folder.path(), &["rev-parse", "HEAD"]);
    assert_eq!(revision(&["--output", "made/here/x.tar"]), commit);
    assert_eq!(revision(&["--output", "made/here/x.tar"]), commit, "it is there already");
    // Which of the other files go into a program is not known.
    assert_eq!(revision(&["--output", "layout"]), format!("{commit}-dirty"));
    fs::remove_dir_all(folder.path().join("made")).unwrap();
    assert_eq!(revision(&["--output", "layout"]), commit, "it is there already");
}

#[test]
fn the_same_sources_give_the_same_bytes_wherever_they_lie() {
    let made = |umask: &str| {
        let folder = folder();
        package(folder.path());
        fs::write(folder.path().join("words"), "some\n").unwrap();
        let file = format!("{}:/data/words", folder.path().join("words").display());
        let tool = image(["--file", &file]);
        // By a shell, which sets the umask.
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("umask {umask}; exec \"$@\""), "sh"])
            .arg(tool.get_program())
            .args(tool.get_args());
        for (name, value) in tool.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let done = command.arg(folder.path()).done();
        fs::read(done.well()).unwrap()
    };
    assert!(made("022") == made("077"), "the archives differ");
}

#[test]
fn flags_of_the_users_stay_and_macros_are_built() {
    let folder = folder();
    package(folder.path());
    write(
        folder.path(),
        &[
            ("Cargo.toml", &format!("{MANIFEST}[dependencies]\nnames = {{ path = \"names\" }}\n")),
            (
                "names/Cargo.toml",
                "[package]\nname = \"names\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[lib]\nproc-macro = true\n",
            ),
            (
                "names/src/lib.rs",
                "#[proc_macro]\npub fn who(_: proc_macro::TokenStream) -> proc_macro::TokenStream { \"\\\"Ada\\\"\".parse().unwrap() }\n",
            ),
            ("src/main.rs", r#"fn main() { println!("{} {}", names::who!(), cfg!(told)); }"#),
        ],
    );
    let done = image([folder.path()]).env("RUSTFLAGS", "--cfg told").done();
    assert_eq!(run(&Written::archive(Path::new(done.well())), folder.path()), "Ada true\n");
    write(
        folder.path(),
        &[(".cargo/config.toml", "[target.x86_64-unknown-linux-gnu]\nrustflags = [\"--cfg\", \"told\"]\n")],
    );
    let done = image([folder.path()]).current_dir(folder.path()).done();
    assert_eq!(run(&Written::archive(Path::new(done.well())), folder.path()), "Ada true\n");
}

#[test]
fn a_program_of_any_language_is_taken_as_it_is() {
    let folder = folder();
    let program = program(folder.path());
    let done = image([&program]).current_dir(folder.path()).done();
    assert_eq!(done.well(), "hello.tar");
    let written = Written::archive(&folder.path().join("hello.tar"));
    assert_eq!(written.layer["function"].1, fs::read(program).unwrap());
    let created =
        json!({"org.opencontainers.image.title": "hello", "org.opencontainers.image.created": "2023-11-14T22:13:20Z"});
    assert_eq!(written.manifest["annotations"], created);
}

#[test]
fn files_authorities_and_time_zones() {
    let folder = folder();
    program(folder.path());
    let at = |path: &str| folder.path().join(path).to_str().unwrap().to_owned();
    write(
        folder.path(),
        &[("data/a/one", "1"), ("data/two", "22"), ("ca.pem", "authority"), ("zones/UTC", "TZif UTC")],
    );
    write(
        folder.path(),
        &[("zones/Asia/Shanghai", "TZif +8"), ("zones/right/UTC", "TZif"), ("zones/zone.tab", "table")],
    );
    fs::set_permissions(folder.path().join("data/two"), fs::Permissions::from_mode(0o700)).unwrap();
    symlink("../two", folder.path().join("data/a/link")).unwrap();
    symlink("Asia/Shanghai", folder.path().join("zones/PRC")).unwrap();
    let files = [format!("{}:/srv/data", at("data")), format!("{}:/etc/one.txt", at("data/a/link"))];
    let mut command = image([&at("hello"), "--output", &at("x.tar"), "--ca-certificates", "--timezones"]);
    command.args(["--file", &files[0], "--file", &files[1]]);
    let done = command.env("SSL_CERT_FILE", at("ca.pem")).env("TZDIR", at("zones")).done();
    done.well();
    let written = Written::archive(&folder.path().join("x.tar"));
    assert_eq!(
        written.paths(),
        [
            "etc/",
            "etc/one.txt",
            "etc/ssl/",
            "etc/ssl/certs/",
            "etc/ssl/certs/ca-certificates.crt",
            "function",
            "srv/",
            "srv/data/",
            "srv/data/a/",
            "srv/data/a/link",
            "srv/data/a/one",
            "srv/data/two",
            "tmp/",
            "usr/",
            "usr/share/",
            "usr/share/zoneinfo/",
            "usr/share/zoneinfo/Asia/",
            "usr/share/zoneinfo/Asia/Shanghai",
            "usr/share/zoneinfo/PRC",
            "usr/share/zoneinfo/UTC",
        ]
    );
    let content = |path: &str| String::from_utf8(written.layer[path].1.clone()).unwrap();
    assert_eq!(content("etc/ssl/certs/ca-certificates.crt"), "authority");
    assert_eq!(content("usr/share/zoneinfo/PRC"), "TZif +8");
    // What is named is followed; what is found stays a link.
    assert_eq!(content("etc/one.txt"), "22");
    let (link, _) = &written.layer["srv/data/a/link"];
    assert_eq!(link.link_name().unwrap().unwrap(), Path::new("../two"));
    assert_eq!(written.layer["srv/data/two"].0.mode().unwrap(), 0o755);
    assert_eq!(written.layer["srv/data/a/one"].0.mode().unwrap(), 0o644);
    for row in ["/function", "files", "certificates", "time zones", "all", "to gain"] {
        assert!(done.stderr.lines().any(|line| line.starts_with(row)), "{row}: {}", done.stderr);
    }
    // Three files and what is in them; the link is none.
    let row = done.stderr.lines().find(|line| line.starts_with("files")).unwrap();
    assert_eq!(row.split_whitespace().nth(1), Some("3"), "{row}");
}

#[test]
fn symbols_are_told_to_be_superfluous() {
    let folder = folder();
    package(folder.path());
    let done = image([folder.path()]).done();
    done.well();
    assert!(done.stderr.contains("by `strip = \"symbols\"`"), "{}", done.stderr);
    write(folder.path(), &[("Cargo.toml", &format!("{MANIFEST}[profile.release]\nstrip = \"symbols\"\n"))]);
    let done = image([folder.path()]).done();
    done.well();
    assert!(!done.stderr.contains("strip"), "{}", done.stderr);
}

#[test]
fn what_cannot_be_in_an_image() {
    let folder = folder();
    let program = program(folder.path());
    let program = program.to_str().unwrap();
    write(folder.path(), &[("a", "1"), ("zones/none", "")]);
    let refused = |words: &[&str]| {
        let mut command = image([program]);
        command.args(words).current_dir(folder.path()).env("TZDIR", folder.path().join("zones"));
        let line = command.done().refused();
        assert!(!folder.path().join("hello.tar").exists(), "nothing is written");
        line
    };
    assert_eq!(
        refused(&["--file", "a:/function"]),
        "`/function` would be in the image twice: choose another place for one"
    );
    assert_eq!(refused(&["--file", "a:/function/x"]), "`/function` is a file, so nothing can lie below it");
    assert_eq!(
        refused(&["--file", "a:/x/../y"]),
        "`/x/../y` is no place in an image: write it from `/` on, without `..`"
    );
    assert!(refused(&["--file", "b:/b"]).starts_with("`b` cannot be read: "));
    assert!(refused(&["--file", "/dev/null:/null"]).contains("is neither a file nor a folder"));
    assert!(refused(&["--timezones"]).contains("has no time zones: install `tzdata`"));
    let done = image([program]).env("SOURCE_DATE_EPOCH", "yesterday").done();
    assert_eq!(done.refused(), "`SOURCE_DATE_EPOCH` is `yesterday`: write the seconds since 1970");
}
