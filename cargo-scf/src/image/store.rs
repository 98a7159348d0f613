//! Files of an image by their names, wherever they lie: a folder, an archive, memory.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};

use flate2::read::MultiGzDecoder;
use tar::EntryType;

use crate::image::digest::Digest;
use crate::image::layout::{self, BLOBS, Files};
use crate::stop::{OrStop, Stop};

#[derive(Debug)]
pub(crate) enum Store {
    Folder(PathBuf),
    Archive(Archive),
    Memory(Files),
}

#[derive(Debug)]
pub(crate) struct Archive {
    path: PathBuf,
    /// Where each file begins, and its size.
    places: BTreeMap<String, (u64, u64)>,
    /// What was unpacked for this, as long as it is read.
    _plain: Option<tempfile::NamedTempFile>,
}

pub(crate) const GZIP: &[u8] = &[0x1f, 0x8b];

impl Store {
    /// A folder or an archive, which may be packed as a whole.
    pub(crate) fn at(path: &Path) -> Result<Self, Stop> {
        let shown = path.display();
        let cannot = || format!("`{shown}` cannot be read");
        if path.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        // To open a pipe is to wait for whoever writes to it.
        if !path.is_file() {
            return Err(Stop::new(format!(
                "`{shown}` is neither a file nor a folder: write the archive to a file first"
            )));
        }
        let mut file = File::open(path).or_stop(cannot)?;
        let mut start = [0; 2];
        let read = file.read(&mut start).or_stop(cannot)?;
        file.rewind().or_stop(cannot)?;
        let (path, plain) = if start.get(..read) == Some(GZIP) {
            let mut plain = tempfile::NamedTempFile::new().or_stop(cannot)?;
            io::copy(&mut MultiGzDecoder::new(BufReader::new(file)), &mut plain).or_stop(cannot)?;
            (plain.path().to_owned(), Some(plain))
        } else {
            (path.to_owned(), None)
        };
        let no_image = |what: &str| Stop::new(format!("`{shown}` is no archive of an image: {what}"));
        let places = places(&path).map_err(|_| no_image("it is no tar archive, or is cut short"))?;
        if !places.contains_key(layout::INDEX) && !places.contains_key(layout::SAVED) {
            return Err(no_image(&format!("it has neither `{}` nor `{}`", layout::INDEX, layout::SAVED)));
        }
        Ok(Self::Archive(Archive { path, places, _plain: plain }))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        match self {
            Self::Folder(folder) => within(folder, name).is_some(),
            Self::Archive(archive) => archive.places.contains_key(name),
            Self::Memory(files) => files.contains_key(name),
        }
    }

    pub(crate) fn open(&self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        let missing = || io::Error::new(io::ErrorKind::NotFound, "it is not there");
        Ok(match self {
            Self::Folder(folder) => Box::new(BufReader::new(File::open(within(folder, name).ok_or_else(missing)?)?)),
            Self::Archive(archive) => {
                let (begin, size) = archive.places.get(name).ok_or_else(missing)?;
                let mut file = File::open(&archive.path)?;
                file.seek(SeekFrom::Start(*begin))?;
                Box::new(BufReader::new(file.take(*size)))
            }
            Self::Memory(files) => Box::new(&**files.get(name).ok_or_else(missing)?),
        })
    }

    pub(crate) fn size(&self, name: &str) -> Option<u64> {
        match self {
            Self::Folder(folder) => {
                within(folder, name).and_then(|path| fs::metadata(path).ok()).map(|metadata| metadata.len())
            }
            Self::Archive(archive) => archive.places.get(name).map(|(_, size)| *size),
            Self::Memory(files) => files.get(name).and_then(|content| u64::try_from(content.len()).ok()),
        }
    }

    /// A document, which nobody writes larger than this.
    pub(crate) fn document(&self, name: &str) -> Result<Vec<u8>, Stop> {
        let mut text = Vec::new();
        let read = self.open(name).and_then(|reader| reader.take(4 * 1024 * 1024).read_to_end(&mut text));
        read.or_stop(|| format!("`{name}` of the image cannot be read"))?;
        Ok(text)
    }
}

/// The file of a folder by a name that an image says, which may be any: one that leads elsewhere is none, nor is a device.
fn within(folder: &Path, name: &str) -> Option<PathBuf> {
    let is_below = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    let path = folder.join(name);
    (is_below && path.is_file()).then_some(path)
}

/// Where a layout has what a digest names.
pub(crate) fn blob(digest: &Digest) -> String {
    format!("{BLOBS}/{}", digest.hex())
}

/// Old archives of Docker's name a layer by a link to where it was first.
fn places(path: &Path) -> io::Result<BTreeMap<String, (u64, u64)>> {
    let mut archive = tar::Archive::new(BufReader::new(File::open(path)?));
    let mut places = BTreeMap::new();
    let mut links = Vec::new();
    for entry in archive.entries_with_seek()? {
        let entry = entry?;
        let name = entry.path()?.to_string_lossy().trim_start_matches("./").to_owned();
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous => {
                places.insert(name, (entry.raw_file_position(), entry.size()));
            }
            EntryType::Symlink | EntryType::Link => {
                let target = entry.link_name()?.unwrap_or_default().to_string_lossy().into_owned();
                links.push((name, target.trim_start_matches("../").to_owned()));
            }
            _ => {}
        }
    }
    for (name, target) in links {
        if let Some(place) = places.get(&target).copied() {
            places.insert(name, place);
        }
    }
    Ok(places)
}
