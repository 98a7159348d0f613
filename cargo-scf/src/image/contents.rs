//! What goes into an image of this tool's: the program, an empty `/tmp`, and what was asked for beside it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};

use crate::platform;
use crate::stop::{OrStop, Stop};

/// Where the program lies: the same as in the Dockerfile of `cargo scf new`.
pub(crate) const PROGRAM: &str = "/function";

/// Where programs look for certificates on most systems, OpenSSL's and rustls's among them.
const CERTIFICATES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Where a machine that images are built on has them: Debian and Arch, Fedora, SUSE, Alpine.
const CERTIFICATES_HERE: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

const TIME_ZONES: &str = "/usr/share/zoneinfo";

/// Beside the zones: all of them a second and a third time, and tables for people who choose one.
const NO_TIME_ZONES: [&str; 8] =
    ["posix", "right", "posixrules", "localtime", "leapseconds", "leap-seconds.list", "tzdata.zi", "+VERSION"];

/// What a file is there for; the table at the end has a row for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Program,
    Files,
    Certificates,
    TimeZones,
    Folders,
}

#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) part: Part,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Folder { mode: u32 },
    File { source: PathBuf, mode: u32 },
    Link { target: PathBuf },
}

/// By path, without the `/` at the beginning: the order that they have in the layer.
#[derive(Clone, Debug)]
pub(crate) struct Contents(BTreeMap<PathBuf, Item>);

impl Contents {
    pub(crate) fn of(program: &Path) -> Result<Self, Stop> {
        let mut contents = Self(BTreeMap::new());
        // A runtime that mounts nothing here must find a folder, and one that does needs where to.
        let temporary = Item { part: Part::Folders, kind: Kind::Folder { mode: 0o1777 } };
        contents.put(Path::new(platform::WRITABLE_DIRECTORY), temporary)?;
        contents.put(Path::new(PROGRAM), file(Part::Program, program, 0o755))?;
        Ok(contents)
    }

    /// A file or a folder of the user's.
    pub(crate) fn add(&mut self, source: &Path, destination: &Path) -> Result<(), Stop> {
        // What a link that is named leads to is meant; a link within a folder stays one.
        let metadata = fs::metadata(source).or_stop(|| format!("`{}` cannot be read", source.display()))?;
        self.copy(source, destination, &metadata, Part::Files)
    }

    /// The authorities that this machine trusts.
    pub(crate) fn add_certificates(&mut self) -> Result<(), Stop> {
        let named = std::env::var_os("SSL_CERT_FILE").map(PathBuf::from);
        let here = named.into_iter().chain(CERTIFICATES_HERE.map(PathBuf::from)).find(|path| path.is_file());
        let Some(source) = here else {
            return Err(Stop::new(
                "this machine has no list of authorities: install `ca-certificates`, or name one by `SSL_CERT_FILE`",
            ));
        };
        self.put(Path::new(CERTIFICATES), file(Part::Certificates, &source, 0o644))
    }

    /// The time zones that this machine knows.
    pub(crate) fn add_time_zones(&mut self) -> Result<(), Stop> {
        let source = std::env::var_os("TZDIR").map_or_else(|| PathBuf::from(TIME_ZONES), PathBuf::from);
        if !source.join("UTC").exists() {
            return Err(Stop::new(format!(
                "`{}` has no time zones: install `tzdata`, or name a folder that has by `TZDIR`",
                source.display()
            )));
        }
        for (name, path) in entries(&source)? {
            let is_a_table =
                path.extension().is_some_and(|extension| extension == "tab") || NO_TIME_ZONES.contains(&&*name);
            if !is_a_table {
                // Debian links some of them to `/etc`, which is not in the image: what the link leads to is a zone.
                let metadata = fs::metadata(&path).or_stop(|| format!("`{}` cannot be read", path.display()))?;
                self.copy(&path, &Path::new(TIME_ZONES).join(name), &metadata, Part::TimeZones)?;
            }
        }
        Ok(())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Path, &Item)> {
        self.0.iter().map(|(path, item)| (path.as_path(), item))
    }

    fn copy(&mut self, source: &Path, destination: &Path, metadata: &fs::Metadata, part: Part) -> Result<(), Stop> {
        let shown = source.display();
        if metadata.is_symlink() {
            let target = fs::read_link(source).or_stop(|| format!("`{shown}` cannot be read"))?;
            return self.put(destination, Item { part, kind: Kind::Link { target } });
        }
        if metadata.is_file() {
            // The same whatever this machine's umask: read by all, and run by all where anybody may run it.
            let mode = if metadata.permissions().mode() & 0o111 == 0 { 0o644 } else { 0o755 };
            return self.put(destination, file(part, source, mode));
        }
        if !metadata.is_dir() {
            return Err(Stop::new(format!("`{shown}` is neither a file nor a folder: an image holds nothing else")));
        }
        self.put(destination, Item { part, kind: Kind::Folder { mode: 0o755 } })?;
        for (name, path) in entries(source)? {
            let metadata = path.symlink_metadata().or_stop(|| format!("`{}` cannot be read", path.display()))?;
            self.copy(&path, &destination.join(name), &metadata, part)?;
        }
        Ok(())
    }

    fn put(&mut self, path: &Path, item: Item) -> Result<(), Stop> {
        let shown = path.display();
        let inner = inside(path).ok_or_else(|| {
            Stop::new(format!("`{shown}` is no place in an image: write it from `/` on, without `..`"))
        })?;
        for above in inner.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty()) {
            let folder = Item { part: Part::Folders, kind: Kind::Folder { mode: 0o755 } };
            let there = self.0.entry(above.to_owned()).or_insert(folder);
            if !matches!(there.kind, Kind::Folder { .. }) {
                return Err(Stop::new(format!("`/{}` is a file, so nothing can lie below it", above.display())));
            }
        }
        match self.0.get(&inner) {
            Some(Item { kind: Kind::Folder { .. }, .. }) if matches!(item.kind, Kind::Folder { .. }) => Ok(()),
            Some(_) => Err(Stop::new(format!("`{shown}` would be in the image twice: choose another place for one"))),
            None => {
                self.0.insert(inner, item);
                Ok(())
            }
        }
    }
}

fn file(part: Part, source: &Path, mode: u32) -> Item {
    Item { part, kind: Kind::File { source: source.to_owned(), mode } }
}

/// The path without its `/`; `None` where it is no place below `/`.
fn inside(path: &Path) -> Option<PathBuf> {
    let mut parts = path.components();
    if parts.next() != Some(Component::RootDir) {
        return None;
    }
    let inner = parts.map(|part| if let Component::Normal(name) = part { Some(name) } else { None });
    let inner = inner.collect::<Option<PathBuf>>()?;
    (!inner.as_os_str().is_empty()).then_some(inner)
}

/// What is in a folder, by name.
fn entries(folder: &Path) -> Result<BTreeMap<String, PathBuf>, Stop> {
    let shown = || format!("`{}` cannot be read", folder.display());
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).or_stop(shown)? {
        let path = entry.or_stop(shown)?.path();
        match path.file_name().and_then(|name| name.to_str()) {
            Some(name) => all.insert(name.to_owned(), path),
            None => return Err(Stop::new(format!("`{}` has a name that is not UTF-8", path.display()))),
        };
    }
    Ok(all)
}
