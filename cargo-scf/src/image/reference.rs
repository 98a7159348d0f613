//! `domain/namespace/name:tag@sha256:…`, as registries and the platform's API name an image.

use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU16;
use std::str::FromStr;

use crate::image::digest::Digest;
use crate::platform;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// With the port, where one is named.
    pub(crate) domain: String,
    /// `namespace/name`.
    pub(crate) repository: String,
    pub(crate) tag: Option<String>,
    pub(crate) digest: Option<Digest>,
}

/// Whose registry it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Registry {
    Personal,
    Enterprise,
    Other,
}

pub(crate) const FORM: &str = "write it as `domain/namespace/name:tag`";

impl Reference {
    pub(crate) fn registry(&self) -> Registry {
        if self.domain.ends_with(platform::PERSONAL_REGISTRY) {
            Registry::Personal
        } else if self.domain.ends_with(platform::ENTERPRISE_REGISTRIES) {
            Registry::Enterprise
        } else {
            Registry::Other
        }
    }

    /// Whether it is a registry of this machine's: those are spoken to without TLS, as Docker does.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.domain)
    }

    /// What a registry finds it by: the digest is sharper than the tag.
    pub(crate) fn version(&self) -> &str {
        match (&self.digest, &self.tag) {
            (Some(digest), _) => digest.as_str(),
            (None, Some(tag)) => tag,
            (None, None) => LATEST,
        }
    }
}

/// What registries take for no tag.
pub(crate) const LATEST: &str = "latest";

/// `host` may have a port.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(v6),
        None => host.split(':').next().unwrap_or(host),
    };
    name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

impl FromStr for Reference {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((scheme, rest)) = text.split_once("://") {
            // Who writes an address may have written a password into it.
            let rest = rest.rsplit('@').next().unwrap_or(rest);
            return Err(format!("a name has no `{scheme}://` and no login: {FORM}, as in `{rest}`"));
        }
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(Digest::try_from(digest.to_owned())?)),
            None => (text, None),
        };
        let Some((domain, rest)) = name.split_once('/') else {
            return Err(format!("`{text}` names no registry: {FORM}"));
        };
        if !(domain.contains(['.', ':']) || domain == "localhost") {
            return Err(format!("`{domain}` is no registry's domain: {FORM}"));
        }
        if !domain.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c)) {
            return Err(format!("`{domain}` is no registry's domain: it is a host and perhaps a port, and {FORM}"));
        }
        let port = domain.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.contains(']'));
        if let Some(port) = port.filter(|port| port.parse::<NonZeroU16>().is_err()) {
            return Err(format!("`{port}` is no port: one is a number from 1 to 65535, and {FORM}"));
        }
        let (repository, tag) = match rest.split_once(':') {
            Some((repository, tag)) => (repository, Some(tag)),
            None => (rest, None),
        };
        let is_part = |part: &str| {
            part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c))
                && part.starts_with(|c: char| c.is_ascii_alphanumeric())
                && part.ends_with(|c: char| c.is_ascii_alphanumeric())
        };
        if !repository.split('/').all(is_part) {
            return Err(format!(
                "`{repository}` is no name of a repository: take lower-case letters, digits and `.`, `_`, `-` between \
                 them, and {FORM}"
            ));
        }
        let is_tag = |tag: &str| {
            (1..=128).contains(&tag.len())
                && tag.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
                && !tag.starts_with(['.', '-'])
        };
        if let Some(tag) = tag.filter(|tag| !is_tag(tag)) {
            return Err(format!("`{tag}` is no tag: take up to 128 letters, digits and `.`, `_`, `-`, and {FORM}"));
        }
        Ok(Self { domain: domain.to_owned(), repository: repository.to_owned(), tag: tag.map(str::to_owned), digest })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.domain, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        match &self.digest {
            Some(digest) => write!(f, "@{digest}"),
            None => Ok(()),
        }
    }
}
