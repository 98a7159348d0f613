//! A repository → a layout in a folder, as it is: what is to be judged must not be changed on the way.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderValue, LOCATION};
use hyper::{Method, StatusCode};

use crate::image::assembly::{ARCHITECTURE, OS};
use crate::image::digest::Digest;
use crate::image::layout::{BLOBS, INDEX, LAYOUT};
use crate::image::registry::transport::{Answer, Request};
use crate::image::registry::{Attempts, Repository};
use crate::image::spec::{Descriptor, Index, Manifest, media};
use crate::stop::{OrStop, Stop};

/// All that we can judge, the old and the new: a registry is not to convert it.
const ACCEPTED: [&str; 5] =
    [media::OCI_MANIFEST, media::OCI_INDEX, media::DOCKER_MANIFEST, media::DOCKER_LIST, media::DOCKER_SCHEMA_1];

/// Storages that a registry sends us on to, at most.
const REDIRECTS: usize = 5;

impl Repository {
    pub(crate) async fn pull(&mut self, version: &str, folder: &Path) -> Result<(), Stop> {
        let blobs = folder.join(BLOBS);
        fs::create_dir_all(&blobs).or_stop(|| format!("`{}` cannot be made", blobs.display()))?;
        let (top, text) = self.manifest(version, &blobs).await?;
        let mut manifest = text;
        if media::is_index(&top.media_type) {
            let index: Index = self.parse(&manifest)?;
            let fits = |image: &&Descriptor| {
                image.platform.as_ref().is_some_and(|found| found.architecture == ARCHITECTURE && found.os == OS)
            };
            let images = index.manifests.as_slice();
            let Some(chosen) = images.iter().find(fits).or(images.first()) else {
                return Err(Stop::new(format!("`{}` is an index of no images", self.reference)));
            };
            manifest = self.manifest(chosen.digest.as_str(), &blobs).await?.1;
        }
        // One of schema 1 is told by its own rule.
        if let Ok(manifest) = serde_json::from_slice::<Manifest>(&manifest) {
            for blob in [&manifest.config].into_iter().chain(&manifest.layers) {
                self.blob(blob, &blobs).await?;
            }
        }
        let index = Index { schema_version: 2, media_type: media::OCI_INDEX.to_owned(), manifests: vec![top] };
        let text = serde_json::to_vec(&index).or_stop(|| "the image cannot be described".to_owned())?;
        let written = fs::write(folder.join(INDEX), text).and_then(|()| fs::write(folder.join(LAYOUT), "{}"));
        written.or_stop(|| format!("`{}` cannot be written", folder.display()))
    }

    async fn manifest(&mut self, version: &str, blobs: &Path) -> Result<(Descriptor, Vec<u8>), Stop> {
        let mut request = Request::new(Method::GET, self.path(&format!("manifests/{version}"))?);
        for accepted in ACCEPTED {
            request.headers.push((ACCEPT, HeaderValue::from_static(accepted)));
        }
        let answer = self.ask(request).await?;
        if answer.status != StatusCode::OK {
            return Err(self.refused(answer).await);
        }
        let kind = answer.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let media_type = kind.split(';').next().unwrap_or_default().trim().to_owned();
        let text = answer.bytes().await.map_err(|broken| self.broken(&broken))?;
        let digest = Digest::of(&text);
        fs::write(blobs.join(digest.hex()), &text).or_stop(|| format!("`{}` cannot be written", blobs.display()))?;
        let size = u64::try_from(text.len()).unwrap_or(u64::MAX);
        Ok((Descriptor { media_type, digest, size, platform: None, annotations: [].into() }, text))
    }

    async fn blob(&mut self, blob: &Descriptor, blobs: &Path) -> Result<(), Stop> {
        let mut attempts = Attempts::default();
        let path = blobs.join(blob.digest.hex());
        let bar = self.progress.bar("Pulling", blob.size);
        loop {
            let mut answer = self.follow(&format!("blobs/{}", blob.digest)).await?;
            if answer.status != StatusCode::OK {
                return Err(self.refused(answer).await);
            }
            let cannot = || format!("`{}` cannot be written", path.display());
            let mut file = BufWriter::new(File::create(&path).or_stop(cannot)?);
            let broken = loop {
                match answer.piece().await {
                    Ok(Some(piece)) => {
                        file.write_all(&piece).or_stop(cannot)?;
                        bar.advance(u64::try_from(piece.len()).unwrap_or_default());
                    }
                    Ok(None) => break None,
                    Err(broken) => break Some(broken),
                }
            };
            file.flush().or_stop(cannot)?;
            match broken {
                None => return Ok(()),
                Some(broken) if attempts.are_over() => return Err(self.broken(&broken)),
                Some(_) => {
                    bar.set(0);
                    attempts.wait(None).await;
                }
            }
        }
    }

    async fn follow(&mut self, below: &str) -> Result<Answer, Stop> {
        let mut url = self.path(below)?;
        for _ in 0..REDIRECTS {
            let answer = self.ask(Request::new(Method::GET, url.clone())).await?;
            let location = answer.headers.get(LOCATION).and_then(|location| location.to_str().ok());
            match location {
                Some(location) if answer.status.is_redirection() => {
                    let wrong = || format!("`{}` sends us on to `{location}`", self.reference.domain);
                    url = url.join(location).or_stop(wrong)?;
                }
                _ => return Ok(answer),
            }
        }
        Err(Stop::new(format!("`{}` sends us on and on", self.reference.domain)))
    }

    fn parse<T: serde::de::DeserializeOwned>(&self, text: &[u8]) -> Result<T, Stop> {
        serde_json::from_slice(text)
            .or_stop(|| format!("`{}` gives an image that cannot be understood", self.reference))
    }
}
