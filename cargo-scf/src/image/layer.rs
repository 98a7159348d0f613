//! Contents → one layer: the same bytes whenever and wherever the contents are the same.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::num::NonZeroU64;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::Bytes;
use tar::{EntryType, Header};

use crate::image::contents::{Contents, Kind, Part};
use crate::image::digest::Digest;
use crate::image::progress::{Bar, Progress};
use crate::stop::{OrStop, Stop};

/// Packed, and what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    pub(crate) packed: Bytes,
    /// Of the archive before it was packed.
    pub(crate) diff_id: Digest,
    pub(crate) parts: BTreeMap<Part, Sizes>,
}

/// In bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sizes {
    pub(crate) files: u64,
    pub(crate) unpacked: u64,
    pub(crate) packed: u64,
}

/// Up to this size zopfli takes seconds, and spares 4 % of what zlib's level 9 makes of a program.
const ZOPFLI_LIMIT: usize = 64 * 1024 * 1024;

/// Zopfli finds places where another code pays within what it is handed at a time, and more of them in little.
const ZOPFLI_BLOCK: usize = 256 * 1024;

/// Up to this size some more seconds for another 0.3 % are not much.
const PATIENT_LIMIT: usize = 8 * 1024 * 1024;

/// `time` is that of all files, in seconds since 1970.
pub(crate) fn pack(contents: &Contents, time: u64, progress: Progress) -> Result<Layer, Stop> {
    let mut parts: BTreeMap<Part, (Sizes, GzEncoder<Counter>)> = BTreeMap::new();
    let mut archive = tar::Builder::new(Vec::new());
    for (path, item) in contents.iter() {
        let began = archive.get_ref().len();
        append(&mut archive, path, &item.kind, time).or_stop(|| format!("`/{}` cannot be packed", path.display()))?;
        let (sizes, alone) = parts
            .entry(item.part)
            .or_insert_with(|| (Sizes::default(), GzEncoder::new(Counter::default(), Compression::best())));
        let written = archive.get_ref().get(began..).unwrap_or_default();
        sizes.files += u64::from(matches!(item.kind, Kind::File { .. }));
        sizes.unpacked += length(written);
        alone.write_all(written).or_stop(cannot)?;
    }
    let archive = archive.into_inner().or_stop(cannot)?;
    let diff_id = Digest::of(&archive);
    let packed = gzip(&archive, progress).or_stop(cannot)?;
    let parts = share(parts, length(&packed)).or_stop(cannot)?;
    Ok(Layer { packed: packed.into(), diff_id, parts })
}

fn cannot() -> String {
    "the layer cannot be packed".to_owned()
}

fn append(archive: &mut tar::Builder<Vec<u8>>, path: &Path, kind: &Kind, time: u64) -> io::Result<()> {
    let mut header = Header::new_gnu();
    header.set_mtime(time);
    header.set_uid(0);
    header.set_gid(0);
    header.set_size(0);
    match kind {
        Kind::Folder { mode } => {
            header.set_entry_type(EntryType::Directory);
            header.set_mode(*mode);
            archive.append_data(&mut header, path.join(""), io::empty())
        }
        Kind::File { source, mode } => {
            let content = fs::read(source)?;
            header.set_entry_type(EntryType::Regular);
            header.set_mode(*mode);
            header.set_size(length(&content));
            archive.append_data(&mut header, path, &*content)
        }
        Kind::Link { target } => {
            header.set_entry_type(EntryType::Symlink);
            header.set_mode(0o777);
            archive.append_link(&mut header, path, target)
        }
    }
}

fn gzip(bytes: &[u8], progress: Progress) -> io::Result<Vec<u8>> {
    let bar = progress.bar("Packing", length(bytes));
    if bytes.len() > ZOPFLI_LIMIT {
        return feed(GzEncoder::new(Vec::new(), Compression::best()), bytes, &bar)?.finish();
    }
    let iterations = if bytes.len() > PATIENT_LIMIT { 1 } else { 5 };
    let options = zopfli::Options {
        iteration_count: NonZeroU64::new(iterations).unwrap_or(NonZeroU64::MIN),
        ..zopfli::Options::default()
    };
    feed(zopfli::GzipEncoder::new(options, zopfli::BlockType::Dynamic, Vec::new())?, bytes, &bar)?.finish()
}

fn feed<W: Write>(mut encoder: W, bytes: &[u8], bar: &Bar) -> io::Result<W> {
    for block in bytes.chunks(ZOPFLI_BLOCK) {
        encoder.write_all(block)?;
        bar.advance(length(block));
    }
    Ok(encoder)
}

/// A layer is packed as a whole: what a part has of that is shared out by what it comes to alone.
fn share(parts: BTreeMap<Part, (Sizes, GzEncoder<Counter>)>, packed: u64) -> io::Result<BTreeMap<Part, Sizes>> {
    let alone = parts.into_iter().map(|(part, (sizes, encoder))| Ok((part, sizes, encoder.finish()?.0)));
    let alone: Vec<(Part, Sizes, u64)> = alone.collect::<io::Result<_>>()?;
    let sum = alone.iter().map(|(_, _, size)| size).sum::<u64>().max(1);
    let scaled = |size| u64::try_from(u128::from(size) * u128::from(packed) / u128::from(sum)).unwrap_or(packed);
    Ok(alone.into_iter().map(|(part, sizes, size)| (part, Sizes { packed: scaled(size), ..sizes })).collect())
}

/// Keeps nothing but how much there was.
#[derive(Default)]
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += length(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
