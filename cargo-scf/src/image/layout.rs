//! An image → files: a folder or an archive, which is there as a whole or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use hyper::body::Bytes;
use serde::Serialize;
use tar::{EntryType, Header};
use tempfile::TempDir;

use crate::image::assembly::{ARCHITECTURE, Assembly, OS};
use crate::image::spec::{Format, Index, Platform, Saved, annotation, media};
use crate::image::store::Store;
use crate::stop::{OrStop, Stop};

pub(crate) const LAYOUT: &str = "oci-layout";
pub(crate) const INDEX: &str = "index.json";
/// Docker's own list of what is in an archive.
pub(crate) const SAVED: &str = "manifest.json";
pub(crate) const BLOBS: &str = "blobs/sha256";

/// By path. An archive of Docker's is a layout, too, with one more file: Docker has written them like that since 25, and
/// older versions read that file alone.
pub(crate) type Files = BTreeMap<String, Bytes>;

/// `tag` is the name that it is loaded under, `name:tag`.
pub(crate) fn files(image: &Assembly, tag: &str) -> Result<Files, Stop> {
    let blob = |hex: &str| format!("{BLOBS}/{hex}");
    let mut files = Files::new();
    for each in [&image.manifest, &image.config, &image.layer] {
        files.insert(blob(each.descriptor.digest.hex()), each.content.clone());
    }
    let mut entry = image.manifest.descriptor.clone();
    entry.platform = Some(Platform { architecture: ARCHITECTURE.to_owned(), os: OS.to_owned() });
    let short = tag.rsplit(':').next().unwrap_or(tag).to_owned();
    let names = [(annotation::REF_NAME, short), (annotation::FULL_NAME, tag.to_owned())];
    entry.annotations = names.map(|(name, value)| (name.to_owned(), value)).into();
    let index = Index { schema_version: 2, media_type: media::OCI_INDEX.to_owned(), manifests: vec![entry] };
    files.insert(INDEX.to_owned(), json(&index)?);
    files.insert(LAYOUT.to_owned(), json(&BTreeMap::from([("imageLayoutVersion", "1.0.0")]))?);
    if image.format == Format::Docker {
        let saved = Saved {
            config: blob(image.config.descriptor.digest.hex()),
            repo_tags: vec![tag.to_owned()],
            layers: vec![blob(image.layer.descriptor.digest.hex())],
        };
        files.insert(SAVED.to_owned(), json(&[saved])?);
    }
    Ok(files)
}

fn json(document: &impl Serialize) -> Result<Bytes, Stop> {
    Ok(serde_json::to_vec(document).or_stop(|| "the image cannot be described".to_owned())?.into())
}

/// Replaces what is there only if that is a layout: no folder of the user's is lost.
pub(crate) fn write_folder(files: &Files, folder: &Path) -> Result<(), Stop> {
    let shown = folder.display();
    let is_there = folder.symlink_metadata().is_ok();
    if is_there && !folder.is_dir() {
        return Err(Stop::new(format!("`{shown}` is a file: name a folder, or an archive that ends in `.tar`")));
    }
    if is_there && !folder.join(LAYOUT).is_file() && fs::read_dir(folder).is_ok_and(|mut all| all.next().is_some()) {
        return Err(Stop::new(format!("`{shown}` is a folder with something else in it: name another one")));
    }
    let cannot = || format!("`{shown}` cannot be written");
    // A link, and `.`, stand for what they lead to.
    let folder = if is_there { folder.canonicalize().or_stop(cannot)? } else { folder.to_owned() };
    let above = parent(&folder).or_stop(cannot)?;
    let made = tempfile::Builder::new().prefix(".image-").tempdir_in(above).map_err(bare).or_stop(cannot)?;
    for (path, content) in files {
        let path = made.path().join(path);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).or_stop(cannot)?;
        }
        fs::write(path, content).or_stop(cannot)?;
    }
    fs::set_permissions(made.path(), fs::Permissions::from_mode(0o755)).or_stop(cannot)?;
    let old = if is_there { Some(aside(&folder, above).or_stop(cannot)?) } else { None };
    if let Err(error) = fs::rename(made.path(), &folder) {
        if let Some(old) = old
            && fs::rename(old.path().join(OLD), &folder).is_err()
        {
            // It is not to be removed with its place.
            let _ = old.keep();
        }
        return Err(error).or_stop(cannot);
    }
    // It is not temporary any more.
    let _ = made.keep();
    Ok(())
}

const OLD: &str = "old";

/// Takes a folder away for as long as it may be wanted back. What cannot be moved, as what is mounted, stays whole.
fn aside(folder: &Path, above: &Path) -> io::Result<TempDir> {
    let aside = tempfile::Builder::new().prefix(".image-").tempdir_in(above).map_err(bare)?;
    fs::rename(folder, aside.path().join(OLD))?;
    Ok(aside)
}

/// Without the name of a temporary file, which nobody knows.
fn bare(error: io::Error) -> io::Error {
    error.kind().into()
}

pub(crate) fn write_archive(files: &Files, path: &Path) -> Result<(), Stop> {
    let cannot = || format!("`{}` cannot be written", path.display());
    let above = parent(path).or_stop(cannot)?;
    let everybody = fs::Permissions::from_mode(0o644);
    let mut made = tempfile::Builder::new()
        .prefix(".image-")
        .permissions(everybody)
        .tempfile_in(above)
        .map_err(bare)
        .or_stop(cannot)?;
    archive(files, BufWriter::new(&mut made)).or_stop(cannot)?;
    made.persist(path).or_stop(cannot)?;
    Ok(())
}

/// The folder that it will be in, which is made.
fn parent(path: &Path) -> io::Result<&Path> {
    let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(above)?;
    Ok(above)
}

fn archive(files: &Files, writer: impl Write) -> io::Result<()> {
    let mut archive = tar::Builder::new(writer);
    let folders = [BLOBS.split('/').next().unwrap_or(BLOBS), BLOBS];
    for folder in folders {
        archive.append_data(&mut header(EntryType::Directory, 0o755, 0), format!("{folder}/"), io::empty())?;
    }
    for (path, content) in files {
        let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
        archive.append_data(&mut header(EntryType::Regular, 0o644, size), path, &**content)?;
    }
    archive.into_inner()?.flush()
}

/// An image from wherever it lies → an archive of Docker's, under another name. Its layers stay as they are packed.
pub(crate) fn write_saved(store: &Store, saved: &Saved, name: &str, writer: impl Write) -> io::Result<()> {
    let mut archive = tar::Builder::new(writer);
    let list = [Saved { repo_tags: vec![name.to_owned()], ..saved.clone() }];
    let list = serde_json::to_vec(&list)?;
    let size = u64::try_from(list.len()).unwrap_or(u64::MAX);
    archive.append_data(&mut header(EntryType::Regular, 0o644, size), SAVED, &*list)?;
    // An empty layer may be there several times.
    let parts: BTreeSet<&String> = [&saved.config].into_iter().chain(&saved.layers).collect();
    for part in parts {
        let size = store.size(part).ok_or(io::ErrorKind::NotFound)?;
        archive.append_data(&mut header(EntryType::Regular, 0o644, size), part, store.open(part)?)?;
    }
    archive.into_inner()?.flush()
}

/// Of the year 1970, and of nobody: an archive is the same whenever it is written.
fn header(kind: EntryType, mode: u32, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(size);
    header.set_mtime(0);
    header.set_uid(0);
    header.set_gid(0);
    header
}
