//! Each rule of the platform's, with images that break it and no other.

use std::fs;
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode, mknodat};
use serde_json::{Value, json};

use crate::elf::{self, Program};
use crate::made::{Entry, INDEX, Made, PLAIN_LAYER, beside_one_for_arm, file, good, write_layout};
use crate::tool::{Done, Run, folder, image, judge, program};

/// What is told of an image, but for the rules that are kept and those that cannot be asked.
fn told(done: &Done) -> Vec<(&str, u8)> {
    let rules = done.stdout.lines().filter(|line| !line.starts_with(' '));
    let rules = rules.map(|line| {
        let mut words = line.split_whitespace();
        (words.next().unwrap(), words.next().unwrap().trim_end_matches(':').parse().unwrap())
    });
    let all: Vec<(&str, u8)> = rules.collect();
    assert_eq!(all.iter().map(|(_, number)| *number).collect::<Vec<_>>(), (1..=14).collect::<Vec<_>>(), "{done:#?}");
    all.into_iter().filter(|(verdict, _)| ["warn", "fail"].contains(verdict)).collect()
}

fn judged(made: Made, words: &[&str]) -> Done {
    let folder = folder();
    made.write(folder.path());
    let done = judge(folder.path().to_str().unwrap()).args(words).done();
    let fails = told(&done).iter().any(|(verdict, _)| *verdict == "fail");
    assert_eq!(done.code, Some(i32::from(fails)), "{done:#?}");
    done
}

/// This image fails one rule alone, which says this.
#[track_caller]
fn breaks(number: u8, says: &str, made: Made) {
    is_told("fail", number, says, made, &[]);
}

#[track_caller]
fn is_told(verdict: &str, number: u8, says: &str, made: Made, words: &[&str]) {
    let done = judged(made, words);
    assert_eq!(told(&done), [(verdict, number)], "{done:#?}");
    let mut lines = done.stdout.lines().skip_while(|line| !line.starts_with(verdict));
    let line = lines.next().unwrap();
    assert!(line.contains(says), "{line}");
    for heading in ["why", "limit", "do"] {
        let line = lines.next().unwrap_or_default();
        assert!(line.trim().starts_with(heading) && line.trim().len() > heading.len(), "{line}");
    }
}

fn changed(change: impl FnOnce(&mut Made)) -> Made {
    let mut made = good();
    change(&mut made);
    made
}

fn started_by(files: &[(&'static str, Entry)], entrypoint: &[&str]) -> Made {
    changed(|made| {
        made.files = files.iter().cloned().collect();
        made.config["config"]["Entrypoint"] = json!(entrypoint);
    })
}

#[test]
fn a_good_image_keeps_all() {
    let done = judged(good(), &["--memory", "256"]);
    assert_eq!(told(&done), []);
    // No registry, no tag: nobody can say.
    let skipped: Vec<&str> = done.stdout.lines().filter(|line| line.starts_with("skip")).collect();
    assert_eq!(skipped.len(), 2, "{skipped:#?}");
}

#[test]
fn our_own_images_keep_all_in_every_form() {
    let folder = folder();
    let program = program(folder.path());
    for words in [&["--output", "x.tar"][..], &["--output", "y.tar", "--format", "docker"], &["--output", "z"]] {
        let done = image([&program]).args(words).current_dir(folder.path()).done();
        let path = folder.path().join(done.well());
        let done = judge(path.to_str().unwrap()).done();
        assert_eq!((told(&done).as_slice(), done.code), (&[][..], Some(0)), "{done:#?}");
    }
}

#[test]
fn rule_1_one_image() {
    breaks(
        1,
        "leads to 2 images",
        changed(|made| {
            made.index = Some(beside_one_for_arm);
        }),
    );
    breaks(
        1,
        "an attestation",
        changed(|made| {
            made.index = Some(|mut index| {
                let mut other = index["manifests"][0].clone();
                other["annotations"] = json!({"vnd.docker.reference.type": "attestation-manifest"});
                index["manifests"].as_array_mut().unwrap().push(other);
                index
            });
        }),
    );
    // An index between the name and the image, as buildx writes it.
    let folder = folder();
    let mut made = good();
    let inner =
        serde_json::to_vec(&json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": [made.finish()]})).unwrap();
    let digest = crate::made::digest(&inner);
    let outer = json!({"schemaVersion": 2, "manifests": [{"mediaType": INDEX, "digest": digest, "size": inner.len()}]});
    made.blobs.insert(digest, inner);
    write_layout(folder.path(), &outer, &made.blobs);
    let done = judge(folder.path().to_str().unwrap()).done();
    assert_eq!(told(&done), [("fail", 1)], "{done:#?}");
}

#[test]
fn rule_2_format() {
    breaks(
        2,
        "`application/vnd.oci.image.layer.v1.tar+zstd`",
        changed(|made| {
            made.layer_type = "application/vnd.oci.image.layer.v1.tar+zstd";
        }),
    );
    breaks(
        2,
        "its config is `application/vnd.example+json`",
        changed(|made| {
            made.config_type = "application/vnd.example+json";
        }),
    );
    breaks(
        2,
        "its manifest is `application/vnd.example.manifest`",
        changed(|made| {
            made.manifest["mediaType"] = "application/vnd.example.manifest".into();
        }),
    );
    let schema_1 = changed(|made| made.manifest = json!({"schemaVersion": 1, "fsLayers": []}));
    let done = judged(schema_1, &[]);
    assert!(told(&done).contains(&("fail", 2)) && done.stdout.contains("manifest of schema 1"), "{done:#?}");
}

#[test]
fn rule_3_damage() {
    let zeros = format!("sha256:{}", "0".repeat(64));
    breaks(3, "layer 1 unpacks to sha256:", changed(|made| made.diff_id = Some(zeros.clone())));
    // A bit that has changed on the way.
    let folder = folder();
    let mut made = good();
    let manifest = made.finish();
    let text: Value = serde_json::from_slice(&made.blobs[manifest["digest"].as_str().unwrap()]).unwrap();
    let layer = text["layers"][0]["digest"].as_str().unwrap().to_owned();
    made.blobs.get_mut(&layer).unwrap()[4] ^= 1;
    write_layout(folder.path(), &json!({"schemaVersion": 2, "manifests": [manifest]}), &made.blobs);
    let done = judge(folder.path().to_str().unwrap()).done();
    assert_eq!(told(&done), [("fail", 3)], "{done:#?}");
    assert!(done.stdout.contains(&format!("layer 1 is not {layer}")), "{done:#?}");
    // A file that ends in the middle.
    made.blobs.get_mut(&layer).unwrap().truncate(100);
    write_layout(folder.path(), &json!({"schemaVersion": 2, "manifests": [manifest]}), &made.blobs);
    let done = judge(folder.path().to_str().unwrap()).done();
    assert_eq!(told(&done), [("fail", 3)], "{done:#?}");
}

#[test]
fn rule_4_machine() {
    let arm = Program { machine: elf::AARCH64, interpreter: None, needed: &[], run_path: None };
    breaks(4, "`/function` is for ARM64", started_by(&[("function", file(arm.bytes()))], &["/function"]));
    breaks(4, "it is for linux/arm64", changed(|made| made.config["architecture"] = "arm64".into()));
    breaks(4, "it is for windows/amd64", changed(|made| made.config["os"] = "windows".into()));
    let library = Program { machine: elf::AARCH64, interpreter: None, needed: &[], run_path: None };
    breaks(
        4,
        "`/lib64/ld.so` is for ARM64",
        started_by(
            &[("function", file(elf::dynamic(Some("/lib64/ld.so"), &[]))), ("lib64/ld.so", file(library.bytes()))],
            &["/function"],
        ),
    );
}

#[test]
fn rule_5_program() {
    breaks(5, "names no program", started_by(&[("function", file(elf::fixed()))], &[]));
    breaks(5, "`/other` is not in the image", started_by(&[("function", file(elf::fixed()))], &["/other"]));
    breaks(5, "`server` is not in the image", started_by(&[("function", file(elf::fixed()))], &["server"]));
    breaks(5, "`/bin` is a folder", started_by(&[("bin/x", file(elf::fixed())), ("bin", Entry::Folder)], &["/bin"]));
    let script = ("run.sh", file("#!/bin/sh\necho\n"));
    breaks(5, "`/run.sh` is a script for `/bin/sh`, which is not in the image", started_by(&[script], &["/run.sh"]));
    breaks(5, "`/a` is not in the image", started_by(&[("a", Entry::Link("b")), ("b", Entry::Link("a"))], &["/a"]));
}

#[test]
fn a_program_is_found_as_the_kernel_finds_it() {
    let program = || file(elf::fixed());
    let shell = ("usr/bin/sh", program());
    for made in [
        started_by(&[("bin", Entry::Link("usr/bin")), shell.clone(), ("run", file("#! /bin/sh -e\n"))], &["/run"]),
        started_by(&[("bin/env", program()), ("bin/node", program()), ("app", file("#!/bin/env node\n"))], &["/app"]),
        started_by(&[("bin/server", program())], &["server", "--port", "9000"]),
        started_by(
            &[("opt/x", Entry::Link("/etc/y")), ("etc/y", Entry::Link("../bin/z")), ("bin/z", program())],
            &["/opt/x"],
        ),
    ] {
        assert_eq!(told(&judged(made, &[])), []);
    }
    let relative = changed(|made| {
        made.files = [("app/server", program())].into();
        made.config["config"]["WorkingDir"] = "/app".into();
        made.config["config"]["Entrypoint"] = Value::Null;
        made.config["config"]["Cmd"] = json!(["./server"]);
    });
    assert_eq!(told(&judged(relative, &[])), []);
}

#[test]
fn rule_6_mode() {
    let with = |mode, user: &str| {
        changed(|made| {
            made.files = [("function", Entry::File { mode, content: elf::fixed() })].into();
            made.config["config"]["User"] = user.into();
        })
    };
    breaks(6, "`/function` has the mode 0644", with(0o644, "10001"));
    breaks(6, "`/function` has the mode 0700, and the user is `10001`", with(0o700, "10001"));
    breaks(6, "as `app`, whom the image does not know", with(0o755, "app"));
    is_told("warn", 6, "another user than the image's cannot run it", with(0o700, ""), &[]);
    let known = changed(|made| {
        made.files.insert("etc/passwd", file("root:x:0:0::/:\napp:x:1000:1000::/:\n"));
        made.config["config"]["User"] = "app".into();
    });
    assert_eq!(told(&judged(known, &[])), []);
}

#[test]
fn rule_7_libraries() {
    const LOADER: &str = "/lib64/ld-linux-x86-64.so.2";
    let library = || file(elf::dynamic(None, &["libc.so.6"]));
    let program = |needed| file(elf::dynamic(Some(LOADER), needed));
    breaks(
        7,
        "needs `/lib64/ld-linux-x86-64.so.2`, not in the image",
        started_by(&[("function", program(&[]))], &["/function"]),
    );
    let loader = ("lib64/ld-linux-x86-64.so.2", file(elf::fixed()));
    breaks(
        7,
        "needs `libc.so.6`, `libssl.so.3`, not in",
        started_by(&[("function", program(&["libc.so.6", "libssl.so.3"])), loader.clone()], &["/function"]),
    );
    // What a library needs is needed, too.
    breaks(
        7,
        "needs `libc.so.6`, not in",
        started_by(
            &[("function", program(&["libz.so.1"])), ("usr/lib/libz.so.1", library()), loader.clone()],
            &["/function"],
        ),
    );
    breaks(7, "is neither a program nor a script", started_by(&[("function", file("echo hello"))], &["/function"]));

    let own = Program {
        machine: elf::X86_64,
        interpreter: Some(LOADER),
        needed: &["libown.so"],
        run_path: Some("/nowhere:$ORIGIN/../own"),
    };
    let c = ("usr/lib/x86_64-linux-gnu/libc.so.6", file(elf::dynamic(None, &[])));
    for made in [
        started_by(
            &[("lib", Entry::Link("usr/lib")), c.clone(), ("function", program(&["libc.so.6"])), loader.clone()],
            &["/function"],
        ),
        started_by(
            &[("opt/bin/f", file(own.bytes())), ("opt/own/libown.so", library()), c.clone(), loader.clone()],
            &["/opt/bin/f"],
        ),
        started_by(
            &[
                ("function", program(&["libx.so"])),
                ("opt/libs/libx.so", file(elf::fixed())),
                loader.clone(),
                ("etc/ld.so.conf", file("include /etc/ld.so.conf.d/*.conf\n")),
                ("etc/ld.so.conf.d/x.conf", file("# x\n/opt/libs\n")),
            ],
            &["/function"],
        ),
    ] {
        assert_eq!(told(&judged(made, &[])), []);
    }
}

/// That of 1 GiB of zeros, which is an archive of nothing.
const GIBIBYTE_OF_ZEROS: &str = "sha256:49bc20df15e412a64472421e13fe86ff1c5165e18b2afccf160d4dc19fe68a14";

#[test]
fn rule_8_size() {
    let folder = folder();
    let made = changed(|made| {
        made.more.push(json!({"mediaType": PLAIN_LAYER, "digest": GIBIBYTE_OF_ZEROS, "size": 1_u64 << 30}));
    });
    made.write(folder.path());
    let blob = folder.path().join("blobs").join(GIBIBYTE_OF_ZEROS.replace(':', "/"));
    fs::File::create(blob).unwrap().set_len(1 << 30).unwrap();
    let judged = |words: &[&str]| judge(folder.path().to_str().unwrap()).args(words).done();
    let done = judged(&[]);
    assert_eq!((told(&done).as_slice(), done.code), (&[("fail", 8)][..], Some(1)), "{done:#?}");
    assert!(done.stdout.contains("it has 1.00 GiB"), "{done:#?}");
    // With a ticket at hand.
    let done = judged(&["--allow", "8"]);
    assert_eq!((told(&done).as_slice(), done.code), (&[("fail", 8)][..], Some(0)), "{done:#?}");
}

#[test]
fn rule_9_tmp() {
    breaks(
        9,
        "`/tmp/function` is part of the start",
        started_by(&[("tmp/function", file(elf::fixed()))], &["/tmp/function"]),
    );
    breaks(
        9,
        "`/tmp/f` is part of the start",
        started_by(&[("function", Entry::Link("tmp/f")), ("tmp/f", file(elf::fixed()))], &["/function"]),
    );
    breaks(
        9,
        "`/tmp/app.js` is part of the start",
        started_by(&[("node", file(elf::fixed())), ("tmp/app.js", file(""))], &["/node", "/tmp/app.js"]),
    );
    breaks(9, "it starts in `/tmp/app`", changed(|made| made.config["config"]["WorkingDir"] = "/tmp/app".into()));
    let hidden = changed(|made| {
        made.files.insert("tmp/cache/a", file("1"));
        made.files.insert("tmp/cache/b", file("2"));
    });
    is_told("warn", 9, "`/tmp/cache/a` and 1 more cannot be seen", hidden, &[]);
}

#[test]
fn rule_10_memory() {
    is_told("warn", 10, "wants 256 to 512 MB, and the function has 128 MB", good(), &["--memory", "128"]);
    assert_eq!(told(&judged(good(), &["--memory", "256"])), []);
}

#[test]
fn rules_11_and_12_names() {
    let folder = folder();
    let program = program(folder.path());
    let personal = concat!("ccr", ".ccs.tencentyun.com");
    for (name, expected) in [
        (format!("{personal}/ns/name:1"), &[][..]),
        (format!("hk{personal}/ns/name:1"), &[]),
        ("one.tencentcloudcr.com/ns/name:1".to_owned(), &[]),
        (format!("{personal}/name:1"), &[("fail", 11)]),
        ("registry.example.com/ns/name:1".to_owned(), &[("warn", 11)]),
        (format!("x.{personal}.example.com/ns/name:1"), &[("warn", 11)]),
        ("one.tencentcloudcr.com/ns/name:latest".to_owned(), &[("warn", 12)]),
    ] {
        let done = image([&program])
            .args(["--output", "x.tar", "--allow", "11", "--tag", &name])
            .current_dir(folder.path())
            .done();
        done.well();
        let done = judge(folder.path().join("x.tar").to_str().unwrap()).done();
        assert_eq!(told(&done), expected, "{name}: {done:#?}");
    }
}

#[test]
fn rules_13_and_14_port_and_variables() {
    is_told(
        "warn",
        13,
        "it says 8080/tcp",
        changed(|made| made.config["config"]["ExposedPorts"] = json!({"8080/tcp": {}})),
        &[],
    );
    assert_eq!(told(&judged(changed(|made| made.config["config"]["ExposedPorts"] = Value::Null), &[])), []);
    let set = changed(|made| made.config["config"]["Env"] = json!(["SCF_X=1", "A=b", "TENCENTCLOUD_Y="]));
    is_told("warn", 14, "it sets `SCF_X`, `TENCENTCLOUD_Y`", set, &[]);
}

#[test]
fn an_image_of_our_own_that_breaks_a_rule_is_not_made() {
    let folder = folder();
    let program = program(folder.path());
    fs::write(&program, elf::dynamic(Some("/lib64/ld-linux-x86-64.so.2"), &[])).unwrap();
    let done = image([&program]).current_dir(folder.path()).done();
    assert_eq!((done.code, done.stdout.as_str()), (Some(1), ""), "{done:#?}");
    let line = done.stderr.lines().find(|line| line.starts_with("fail")).unwrap();
    assert!(line.contains(" 7  static, or with all its libraries"), "{line}");
    assert!(!folder.path().join("hello.tar").exists());
    image([&program]).args(["--allow", "7"]).current_dir(folder.path()).done().well();
}

#[test]
fn layers_are_put_upon_each_other() {
    let folder = folder();
    // The second takes the program of the first away, and puts another one elsewhere.
    let upper = crate::made::archive(
        &[("a/.wh.function", file("")), ("b/.wh..wh..opq", file("")), ("b/program", file(elf::fixed()))].into(),
    );
    let made = |entrypoint: &str| {
        changed(|made| {
            made.files = [("a/function", file(elf::fixed())), ("b/old", file(elf::fixed()))].into();
            made.config["config"]["Entrypoint"] = json!([entrypoint]);
            let digest = crate::made::digest(&upper);
            made.more.push(json!({"mediaType": PLAIN_LAYER, "digest": digest, "size": upper.len()}));
            made.blobs.insert(digest, upper.clone());
        })
    };
    assert_eq!(told(&judged(made("/b/program"), &[])), []);
    breaks(5, "`/a/function` is not in the image", made("/a/function"));
    breaks(5, "`/b/old` is not in the image", made("/b/old"));
    drop(folder);
}

#[test]
fn what_is_no_image() {
    let folder = folder();
    let at = |path: &str| folder.path().join(path).to_str().unwrap().to_owned();
    let refused = |what: &str| judge(what).env("PATH", "/nonexistent").done().refused();
    fs::create_dir(at("empty")).unwrap();
    assert!(refused(&at("empty")).starts_with("there is no image: a layout has an `index.json`"));
    fs::write(at("text"), "text").unwrap();
    assert!(refused(&at("text")).contains("is no archive of an image"));
    let mut archive = tar::Builder::new(fs::File::create(at("other.tar")).unwrap());
    archive.append_path_with_name(Path::new(&at("text")), "text").unwrap();
    archive.finish().unwrap();
    assert!(refused(&at("other.tar")).contains("it has neither `index.json` nor `manifest.json`"));
    fs::create_dir(at("broken")).unwrap();
    fs::write(at("broken/index.json"), "{").unwrap();
    assert!(refused(&at("broken")).starts_with("index.json of the image cannot be understood: "));
    mknodat(CWD, at("pipe"), FileType::Fifo, Mode::RUSR, 0).unwrap();
    assert!(refused(&at("pipe")).ends_with("is neither a file nor a folder: write the archive to a file first"));
    // An index that is not what its digest says, and names itself.
    let own = format!("sha256:{}", "a".repeat(64));
    let index = json!({"schemaVersion": 2, "manifests": [{"mediaType": INDEX, "digest": own, "size": 1}]});
    write_layout(Path::new(&at("circle")), &index, &[(own, index.to_string().into_bytes())].into());
    assert_eq!(refused(&at("circle")), "the index names no image");
    fs::create_dir(at("skopeo")).unwrap();
    fs::write(at("skopeo/manifest.json"), "{}").unwrap();
    assert!(refused(&at("skopeo")).ends_with("make a layout of it by `skopeo copy dir:… oci:…`"));
    // What names files that are not its own.
    fs::create_dir(at("elsewhere")).unwrap();
    for file in ["../text", &at("text"), "/dev/zero"] {
        fs::write(at("elsewhere/manifest.json"), json!([{ "Config": file, "Layers": [] }]).to_string()).unwrap();
        assert_eq!(refused(&at("elsewhere")), format!("`{file}` of the image cannot be read: it is not there"));
    }
    assert!(refused("hello").starts_with("`hello` is no file, and neither podman nor docker has such an image"));
}

#[test]
fn an_archive_of_dockers_with_plain_layers() {
    let folder = folder();
    let layer = crate::made::archive(&good().files);
    let mut config = good().config;
    config["rootfs"] = json!({"type": "layers", "diff_ids": [crate::made::digest(&layer)]});
    let saved = json!([{"Config": "config.json", "RepoTags": null, "Layers": ["abc/layer.tar"]}]);
    let path = folder.path().join("saved.tar");
    let mut archive = tar::Builder::new(fs::File::create(&path).unwrap());
    for (name, content) in [
        ("abc/layer.tar", layer),
        ("config.json", config.to_string().into()),
        ("manifest.json", saved.to_string().into()),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        archive.append_data(&mut header, name, &*content).unwrap();
    }
    archive.finish().unwrap();
    let done = judge(path.to_str().unwrap()).done();
    assert_eq!(told(&done), [], "{done:#?}");
    assert!(done.stdout.contains("below 1 GiB: at most "), "{done:#?}");
}

#[test]
fn a_rule_that_is_not_there_is_not_let_pass() {
    let folder = folder();
    let program = program(folder.path());
    for done in [image([&program]).args(["--allow", "15"]).done(), judge("x.tar").args(["--allow", "0"]).done()] {
        assert_eq!(done.code, Some(2), "{done:#?}");
        assert!(done.stderr.contains("is not in 1..=14"), "{done:#?}");
    }
}
