//! What the platform demands of an image, as a list of rules, each with its reason, and how each is asked.
//!
//! ```text
//! let subject = Subject { image: &source::read(&store)?, reference: None, memory_mb: Some(128) };
//! for rule in &RULES { let found = rule.ask(&subject); … }
//! ```

use crate::check::finding::{Found, fail, skip, warn};
use crate::image::assembly::{ARCHITECTURE, OS};
use crate::image::elf::Machine;
use crate::image::progress::bytes;
use crate::image::reference::{LATEST, Reference, Registry};
use crate::image::source::{Image, Size};
use crate::image::spec::media;
use crate::image::start::{self, Start};
use crate::image::tree::{Kind, Tree};
use crate::platform;

/// An image, and what is to be done with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) image: &'a Image,
    /// Where it lies, or is to.
    pub(crate) reference: Option<&'a Reference>,
    /// What the function has.
    pub(crate) memory_mb: Option<u32>,
}

#[derive(Debug)]
pub(crate) struct Rule {
    /// Stays the same: scripts go by it.
    pub(crate) number: u8,
    pub(crate) rule: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) limit: &'static str,
    /// What to do where it is broken.
    pub(crate) remedy: &'static str,
    /// The page of the platform's documentation, or what else it rests on.
    pub(crate) source: &'static str,
    ask: fn(&Subject<'_>) -> Found,
}

impl Rule {
    pub(crate) fn ask(&self, subject: &Subject<'_>) -> Found {
        (self.ask)(subject)
    }
}

pub(crate) const RULES: [Rule; 14] = [
    Rule {
        number: 1,
        rule: "one image under one name",
        reason: "that the platform chooses from an index is not documented, nor that it skips attestations",
        limit: "one manifest, no index, no attestation",
        remedy: "build by `cargo scf image`, or by `docker build --platform linux/amd64 --provenance=false`",
        source: "583/41076, which names manifests alone",
        ask: one_image,
    },
    Rule {
        number: 2,
        rule: "a format that the platform reads",
        reason: "the platform takes two formats, and neither knows other layers than tar and gzip",
        limit: "Docker's manifest v2 schema 2, or OCI 1.0",
        remedy: "convert it: `skopeo copy --format oci --dest-compress-format gzip`",
        source: "583/41076",
        ask: format,
    },
    Rule {
        number: 3,
        rule: "all parts are what they are called",
        reason: "who pulls it checks every digest, and refuses what does not fit (444)",
        limit: "every digest and size is right",
        remedy: "build or copy it again",
        source: "OCI image specification 1.0",
        ask: undamaged,
    },
    Rule {
        number: 4,
        rule: "for x86-64 Linux",
        reason: "the platform runs nothing else, and such a program does not start (405)",
        limit: "linux/amd64, and so the program and its libraries",
        remedy: "build for it: `cargo scf image` does, docker with `--platform linux/amd64`",
        source: "583/41076",
        ask: x86_64,
    },
    Rule {
        number: 5,
        rule: "a program to start",
        reason: "a container without one ends at once (405, 445)",
        limit: "entry point or command lead to a file in the image",
        remedy: "set `ENTRYPOINT` to the program's path",
        source: "583/35311",
        ask: program,
    },
    Rule {
        number: 6,
        rule: "the program may be run",
        reason: "without the executable bit for the image's user nothing starts (405)",
        limit: "mode 0755, and a user that the image knows or a number",
        remedy: "`chmod 755` it before it is copied, and name the user by number",
        source: "583/97808",
        ask: may_be_run,
    },
    Rule {
        number: 7,
        rule: "static, or with all its libraries",
        reason: "the platform brings no libraries: a program without its own does not start (405)",
        limit: "no loader and no library that is not in the image",
        remedy: "link statically (`-C target-feature=+crt-static`, `CGO_ENABLED=0`), or copy the libraries in",
        source: "583/35311",
        ask: libraries,
    },
    Rule {
        number: 8,
        rule: "below 1 GiB",
        reason: "the platform refuses larger images; the documentation of Chinese origin means the packed size",
        limit: "1 GiB packed",
        remedy: "leave out what does not run: compilers, caches, debug information; a ticket raises the limit",
        source: "583/41076",
        ask: size,
    },
    Rule {
        number: 9,
        rule: "nothing needed lies in /tmp",
        reason: "the platform mounts an empty /tmp over that of the image",
        limit: "no file below /tmp is part of the start",
        remedy: "put it elsewhere, and copy it to /tmp when the function starts if it is to be written to",
        source: "583/97808",
        ask: nothing_in_tmp,
    },
    Rule {
        number: 10,
        rule: "memory for an image of this size",
        reason: "the page has a table of what an image's size calls for; a start that has less may fail or be slow",
        limit: "256 MB below 256 MB of image, 512 MB below 512 MB, above that more than 1 GB",
        remedy: "give the function more memory, or make the image smaller",
        source: "583/41076",
        ask: memory,
    },
    Rule {
        number: 11,
        rule: "in a registry that the platform pulls from",
        reason: "functions take images of the two kinds of the platform's own registry, of their region",
        limit: "`ccr.ccs.tencentyun.com/namespace/name:tag` or `….tencentcloudcr.com/namespace/name:tag`",
        remedy: "push it to one of the two",
        source: "583/41076; SDK, ImageConfig",
        ask: registry,
    },
    Rule {
        number: 12,
        rule: "a tag that says which",
        reason: "`latest` is another image tomorrow: what runs cannot be told, and new instances may differ from old ones",
        limit: "a tag that is not `latest`",
        remedy: "tag by version or commit, and deploy by the digest",
        source: "SDK, ImageConfig",
        ask: tag,
    },
    Rule {
        number: 13,
        rule: "port 9000",
        reason: "the platform sends to this port and no other (446)",
        limit: "what the image says to expose is 9000, or nothing",
        remedy: "listen on 9000, and say `EXPOSE 9000`",
        source: "583/41076",
        ask: port,
    },
    Rule {
        number: 14,
        rule: "no variables of the platform's",
        reason: "names that begin like those are reserved: what the image sets is replaced, or misleads the program",
        limit: "no SCF_, QCLOUD_, TENCENTCLOUD_",
        remedy: "choose another name",
        source: "583/32748",
        ask: variables,
    },
];

fn one_image(subject: &Subject<'_>) -> Found {
    let others = &subject.image.others;
    match (others.attestations, others.images, others.index) {
        (0, 0, false) => Ok("one manifest".to_owned()),
        (0, 0, true) => fail("its name leads to an index, even though that has one image only"),
        (0, images, _) => fail(format!("its name leads to {} images", images + 1)),
        (_, 0, _) => fail("its name leads to an index with an attestation of how it was built"),
        (_, images, _) => fail(format!("its name leads to {} images, with attestations", images + 1)),
    }
}

fn format(subject: &Subject<'_>) -> Found {
    let image = subject.image;
    let Some(media_type) = &image.media_type else {
        return Ok("an archive of Docker's, which is pushed as v2 schema 2".to_owned());
    };
    let (name, config, layers): (_, _, &[&str]) = match &**media_type {
        media::OCI_MANIFEST => ("OCI 1.0", media::OCI_CONFIG, &[media::OCI_LAYER_GZIP, media::OCI_LAYER]),
        media::DOCKER_MANIFEST => {
            ("Docker v2 schema 2", media::DOCKER_CONFIG, &[media::DOCKER_LAYER_GZIP, media::DOCKER_LAYER])
        }
        media::DOCKER_SCHEMA_1 => return fail("it is Docker's manifest of schema 1"),
        other => return fail(format!("its manifest is `{other}`")),
    };
    match image.parts.split_first() {
        Some((found, _)) if found.media_type != config => fail(format!("its config is `{}`", found.media_type)),
        Some((_, rest)) => match rest.iter().find(|layer| !layers.contains(&&*layer.media_type)) {
            Some(layer) => fail(format!("a layer is `{}`", layer.media_type)),
            None => Ok(name.to_owned()),
        },
        None => fail("its manifest has no config"),
    }
}

fn undamaged(subject: &Subject<'_>) -> Found {
    match subject.image.damage.as_slice() {
        [] => Ok(String::new()),
        damage => fail(damage.join("; ")),
    }
}

fn x86_64(subject: &Subject<'_>) -> Found {
    let config = &subject.image.config;
    if config.architecture != ARCHITECTURE || config.os != OS {
        return fail(format!("it is for {}/{}", named(&config.os), named(&config.architecture)));
    }
    let start = started(subject)?;
    let program = start.elf.map(|elf| (start.path.clone(), elf.machine.clone()));
    for (path, machine) in program.into_iter().chain(start.libraries) {
        if let Machine::Other(name) = machine {
            return fail(format!("`/{path}` is for {name}"));
        }
    }
    Ok(format!("{OS}/{ARCHITECTURE}"))
}

fn named(text: &str) -> &str {
    if text.is_empty() { "nothing that it names" } else { text }
}

fn program(subject: &Subject<'_>) -> Found {
    match start::find(&subject.image.config.config, tree(subject)?) {
        Ok(start) => Ok(start.steps.first().cloned().unwrap_or_default()),
        Err(why) => fail(why),
    }
}

fn may_be_run(subject: &Subject<'_>) -> Found {
    let tree = tree(subject)?;
    let start = started(subject)?;
    let user = &subject.image.config.config.user;
    for step in &start.steps {
        let Some((_, node)) = tree.find(step) else { continue };
        match start::may_run(user, node, tree) {
            Ok(true) => {}
            Ok(false) if node.mode & 0o111 == 0 => return fail(format!("`{step}` has the mode {:04o}", node.mode)),
            Ok(false) => return fail(format!("`{step}` has the mode {:04o}, and the user is `{user}`", node.mode)),
            Err(name) => return fail(format!("it is to run as `{name}`, whom the image does not know")),
        }
    }
    if start.node.mode & 0o001 == 0 {
        let mode = start.node.mode;
        return warn(format!("`/{}` has the mode {mode:04o}: another user than the image's cannot run it", start.path));
    }
    Ok(if user.is_empty() { "as root".to_owned() } else { format!("as `{user}`") })
}

fn libraries(subject: &Subject<'_>) -> Found {
    let start = started(subject)?;
    let Some(elf) = start.elf else {
        return fail(format!("`/{}` is neither a program nor a script that names its interpreter", start.path));
    };
    match (&elf.interpreter, start.missing.as_slice()) {
        (None, _) => Ok("static".to_owned()),
        (Some(_), []) => Ok(format!("{} libraries", start.libraries.len())),
        (Some(_), missing) => fail(format!("`/{}` needs `{}`, not in the image", start.path, missing.join("`, `"))),
    }
}

fn size(subject: &Subject<'_>) -> Found {
    let size = subject.image.size;
    match size {
        Size::Packed(packed) if packed >= platform::IMAGE_LIMIT => fail(format!("it has {}", bytes(packed))),
        Size::AtMost(most) if most >= platform::IMAGE_LIMIT => {
            skip(format!("it has {} before it is packed, and nobody has packed it yet", bytes(most)))
        }
        Size::Packed(packed) => Ok(bytes(packed).to_string()),
        Size::AtMost(most) => Ok(format!("at most {}", bytes(most))),
    }
}

fn nothing_in_tmp(subject: &Subject<'_>) -> Found {
    let tree = tree(subject)?;
    let hidden = platform::WRITABLE_DIRECTORY;
    let below = |path: &str| path.trim_start_matches('/').starts_with(&format!("{}/", hidden.trim_start_matches('/')));
    let config = &subject.image.config.config;
    if below(&format!("{}/", config.working_dir)) && config.working_dir.trim_end_matches('/') != hidden {
        return fail(format!("it starts in `{}`, which is not there on the platform", config.working_dir));
    }
    // What the command names, links and interpreters among it; an argument may be what a program reads at once.
    let start = start::find(config, tree).ok();
    let steps = start
        .iter()
        .flat_map(|start| start.steps.iter().chain([&start.path]).chain(start.libraries.iter().map(|(path, _)| path)));
    let arguments = start::command(config).into_iter().filter(|word| tree.find(word).is_some());
    let needed = steps.map(String::as_str).chain(arguments).find(|path| below(path));
    if let Some(needed) = needed {
        return fail(format!("`/{}` is part of the start", needed.trim_start_matches('/')));
    }
    let mut hidden_files = tree.below(hidden).filter(|(_, node)| !matches!(node.kind, Kind::Folder));
    match hidden_files.next() {
        Some((path, _)) => {
            let more = hidden_files.count();
            let others = if more == 0 { String::new() } else { format!(" and {more} more") };
            warn(format!("`/{path}`{others} cannot be seen on the platform"))
        }
        None => Ok(String::new()),
    }
}

fn memory(subject: &Subject<'_>) -> Found {
    let Some(memory) = subject.memory_mb else { return skip("no `--memory` is given") };
    let size = subject.image.size;
    let row = platform::MEMORY_BY_IMAGE.iter().find(|(below, ..)| size.bytes() < *below);
    let Some((_, least, most)) = row else { return skip("the table ends at 1 GiB") };
    let range = match most {
        Some(most) => format!("{least} to {most} MB"),
        None => format!("more than {least} MB"),
    };
    let packed = bytes(size.bytes());
    if memory < *least || (most.is_none() && memory == *least) {
        warn(format!("it has {packed}, for which the table wants {range}, and the function has {memory} MB"))
    } else {
        Ok(format!("{memory} MB for {packed}"))
    }
}

fn registry(subject: &Subject<'_>) -> Found {
    let Some(reference) = subject.reference else { return skip("it is in no registry yet") };
    let is_below_a_namespace = reference.repository.contains('/');
    match reference.registry() {
        Registry::Other => warn(format!("`{}` is neither", reference.domain)),
        _ if !is_below_a_namespace => fail(format!("`{reference}` has no namespace before the name")),
        Registry::Personal => Ok("personal".to_owned()),
        Registry::Enterprise => Ok("enterprise".to_owned()),
    }
}

fn tag(subject: &Subject<'_>) -> Found {
    let Some(reference) = subject.reference else { return skip("it has no name yet") };
    match reference.tag.as_deref() {
        Some(LATEST) => warn("it is called `latest`"),
        None if reference.digest.is_none() => warn("it has no tag, which stands for `latest`"),
        None => warn("it has a digest alone, and the platform's API wants a tag, too"),
        Some(tag) => Ok(tag.to_owned()),
    }
}

fn port(subject: &Subject<'_>) -> Found {
    let port = platform::PORT.to_string();
    let exposed: Vec<&str> = subject.image.config.config.exposed_ports.keys().map(String::as_str).collect();
    if exposed.is_empty() {
        return Ok("it says none".to_owned());
    }
    if exposed.iter().any(|exposed| exposed.split('/').next() == Some(&port)) {
        return Ok(String::new());
    }
    warn(format!("it says {}", exposed.join(", ")))
}

fn variables(subject: &Subject<'_>) -> Found {
    let names = subject.image.config.config.env.iter().filter_map(|variable| variable.split('=').next());
    let reserved = |name: &&str| platform::variable::RESERVED.iter().any(|prefix| name.starts_with(prefix));
    match names.filter(reserved).collect::<Vec<_>>().as_slice() {
        [] => Ok(String::new()),
        names => warn(format!("it sets `{}`", names.join("`, `"))),
    }
}

/// Where the files cannot be seen, nothing is said of them.
fn tree<'a>(subject: &Subject<'a>) -> Result<&'a Tree, crate::check::finding::Finding> {
    match &subject.image.tree {
        Ok(tree) => Ok(tree),
        Err(why) => skip(why.clone()),
    }
}

/// One mistake breaks one rule: where there is no program, rule 5 says so.
fn started<'a>(subject: &Subject<'a>) -> Result<Start<'a>, crate::check::finding::Finding> {
    start::find(&subject.image.config.config, tree(subject)?).or_else(|_| skip("there is no program to look at"))
}
