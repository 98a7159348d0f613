//! A layer and what is to be said of it → an image: its documents, each by its digest.

use std::collections::BTreeMap;

use hyper::body::Bytes;
use serde::Serialize;

use crate::image::contents::PROGRAM;
use crate::image::digest::Digest;
use crate::image::layer::Layer;
use crate::image::provenance::Provenance;
use crate::image::spec::{Config, Descriptor, Execution, Format, History, Manifest, RootFs};
use crate::platform;
use crate::stop::{OrStop, Stop};

/// Nobody on any system, and a number, since an empty image has no list of users.
const USER: &str = "10001:10001";

pub(crate) const OS: &str = "linux";

/// As images call x86-64.
pub(crate) const ARCHITECTURE: &str = "amd64";

/// A document or a layer, with what names it.
#[derive(Clone, Debug)]
pub(crate) struct Blob {
    pub(crate) descriptor: Descriptor,
    pub(crate) content: Bytes,
}

impl Blob {
    fn new(media_type: &str, content: Bytes) -> Self {
        let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
        let digest = Digest::of(&content);
        let media_type = media_type.to_owned();
        Self {
            descriptor: Descriptor { media_type, digest, size, platform: None, annotations: BTreeMap::new() },
            content,
        }
    }

    fn document(media_type: &str, document: &impl Serialize) -> Result<Self, Stop> {
        let text = serde_json::to_vec(document).or_stop(|| "the image cannot be described".to_owned())?;
        Ok(Self::new(media_type, text.into()))
    }
}

/// A whole image.
#[derive(Clone, Debug)]
pub(crate) struct Assembly {
    pub(crate) format: Format,
    pub(crate) manifest: Blob,
    pub(crate) config: Blob,
    pub(crate) layer: Blob,
}

impl Assembly {
    pub(crate) fn of(layer: &Layer, provenance: &Provenance, format: Format) -> Result<Self, Stop> {
        let annotations = provenance.annotations.clone();
        let config = Config {
            created: Some(provenance.created.clone()),
            architecture: ARCHITECTURE.to_owned(),
            os: OS.to_owned(),
            config: Execution {
                user: USER.to_owned(),
                exposed_ports: BTreeMap::from([(format!("{}/tcp", platform::PORT), serde_json::json!({}))]),
                entrypoint: vec![PROGRAM.to_owned()],
                working_dir: "/".to_owned(),
                // A manifest of Docker's has no annotations, and registries show these.
                labels: annotations.clone(),
                ..Execution::default()
            },
            rootfs: RootFs { kind: "layers".to_owned(), diff_ids: vec![layer.diff_id.clone()] },
            history: vec![History {
                created: Some(provenance.created.clone()),
                created_by: "cargo scf image".to_owned(),
            }],
        };
        let config = Blob::document(format.config(), &config)?;
        let layer = Blob::new(format.layer(), layer.packed.clone());
        let manifest = Manifest {
            schema_version: 2,
            media_type: format.manifest().to_owned(),
            config: config.descriptor.clone(),
            layers: vec![layer.descriptor.clone()],
            annotations: if format == Format::Oci { annotations } else { BTreeMap::new() },
        };
        let manifest = Blob::document(format.manifest(), &manifest)?;
        Ok(Self { format, manifest, config, layer })
    }

    pub(crate) fn digest(&self) -> &Digest {
        &self.manifest.descriptor.digest
    }

    /// What is transferred when it is pulled.
    pub(crate) fn packed(&self) -> u64 {
        [&self.manifest, &self.config, &self.layer].iter().map(|blob| blob.descriptor.size).sum()
    }
}
