//! An image → a repository: what is missing there, and at the end the manifest, which makes it one.

use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, LOCATION};
use hyper::{Method, StatusCode};

use crate::image::assembly::{Assembly, Blob};
use crate::image::progress::{self, Progress};
use crate::image::registry::transport::{Broken, Request};
use crate::image::registry::url::Url;
use crate::image::registry::{Attempts, Repository, is_passing};
use crate::stop::{OrStop, Stop};

/// What a registry has understood.
const CONTENT_DIGEST: HeaderName = HeaderName::from_static("docker-content-digest");

const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

impl Repository {
    /// Until the last request nothing is there under the tag, and with it everything.
    pub(crate) async fn push(&mut self, image: &Assembly, tag: &str) -> Result<(), Stop> {
        for blob in [&image.layer, &image.config] {
            if self.has(blob).await? {
                Progress::step("Existing", blob.descriptor.digest.as_str());
            } else {
                Progress::step(
                    "Pushing",
                    format!("{} {}", blob.descriptor.digest, progress::bytes(blob.descriptor.size)),
                );
                self.upload(blob).await?;
            }
        }
        self.put(&image.manifest, tag).await
    }

    async fn has(&mut self, blob: &Blob) -> Result<bool, Stop> {
        let url = self.path(&format!("blobs/{}", blob.descriptor.digest))?;
        let answer = self.ask(Request::new(Method::HEAD, url)).await?;
        match answer.status {
            StatusCode::OK => Ok(true),
            StatusCode::NOT_FOUND => Ok(false),
            // It may have sent us on to a storage that it would have it from.
            status if status.is_redirection() => Ok(true),
            _ => Err(self.refused(answer).await),
        }
    }

    /// As a whole, and from the beginning where it was cut: what a registry has kept of it is not known.
    async fn upload(&mut self, blob: &Blob) -> Result<(), Stop> {
        let mut attempts = Attempts::default();
        let bar = self.progress.bar("Pushing", blob.descriptor.size);
        loop {
            let session = self.session().await?;
            let digest = format!("digest={}", blob.descriptor.digest);
            let mut request = Request::new(Method::PUT, session.with_query(&digest)?);
            request.headers.push((CONTENT_TYPE, BYTES));
            request.body = blob.content.clone();
            let failed = match self.once(&request, Some(&bar)).await? {
                Ok(answer) if answer.status == StatusCode::CREATED => return Ok(()),
                Ok(answer) if is_passing(answer.status) && !attempts.are_over() => Some(answer),
                Ok(answer) => return Err(self.refused(answer).await),
                Err(broken) if attempts.are_over() || !broken.is_passing => return Err(self.cut(&broken)),
                Err(_) => None,
            };
            bar.set(0);
            attempts.wait(failed.as_ref()).await;
        }
    }

    /// Where to send a blob to.
    async fn session(&mut self) -> Result<Url, Stop> {
        let url = self.path("blobs/uploads/")?;
        let answer = self.ask(Request::new(Method::POST, url.clone())).await?;
        if answer.status != StatusCode::ACCEPTED {
            return Err(self.refused(answer).await);
        }
        let location = answer.headers.get(LOCATION).and_then(|location| location.to_str().ok());
        let wrong = || format!("`{}` does not say where to send a blob to", self.reference.domain);
        url.join(location.unwrap_or_default()).or_stop(wrong)
    }

    async fn put(&mut self, manifest: &Blob, tag: &str) -> Result<(), Stop> {
        let url = self.path(&format!("manifests/{tag}"))?;
        let mut request = Request::new(Method::PUT, url);
        let kind = HeaderValue::try_from(&manifest.descriptor.media_type);
        request.headers.push((CONTENT_TYPE, kind.or_stop(|| "the manifest cannot be sent".to_owned())?));
        request.body = manifest.content.clone();
        let answer = self.ask(request).await?;
        if !answer.status.is_success() {
            return Err(self.refused(answer).await);
        }
        let found = answer.headers.get(CONTENT_DIGEST).and_then(|digest| digest.to_str().ok());
        // A server of pages may answer anything with 200.
        if answer.status != StatusCode::CREATED && found.is_none() {
            return Err(self.is_none(answer.status, "an image"));
        }
        match found {
            Some(found) if found != manifest.descriptor.digest.as_str() => Err(Stop::new(format!(
                "`{}` has stored another image, {found}, than {}: something on the way changes it",
                self.reference.domain, manifest.descriptor.digest
            ))),
            _ => Ok(()),
        }
    }

    fn cut(&self, broken: &Broken) -> Stop {
        let domain = &self.reference.domain;
        Stop::new(format!("`{domain}` cannot be sent the image, {}: nothing is there under the tag", broken.why))
    }
}
