//! Addresses, and what a registry says of where to go on.

use hyper::Uri;

use crate::image::reference::is_loopback;
use crate::stop::{OrStop, Stop};

/// A whole address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url(Uri);

impl Url {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let uri: Uri = text.parse().map_err(|error| format!("it is no address: {error}"))?;
        match (uri.scheme_str(), uri.authority()) {
            (Some("http" | "https"), Some(_)) => Ok(Self(uri)),
            _ => Err("it is no address of the web".to_owned()),
        }
    }

    /// What a `Location` means here.
    pub(super) fn join(&self, location: &str) -> Result<Self, String> {
        if location.contains("://") {
            let found = Self::parse(location)?;
            // A registry behind a proxy may not know that it is asked by TLS.
            let is_downgrade = self.is_https() && !found.is_https() && found.0.host() == self.0.host();
            return if is_downgrade { Self::parse(&location.replacen("http://", "https://", 1)) } else { Ok(found) };
        }
        let scheme = self.0.scheme_str().unwrap_or_default();
        Self::parse(&format!("{scheme}://{}{location}", self.authority()))
    }

    pub(super) fn with_query(&self, query: &str) -> Result<Self, Stop> {
        let joint = if self.0.query().is_some() { '&' } else { '?' };
        Self::parse(&format!("{}{joint}{query}", self.0)).or_stop(|| "the registry's address is wrong".to_owned())
    }

    pub(super) fn is_https(&self) -> bool {
        self.0.scheme_str() == Some("https")
    }

    pub(super) fn is_loopback(&self) -> bool {
        is_loopback(self.authority())
    }

    pub(super) fn authority(&self) -> &str {
        self.0.authority().map_or("", hyper::http::uri::Authority::as_str)
    }

    pub(super) fn host(&self) -> &str {
        self.0.host().unwrap_or_default().trim_matches(['[', ']'])
    }

    pub(super) fn port(&self) -> u16 {
        self.0.port_u16().unwrap_or(if self.is_https() { 443 } else { 80 })
    }

    /// What is asked for there.
    pub(super) fn target(&self) -> &str {
        self.0.path_and_query().map_or("/", hyper::http::uri::PathAndQuery::as_str)
    }
}
