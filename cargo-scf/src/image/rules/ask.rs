//! How each rule is asked. Where something else is missing that it would need, it is left out: one mistake breaks one rule.

use crate::finding::{Finding, Found, fail, skip, warn};
use crate::image::assembly::{ARCHITECTURE, OS};
use crate::image::elf::Machine;
use crate::image::progress::bytes;
use crate::image::reference::{LATEST, Registry};
use crate::image::rules::Subject;
use crate::image::source::Size;
use crate::image::spec::media;
use crate::image::start::{self, Start};
use crate::image::tree::{Kind, Tree};
use crate::platform;

pub(super) fn one_image(subject: &Subject<'_>) -> Found {
    let others = &subject.image.others;
    match (others.attestations, others.images, others.index) {
        (0, 0, false) => Ok("one manifest".to_owned()),
        (0, 0, true) => fail("its name leads to an index, even though that has one image only"),
        (0, images, _) => fail(format!("its name leads to {} images", images + 1)),
        (_, 0, _) => fail("its name leads to an index with an attestation of how it was built"),
        (_, images, _) => fail(format!("its name leads to {} images, with attestations", images + 1)),
    }
}

pub(super) fn format(subject: &Subject<'_>) -> Found {
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

pub(super) fn undamaged(subject: &Subject<'_>) -> Found {
    match subject.image.damage.as_slice() {
        [] => Ok(String::new()),
        damage => fail(damage.join("; ")),
    }
}

pub(super) fn x86_64(subject: &Subject<'_>) -> Found {
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

pub(super) fn program(subject: &Subject<'_>) -> Found {
    match start::find(&subject.image.config.config, tree(subject)?) {
        Ok(start) => Ok(start.steps.first().cloned().unwrap_or_default()),
        Err(why) => fail(why),
    }
}

pub(super) fn may_be_run(subject: &Subject<'_>) -> Found {
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

pub(super) fn libraries(subject: &Subject<'_>) -> Found {
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

pub(super) fn size(subject: &Subject<'_>) -> Found {
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

pub(super) fn nothing_in_tmp(subject: &Subject<'_>) -> Found {
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

pub(super) fn memory(subject: &Subject<'_>) -> Found {
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

pub(super) fn registry(subject: &Subject<'_>) -> Found {
    let Some(reference) = subject.reference else { return skip("it is in no registry yet") };
    let is_below_a_namespace = reference.repository.contains('/');
    match reference.registry() {
        Registry::Other => warn(format!("`{}` is neither", reference.domain)),
        _ if !is_below_a_namespace => fail(format!("`{reference}` has no namespace before the name")),
        Registry::Personal => Ok("personal".to_owned()),
        Registry::Enterprise => Ok("enterprise".to_owned()),
    }
}

pub(super) fn tag(subject: &Subject<'_>) -> Found {
    let Some(reference) = subject.reference else { return skip("it has no name yet") };
    match reference.tag.as_deref() {
        Some(LATEST) => warn("it is called `latest`"),
        None if reference.digest.is_none() => warn("it has no tag, which stands for `latest`"),
        None => warn("it has a digest alone, and the platform's API wants a tag, too"),
        Some(tag) => Ok(tag.to_owned()),
    }
}

pub(super) fn port(subject: &Subject<'_>) -> Found {
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

pub(super) fn variables(subject: &Subject<'_>) -> Found {
    let names = subject.image.config.config.env.iter().filter_map(|variable| variable.split('=').next());
    let reserved = |name: &&str| platform::variable::RESERVED.iter().any(|prefix| name.starts_with(prefix));
    match names.filter(reserved).collect::<Vec<_>>().as_slice() {
        [] => Ok(String::new()),
        names => warn(format!("it sets `{}`", names.join("`, `"))),
    }
}

/// Where the files cannot be seen, nothing is said of them.
fn tree<'a>(subject: &Subject<'a>) -> Result<&'a Tree, Finding> {
    match &subject.image.tree {
        Ok(tree) => Ok(tree),
        Err(why) => skip(why.clone()),
    }
}

/// One mistake breaks one rule: where there is no program, rule 5 says so.
fn started<'a>(subject: &Subject<'a>) -> Result<Start<'a>, Finding> {
    start::find(&subject.image.config.config, tree(subject)?).or_else(|_| skip("there is no program to look at"))
}
