//! Images made by hand, so that each can be broken, and images taken apart.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::elf;

pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
pub const PLAIN_LAYER: &str = "application/vnd.oci.image.layer.v1.tar";

pub fn digest(bytes: &[u8]) -> String {
    let mut text = "sha256:".to_owned();
    for byte in Sha256::digest(bytes) {
        write!(text, "{byte:02x}").unwrap();
    }
    text
}

/// A file of a layer.
#[derive(Clone, Debug)]
pub enum Entry {
    File { mode: u32, content: Vec<u8> },
    Link(&'static str),
    Folder,
}

pub fn file(content: impl Into<Vec<u8>>) -> Entry {
    Entry::File { mode: 0o755, content: content.into() }
}

/// All that an image consists of, before its digests are known.
#[derive(Clone, Debug)]
pub struct Made {
    pub files: BTreeMap<&'static str, Entry>,
    pub config: Value,
    pub manifest: Value,
    pub config_type: &'static str,
    pub layer_type: &'static str,
    /// More layers: media type, digest, size.
    pub more: Vec<Value>,
    pub blobs: BTreeMap<String, Vec<u8>>,
    /// What is written in place of the digests that are right.
    pub diff_id: Option<String>,
    pub index: Option<fn(Value) -> Value>,
}

/// One that keeps every rule.
pub fn good() -> Made {
    Made {
        files: [("function", file(elf::fixed()))].into(),
        config: json!({
            "architecture": "amd64", "os": "linux",
            "config": {
                "User": "10001:10001", "Entrypoint": ["/function"], "Cmd": null, "Env": ["PATH=/bin"],
                "ExposedPorts": {"9000/tcp": {}},
            },
        }),
        manifest: json!({"schemaVersion": 2, "mediaType": MANIFEST}),
        config_type: "application/vnd.oci.image.config.v1+json",
        layer_type: LAYER,
        more: Vec::new(),
        blobs: BTreeMap::new(),
        diff_id: None,
        index: None,
    }
}

impl Made {
    fn put(&mut self, media_type: &str, content: Vec<u8>) -> Value {
        let descriptor = json!({"mediaType": media_type, "digest": digest(&content), "size": content.len()});
        self.blobs.insert(digest(&content), content);
        descriptor
    }

    /// The descriptor of the manifest, with all blobs put.
    pub fn finish(&mut self) -> Value {
        let plain = archive(&self.files);
        let mut diff_ids = vec![self.diff_id.clone().unwrap_or_else(|| digest(&plain)).into()];
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(&plain).unwrap();
        let layer = self.put(self.layer_type, gzip.finish().unwrap());
        // What lies there as it is, is what it unpacks to.
        diff_ids.extend(self.more.iter().map(|layer| layer["digest"].clone()));
        let mut layers = vec![layer];
        layers.extend(self.more.clone());
        let mut config = self.config.clone();
        config["rootfs"] = json!({"type": "layers", "diff_ids": diff_ids});
        let config = self.put(self.config_type, serde_json::to_vec(&config).unwrap());
        let mut manifest = self.manifest.clone();
        merge(&mut manifest, json!({"config": config, "layers": layers}));
        let media_type = manifest["mediaType"].as_str().unwrap_or(MANIFEST).to_owned();
        let mut descriptor = self.put(&media_type, serde_json::to_vec(&manifest).unwrap());
        descriptor["platform"] = json!({"architecture": "amd64", "os": "linux"});
        descriptor
    }

    /// A layout of it.
    pub fn write(mut self, folder: &Path) {
        let descriptor = self.finish();
        let index = json!({"schemaVersion": 2, "manifests": [descriptor]});
        let index = self.index.map_or(index.clone(), |change| change(index));
        write_layout(folder, &index, &self.blobs);
    }
}

/// What is in one that is given stays as it is.
fn merge(into: &mut Value, from: Value) {
    for (name, value) in from.as_object().unwrap() {
        if into.get(name).is_none() {
            into[name] = value.clone();
        }
    }
}

/// An index with a second image in it, which the platform would not run.
pub fn beside_one_for_arm(mut index: Value) -> Value {
    let mut other = index["manifests"][0].clone();
    other["digest"] = format!("sha256:{}", "0".repeat(64)).into();
    other["platform"]["architecture"] = "arm64".into();
    index["manifests"].as_array_mut().unwrap().push(other);
    index
}

pub fn write_layout(folder: &Path, index: &Value, blobs: &BTreeMap<String, Vec<u8>>) {
    fs::create_dir_all(folder.join("blobs/sha256")).unwrap();
    for (digest, content) in blobs {
        fs::write(folder.join("blobs").join(digest.replace(':', "/")), content).unwrap();
    }
    fs::write(folder.join("index.json"), index.to_string()).unwrap();
    fs::write(folder.join("oci-layout"), r#"{"imageLayoutVersion":"1.0.0"}"#).unwrap();
}

pub fn archive(files: &BTreeMap<&'static str, Entry>) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, entry) in files {
        let mut header = tar::Header::new_gnu();
        match entry {
            Entry::File { mode, content } => {
                header.set_mode(*mode);
                header.set_size(content.len() as u64);
                archive.append_data(&mut header, path, &**content).unwrap();
            }
            Entry::Folder => {
                header.set_entry_type(tar::EntryType::Directory);
                header.set_size(0);
                header.set_mode(0o755);
                archive.append_data(&mut header, path, std::io::empty()).unwrap();
            }
            Entry::Link(target) => {
                header.set_entry_type(tar::EntryType::Symlink);
                header.set_size(0);
                header.set_mode(0o777);
                archive.append_link(&mut header, path, target).unwrap();
            }
        }
    }
    archive.into_inner().unwrap()
}

/// The files of an archive, each once.
pub fn unpack(bytes: &[u8]) -> BTreeMap<String, (tar::Header, Vec<u8>)> {
    let mut all = BTreeMap::new();
    for entry in tar::Archive::new(bytes).entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        let path = entry.path().unwrap().to_str().unwrap().to_owned();
        let twice = all.insert(path, (entry.header().clone(), content));
        assert!(twice.is_none(), "nothing is there twice");
    }
    all
}

/// An image that the tool has written, read without the tool.
pub struct Written {
    files: BTreeMap<String, Vec<u8>>,
    pub descriptor: Value,
    pub manifest: Value,
    pub config: Value,
    pub layer: BTreeMap<String, (tar::Header, Vec<u8>)>,
}

impl Written {
    pub fn archive(path: &Path) -> Self {
        Self::of(unpack(&fs::read(path).unwrap()).into_iter().map(|(path, (_, content))| (path, content)).collect())
    }

    pub fn folder(path: &Path) -> Self {
        let mut files = BTreeMap::new();
        for name in ["index.json", "oci-layout"] {
            files.insert(name.to_owned(), fs::read(path.join(name)).unwrap());
        }
        for entry in fs::read_dir(path.join("blobs/sha256")).unwrap() {
            let entry = entry.unwrap();
            let name = format!("blobs/sha256/{}", entry.file_name().to_str().unwrap());
            files.insert(name, fs::read(entry.path()).unwrap());
        }
        Self::of(files)
    }

    /// Every digest and every size is looked at on the way.
    fn of(files: BTreeMap<String, Vec<u8>>) -> Self {
        let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
        assert_eq!(json(&files["oci-layout"]), json!({"imageLayoutVersion": "1.0.0"}));
        let index = json(&files["index.json"]);
        assert_eq!(index["manifests"].as_array().map(Vec::len), Some(1), "{index:#}");
        let blob = |descriptor: &Value| {
            let name = descriptor["digest"].as_str().unwrap();
            let content = files[&format!("blobs/{}", name.replace(':', "/"))].clone();
            assert_eq!(
                (digest(&content), content.len() as u64),
                (name.to_owned(), descriptor["size"].as_u64().unwrap())
            );
            content
        };
        let descriptor = index["manifests"][0].clone();
        let manifest = json(&blob(&descriptor));
        let config = json(&blob(&manifest["config"]));
        assert_eq!(manifest["layers"].as_array().map(Vec::len), Some(1), "{manifest:#}");
        let mut plain = Vec::new();
        GzDecoder::new(&*blob(&manifest["layers"][0])).read_to_end(&mut plain).unwrap();
        assert_eq!(config["rootfs"], json!({"type": "layers", "diff_ids": [digest(&plain)]}));
        let layer = unpack(&plain);
        Self { files, descriptor, manifest, config, layer }
    }

    /// A file beside the blobs.
    pub fn file(&self, name: &str) -> Option<Value> {
        self.files.get(name).map(|content| serde_json::from_slice(content).unwrap())
    }

    pub fn paths(&self) -> Vec<&str> {
        self.layer.keys().map(String::as_str).collect()
    }
}
