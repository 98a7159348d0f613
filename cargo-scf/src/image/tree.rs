//! The files of an image, as a container sees them: layer upon layer.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;

use tar::{Archive, Entry, EntryType};

use crate::image::elf::{self, Elf};

/// By path, without the `/` at the beginning; the root itself is not among them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree(BTreeMap<String, Node>);

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) mode: u32,
    pub(crate) owner: u64,
    pub(crate) group: u64,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Folder,
    File {
        size: u64,
        content: Content,
    },
    Link {
        target: String,
    },
    /// A device, a pipe.
    Other,
}

/// What of a file matters to how a program starts.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Elf(Elf),
    /// What stands behind `#!` in the first line.
    Script(String),
    /// Of the loader's settings and the list of users.
    Text(String),
    Data,
}

/// Links that lead to links: as many as the kernel follows.
const LINKS: usize = 40;

/// A whole file that is to be understood is held in memory for a moment.
const PROGRAM_LIMIT: u64 = 1024 * 1024 * 1024;
const TEXT_LIMIT: u64 = 64 * 1024;

/// Files whose text is wanted.
const TEXTS: [&str; 2] = ["etc/passwd", "etc/ld.so.conf"];
const TEXTS_BELOW: &str = "etc/ld.so.conf.d/";

/// What a layer has in place of a file that it takes away, and of all that a folder had before.
const GONE: &str = ".wh.";
const ALL_GONE: &str = ".wh..wh..opq";

impl Tree {
    /// Puts a layer, which is unpacked already, on what is there.
    pub(crate) fn add(&mut self, layer: impl Read) -> io::Result<()> {
        let mut archive = Archive::new(layer);
        let mut own = Self::default();
        for entry in archive.entries()? {
            let mut entry = entry?;
            let Some(path) = normal(&entry.path()?) else { continue };
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
            if name == ALL_GONE {
                self.remove_below(folder);
            } else if let Some(gone) = name.strip_prefix(GONE) {
                self.remove(&join(folder, gone));
            } else if let Some(node) = own.node(&mut entry, &path, self)? {
                own.0.insert(path, node);
            }
        }
        for (path, node) in own.0 {
            // What was a folder and is none any more takes all that was in it away.
            if !matches!(node.kind, Kind::Folder) {
                self.remove(&path);
            }
            self.0.insert(path, node);
        }
        Ok(())
    }

    fn node(&self, entry: &mut Entry<'_, impl Read>, path: &str, below: &Self) -> io::Result<Option<Node>> {
        let header = entry.header();
        // A field that is empty stands for 0, as it does for the engines.
        let number = |field: io::Result<u64>| field.unwrap_or_default();
        let (owner, group) = (number(header.uid()), number(header.gid()));
        let mode = header.mode().unwrap_or_default();
        let kind = match header.entry_type() {
            EntryType::Directory => Kind::Folder,
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
                Kind::File { size: entry.size(), content: content(entry, path)? }
            }
            EntryType::Symlink => Kind::Link { target: link(entry) },
            EntryType::Link => {
                let target = normal(Path::new(&link(entry))).unwrap_or_default();
                return Ok(self.0.get(&target).or_else(|| below.0.get(&target)).cloned());
            }
            kind if kind.is_pax_global_extensions() => return Ok(None),
            _ => Kind::Other,
        };
        Ok(Some(Node { kind, mode, owner, group }))
    }

    fn remove(&mut self, path: &str) {
        self.0.remove(path);
        self.remove_below(path);
    }

    fn remove_below(&mut self, folder: &str) {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        self.0.retain(|path, _| !path.starts_with(&prefix));
    }

    /// All files that are, by their own names, below a folder.
    pub(crate) fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = (&'a str, &'a Node)> {
        let prefix = format!("{}/", folder.trim_matches('/'));
        self.0.iter().filter(move |(path, _)| path.starts_with(&prefix)).map(|(path, node)| (path.as_str(), node))
    }

    /// The sum of all files.
    pub(crate) fn size(&self) -> u64 {
        let sizes = self.0.values().map(|node| if let Kind::File { size, .. } = node.kind { size } else { 0 });
        sizes.fold(0, u64::saturating_add)
    }

    /// What a path leads to, over all links, and where that really is.
    pub(crate) fn find(&self, path: &str) -> Option<(String, &Node)> {
        let mut left = LINKS;
        let real = self.resolve(path, &mut left)?;
        let node = self.0.get(&real)?;
        Some((real, node))
    }

    fn resolve(&self, path: &str, left: &mut usize) -> Option<String> {
        let mut at = String::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => at.truncate(at.rfind('/').unwrap_or_default()),
                name => {
                    let next = join(&at, name);
                    at = match self.0.get(&next).map(|node| &node.kind) {
                        Some(Kind::Link { target }) => {
                            *left = left.checked_sub(1)?;
                            let target = if target.starts_with('/') { target.clone() } else { join(&at, target) };
                            self.resolve(&target, left)?
                        }
                        _ => next,
                    };
                }
            }
        }
        Some(at)
    }

    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        match &self.find(path)?.1.kind {
            Kind::File { content: Content::Text(text), .. } => Some(text),
            _ => None,
        }
    }
}

fn link(entry: &Entry<'_, impl Read>) -> String {
    let target = entry.link_name_bytes().unwrap_or_default();
    String::from_utf8_lossy(&target).into_owned()
}

fn content(entry: &mut Entry<'_, impl Read>, path: &str) -> io::Result<Content> {
    if TEXTS.contains(&path) || path.starts_with(TEXTS_BELOW) {
        let mut text = Vec::new();
        entry.take(TEXT_LIMIT).read_to_end(&mut text)?;
        return Ok(Content::Text(String::from_utf8_lossy(&text).into_owned()));
    }
    let mut start = Vec::new();
    entry.take(elf::MAGIC.len().try_into().unwrap_or(u64::MAX)).read_to_end(&mut start)?;
    if start == elf::MAGIC {
        entry.take(PROGRAM_LIMIT).read_to_end(&mut start)?;
        return Ok(elf::read(&start).map_or(Content::Data, Content::Elf));
    }
    if start.starts_with(b"#!") {
        // The kernel reads 256 bytes.
        entry.take(252).read_to_end(&mut start)?;
        let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line.get(2..).unwrap_or_default()).into_owned();
        return Ok(Content::Script(line));
    }
    Ok(Content::Data)
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The path of an entry, of whatever form, as the tree has them; `None` is the root.
fn normal(path: &Path) -> Option<String> {
    let parts = path.components().filter_map(|part| match part {
        std::path::Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    let path = parts.collect::<Vec<_>>().join("/");
    (!path.is_empty()).then_some(path)
}
