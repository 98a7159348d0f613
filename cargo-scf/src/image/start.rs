//! How an image's program starts, followed as the kernel and the loader would: the file, who may run it, what it needs.

use std::collections::BTreeSet;

use crate::image::elf::{Elf, Machine};
use crate::image::spec::Execution;
use crate::image::tree::{Content, Kind, Node, Tree};

/// Where a program is looked for unless the image says otherwise: what engines set.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Where the loaders of glibc and musl look at the end.
const LIBRARIES: [&str; 6] =
    ["/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib"];

/// Where that of musl looks, too.
const LIBRARIES_OF_MUSL: &str = "/usr/local/lib";

/// A script's interpreter may be a script: as often as the kernel follows that.
const SCRIPTS: usize = 5;

/// The file that is started, and what was on the way there.
#[derive(Clone, Debug)]
pub(crate) struct Start<'a> {
    /// Links and scripts and the program itself, as they are named.
    pub(crate) steps: Vec<String>,
    /// Its real place.
    pub(crate) path: String,
    pub(crate) node: &'a Node,
    /// `None` where it is neither a program nor a script.
    pub(crate) elf: Option<&'a Elf>,
    /// What is needed and is not there.
    pub(crate) missing: Vec<String>,
    /// Loader and libraries that were found, by their real places.
    pub(crate) libraries: Vec<(String, Machine)>,
}

/// The command, as the image has it.
pub(crate) fn command(config: &Execution) -> Vec<&str> {
    config.entrypoint.iter().chain(&config.cmd).map(String::as_str).collect()
}

pub(crate) fn find<'a>(config: &Execution, tree: &'a Tree) -> Result<Start<'a>, String> {
    let command = command(config);
    let Some(named) = command.first() else {
        return Err("the image names no program to start".to_owned());
    };
    let mut steps = Vec::new();
    let mut path = locate(named, config, tree).ok_or_else(|| format!("`{named}` is not in the image"))?;
    for _ in 0..SCRIPTS {
        let (real, node) = tree.find(&path).ok_or_else(|| format!("`{path}` is not in the image"))?;
        steps.push(path.clone());
        let content = match &node.kind {
            Kind::File { content, .. } => content,
            Kind::Folder => return Err(format!("`{path}` is a folder")),
            Kind::Link { .. } | Kind::Other => return Err(format!("`{path}` is no file")),
        };
        let mut start =
            Start { steps: steps.clone(), path: real, node, elf: None, missing: Vec::new(), libraries: Vec::new() };
        match content {
            Content::Script(line) => {
                let mut words = line.split_whitespace();
                let interpreter = words.next().unwrap_or_default();
                let after = words.find(|word| !word.starts_with('-') && !word.contains('='));
                let next = match after {
                    // `env` looks for the interpreter itself.
                    Some(word) if interpreter.ends_with("/env") => locate(word, config, tree),
                    _ => tree.find(interpreter).map(|_| interpreter.to_owned()),
                };
                let what = line.trim();
                path = next.ok_or_else(|| format!("`{path}` is a script for `{what}`, which is not in the image"))?;
            }
            Content::Elf(elf) => {
                start.elf = Some(elf);
                start.load(elf, config, tree);
                return Ok(start);
            }
            Content::Text(_) | Content::Data => return Ok(start),
        }
    }
    Err(format!("`{named}` is a script for a script, more than {SCRIPTS} times"))
}

fn locate(name: &str, config: &Execution, tree: &Tree) -> Option<String> {
    let there = |path: &str| tree.find(path).is_some_and(|(_, node)| !matches!(node.kind, Kind::Folder));
    if name.contains('/') {
        let path = if name.starts_with('/') { name.to_owned() } else { format!("{}/{name}", config.working_dir) };
        return tree.find(&path).is_some().then_some(path);
    }
    let path = variable(config, "PATH").unwrap_or(PATH);
    path.split(':').map(|folder| format!("{folder}/{name}")).find(|path| there(path))
}

fn variable<'a>(config: &'a Execution, name: &str) -> Option<&'a str> {
    config
        .env
        .iter()
        .filter_map(|variable| variable.split_once('='))
        .find(|(found, _)| *found == name)
        .map(|pair| pair.1)
}

impl Start<'_> {
    /// Looks for all that a dynamic program needs, and what that needs.
    fn load(&mut self, program: &Elf, config: &Execution, tree: &Tree) {
        let Some(loader) = &program.interpreter else { return };
        match tree.find(loader) {
            Some((path, node)) => self.libraries.extend(machine(node).map(|machine| (path, machine))),
            None => self.missing.push(loader.clone()),
        }
        let mut folders: Vec<String> =
            variable(config, "LD_LIBRARY_PATH").into_iter().flat_map(|all| all.split(':')).map(str::to_owned).collect();
        folders.extend(configured(tree));
        folders.extend(LIBRARIES.map(str::to_owned));
        if loader.contains("musl") {
            folders.push(LIBRARIES_OF_MUSL.to_owned());
        }
        let mut seen = BTreeSet::new();
        let mut left = vec![(self.path.clone(), program)];
        while let Some((path, elf)) = left.pop() {
            let origin = format!("/{}", path.rsplit_once('/').map_or("", |(folder, _)| folder));
            let own = elf.paths.iter().map(|path| path.replace("$ORIGIN", &origin).replace("${ORIGIN}", &origin));
            let own: Vec<String> = own.collect();
            for name in &elf.needed {
                if !seen.insert(name.clone()) {
                    continue;
                }
                let mut places: Vec<String> = if name.contains('/') {
                    vec![name.clone()]
                } else {
                    own.iter().chain(&folders).map(|folder| format!("{folder}/{name}")).collect()
                };
                // Musl's C library is its loader.
                if name.starts_with("libc.musl") {
                    places.push(loader.clone());
                }
                let found = places.iter().find_map(|place| {
                    let (real, node) = tree.find(place)?;
                    Some((real, library(node)?))
                });
                match found {
                    Some((real, library)) => {
                        self.libraries.push((real.clone(), library.machine.clone()));
                        left.push((real, library));
                    }
                    None => self.missing.push(name.clone()),
                }
            }
        }
    }
}

fn library(node: &Node) -> Option<&Elf> {
    match &node.kind {
        Kind::File { content: Content::Elf(elf), .. } => Some(elf),
        _ => None,
    }
}

fn machine(node: &Node) -> Option<Machine> {
    Some(library(node)?.machine.clone())
}

/// The folders that the loader's settings name.
fn configured(tree: &Tree) -> Vec<String> {
    let below = tree.below("etc/ld.so.conf.d").map(|(path, _)| path);
    let texts = ["etc/ld.so.conf"].into_iter().chain(below).filter_map(|path| tree.text(path));
    let lines = texts.flat_map(str::lines).map(str::trim);
    lines.filter(|line| line.starts_with('/')).map(str::to_owned).collect()
}

/// Whether an image's user may run a file; `Err` says who that is not known to be.
pub(crate) fn may_run(user: &str, node: &Node, tree: &Tree) -> Result<bool, String> {
    let (name, group) = user.split_once(':').unwrap_or((user, ""));
    let line = |found: &dyn Fn(&[&str]) -> bool| {
        let lines = tree.text("etc/passwd").unwrap_or_default().lines();
        lines.map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| found(fields))
    };
    let number = |text: &str| text.parse::<u64>().ok();
    let (owner, default_group) = match (name, number(name)) {
        ("", _) => (0, Some(0)),
        (_, Some(id)) => (id, line(&|fields| fields.get(2) == Some(&name)).and_then(|fields| number(fields.get(3)?))),
        (name, None) => {
            let fields = line(&|fields| fields.first() == Some(&name)).ok_or_else(|| name.to_owned())?;
            let id = fields.get(2).and_then(|id| number(id)).ok_or_else(|| name.to_owned())?;
            (id, fields.get(3).and_then(|id| number(id)))
        }
    };
    let group = number(group).or(default_group).unwrap_or_default();
    let bit = match node {
        // Root may run what anybody may.
        _ if owner == 0 => 0o111,
        node if node.owner == owner => 0o100,
        node if node.group == group => 0o010,
        _ => 0o001,
    };
    Ok(node.mode & bit != 0)
}
