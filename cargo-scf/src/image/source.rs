//! An image of any origin → what rules ask about: its documents, its files, and whether all that is what it is called.

use std::collections::BTreeSet;
use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use crate::image::assembly::{ARCHITECTURE, OS};
use crate::image::digest::{Digest, Hasher};
use crate::image::layout::{INDEX, SAVED};
use crate::image::spec::{Config, Descriptor, Index, Manifest, Saved, annotation, media};
use crate::image::store::{GZIP, Store, blob};
use crate::image::tree::Tree;
use crate::stop::{OrStop, Stop};

#[derive(Clone, Debug)]
pub(crate) struct Image {
    /// What it is called where it lies.
    pub(crate) name: Option<String>,
    /// What there is under its name beside this one.
    pub(crate) others: Others,
    /// Of the manifest; an archive of Docker's alone has none.
    pub(crate) media_type: Option<String>,
    /// Of the config and the layers, as the manifest has them.
    pub(crate) parts: Vec<Descriptor>,
    pub(crate) config: Config,
    pub(crate) size: Size,
    /// Or why they cannot be seen.
    pub(crate) tree: Result<Tree, String>,
    /// What is not what its digest or its size says.
    pub(crate) damage: Vec<String>,
    /// Where config and layers lie; `None` where a manifest names none.
    pub(crate) saved: Option<Saved>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Others {
    /// Whether there is an index between the name and the image.
    pub(crate) index: bool,
    pub(crate) images: usize,
    pub(crate) attestations: usize,
}

/// In bytes, of what is transferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    Packed(u64),
    /// It is packed when it is pushed, and will be smaller.
    AtMost(u64),
}

impl Size {
    pub(crate) fn bytes(self) -> u64 {
        match self {
            Self::Packed(bytes) | Self::AtMost(bytes) => bytes,
        }
    }
}

/// A layer as it lies there.
struct Stored {
    name: String,
    /// What it must be, where its name says so.
    digest: Option<Digest>,
    size: u64,
    diff_id: Option<Digest>,
}

pub(crate) fn read(store: &Store) -> Result<Image, Stop> {
    if store.has(INDEX) {
        return read_layout(store);
    }
    if store.has(SAVED) {
        return read_saved(store);
    }
    Err(Stop::new(format!("there is no image: a layout has an `{INDEX}`, an archive of Docker's has a `{SAVED}`")))
}

fn read_layout(store: &Store) -> Result<Image, Stop> {
    let (descriptor, others) = pick(store)?;
    let name = blob(&descriptor.digest);
    let text = store.document(&name)?;
    let name = descriptor.annotations.get(annotation::FULL_NAME).cloned();
    let mut damage = Vec::new();
    if Digest::of(&text) != descriptor.digest {
        damage.push(format!("the manifest is not {}", descriptor.digest));
    }
    let document: serde_json::Value = parse(&text, "the manifest")?;
    if document.get("schemaVersion").and_then(serde_json::Value::as_u64) == Some(1) {
        return Ok(Image {
            name,
            others,
            media_type: Some(media::DOCKER_SCHEMA_1.to_owned()),
            parts: Vec::new(),
            config: Config::default(),
            size: Size::Packed(0),
            tree: Err("a manifest of schema 1 has no config".to_owned()),
            damage,
            saved: None,
        });
    }
    let manifest: Manifest = parse(&text, "the manifest")?;
    let config_text = store.document(&blob(&manifest.config.digest))?;
    if Digest::of(&config_text) != manifest.config.digest {
        damage.push(format!("the config is not {}", manifest.config.digest));
    }
    let config: Config = parse(&config_text, "the config")?;
    let mut diff_ids = config.rootfs.diff_ids.iter().cloned();
    let layers = manifest.layers.iter().map(|layer| Stored {
        name: blob(&layer.digest),
        digest: Some(layer.digest.clone()),
        size: layer.size,
        diff_id: diff_ids.next(),
    });
    let layers: Vec<Stored> = layers.collect();
    let packed = manifest.layers.iter().map(|layer| layer.size).fold(manifest.config.size, u64::saturating_add);
    let tree = unpack(store, &layers, &mut damage);
    let media_type = Some(manifest.media_type).filter(|name| !name.is_empty()).unwrap_or(descriptor.media_type);
    let saved = Saved {
        config: blob(&manifest.config.digest),
        repo_tags: Vec::new(),
        layers: layers.into_iter().map(|layer| layer.name).collect(),
    };
    Ok(Image {
        name,
        others,
        media_type: Some(media_type),
        parts: [manifest.config].into_iter().chain(manifest.layers).collect(),
        config,
        size: Size::Packed(packed),
        tree,
        damage,
        saved: Some(saved),
    })
}

/// The image that the platform would run, and what else there is. An index within an index is looked into.
fn pick(store: &Store) -> Result<(Descriptor, Others), Stop> {
    let index: Index = parse(&store.document(INDEX)?, INDEX)?;
    let mut others = Others::default();
    let mut images = Vec::new();
    let mut left = index.manifests;
    let mut seen = BTreeSet::new();
    while let Some(descriptor) = left.pop() {
        if media::is_index(&descriptor.media_type) {
            // One that is not what its digest says may name itself.
            if !seen.insert(descriptor.digest.clone()) {
                continue;
            }
            others.index = true;
            let inner: Index = parse(&store.document(&blob(&descriptor.digest))?, "the index")?;
            // A name leads to a copy with all platforms, or to that of the platform that was pulled.
            left.extend(inner.manifests.into_iter().filter(|inner| {
                store.has(&blob(&inner.digest)) || inner.annotations.contains_key(annotation::REFERENCE_TYPE)
            }));
        } else if descriptor.annotations.contains_key(annotation::REFERENCE_TYPE) {
            others.attestations += 1;
        } else if !images.iter().any(|image: &Descriptor| image.digest == descriptor.digest) {
            images.push(descriptor);
        }
    }
    others.images = images.len().saturating_sub(1);
    let fits = |image: &Descriptor| {
        image.platform.as_ref().is_some_and(|platform| platform.architecture == ARCHITECTURE && platform.os == OS)
    };
    // The last one was first in the list.
    let at = images.iter().rposition(fits).or(images.len().checked_sub(1));
    match at {
        Some(at) => Ok((images.swap_remove(at), others)),
        None => Err(Stop::new("the index names no image")),
    }
}

fn read_saved(store: &Store) -> Result<Image, Stop> {
    let text = store.document(SAVED)?;
    if text.trim_ascii_start().starts_with(b"{") {
        // Of the image itself: so skopeo has it in a folder of its form `dir:`.
        return Err(Stop::new("this form is skopeo's own: make a layout of it by `skopeo copy dir:… oci:…`"));
    }
    let mut all: Vec<Saved> = parse(&text, SAVED)?;
    if all.is_empty() {
        return Err(Stop::new(format!("`{SAVED}` names no image")));
    }
    let others = Others { index: false, images: all.len() - 1, attestations: 0 };
    let saved = all.swap_remove(0);
    let name = saved.repo_tags.first().cloned();
    let config: Config = parse(&store.document(&saved.config)?, "the config")?;
    let mut diff_ids = config.rootfs.diff_ids.iter().cloned();
    let layers = saved.layers.iter().map(|name| Stored {
        size: store.size(name).unwrap_or_default(),
        name: name.clone(),
        digest: None,
        diff_id: diff_ids.next(),
    });
    let layers: Vec<Stored> = layers.collect();
    let sum = layers.iter().map(|layer| layer.size).fold(0, u64::saturating_add);
    let is_packed = layers.iter().all(|layer| starts_with(store, &layer.name, GZIP));
    let size = if is_packed { Size::Packed(sum) } else { Size::AtMost(sum) };
    let mut damage = Vec::new();
    let tree = unpack(store, &layers, &mut damage);
    let saved = Some(saved);
    Ok(Image { name, others, media_type: None, parts: Vec::new(), config, size, tree, damage, saved })
}

/// Reads all layers, and checks them on the way.
fn unpack(store: &Store, layers: &[Stored], damage: &mut Vec<String>) -> Result<Tree, String> {
    let mut tree = Tree::default();
    let mut unread = None;
    for (number, layer) in (1..).zip(layers) {
        let mut checked = || -> io::Result<()> {
            if let Some(digest) = &layer.digest {
                let (found, size) = Digest::of_reader(store.open(&layer.name)?)?;
                if found != *digest {
                    damage.push(format!("layer {number} is not {digest}"));
                } else if size != layer.size {
                    damage.push(format!("layer {number} has {size} bytes, and the manifest says {}", layer.size));
                }
            }
            if starts_with(store, &layer.name, ZSTD) {
                unread = Some(format!("layer {number} is packed by zstd, and this tool reads gzip alone"));
                return Ok(());
            }
            let file = store.open(&layer.name)?;
            let reader: Box<dyn Read> = if starts_with(store, &layer.name, GZIP) {
                Box::new(MultiGzDecoder::new(io::BufReader::new(file)))
            } else {
                file
            };
            let mut reader = Hashed { reader, hasher: Hasher::default() };
            tree.add(&mut reader)?;
            // An archive ends before its file does.
            io::copy(&mut reader, &mut io::sink())?;
            let found = reader.hasher.finish();
            if layer.diff_id.as_ref().is_some_and(|diff_id| *diff_id != found) {
                damage.push(format!("layer {number} unpacks to {found}, and the config says otherwise"));
            }
            Ok(())
        };
        if let Err(error) = checked() {
            damage.push(format!("layer {number} cannot be read: {error}"));
            unread = Some(format!("layer {number} cannot be read"));
        }
    }
    unread.map_or(Ok(tree), Err)
}

const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

fn starts_with(store: &Store, name: &str, magic: &[u8]) -> bool {
    let mut start = Vec::new();
    let length = u64::try_from(magic.len()).unwrap_or_default();
    let read = store.open(name).and_then(|reader| reader.take(length).read_to_end(&mut start));
    read.is_ok() && start == magic
}

struct Hashed<R> {
    reader: R,
    hasher: Hasher,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        io::Write::write_all(&mut self.hasher, buffer.get(..read).unwrap_or_default())?;
        Ok(read)
    }
}

fn parse<T: serde::de::DeserializeOwned>(text: &[u8], what: &str) -> Result<T, Stop> {
    serde_json::from_slice(text).or_stop(|| format!("{what} of the image cannot be understood"))
}
