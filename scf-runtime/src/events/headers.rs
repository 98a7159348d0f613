//! Headers of HTTP messages in events, and of objects.

use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::field::{Field, Read, fitting};
use super::multimap::Multimap;

/// Headers: names that are looked up without regard to case, each with one value or several.
///
/// ```
/// use scf::events::Headers;
///
/// let headers: Headers = [("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")].into_iter().collect();
/// assert_eq!(headers.get("content-type"), Some("text/html"));
/// assert_eq!(headers.get_all("set-cookie").collect::<Vec<_>>(), ["a=1", "b=2"]);
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Headers(Multimap);

/// Whether a header's value lets its bearer in somewhere, and so has no place in a log.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["authorization", "cookie", "secret", "token", "signature"].iter().any(|part| name.contains(part))
}

/// Shows no value that lets its bearer in somewhere.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.iter().map(|(name, value)| (name, if is_secret(name) { "[redacted]" } else { value })))
            .finish()
    }
}

impl Headers {
    /// No headers.
    pub fn new() -> Self {
        Self::default()
    }

    /// The first value of a header.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.first(|known| known.eq_ignore_ascii_case(name))
    }

    /// All values of a header, in their order.
    pub fn get_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.all(move |known| known.eq_ignore_ascii_case(name))
    }

    /// All headers: one of several values as often as it has values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sets a header, in place of all values that it has.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        self.remove(&name);
        self.append(name, value);
    }

    /// Adds a value to a header.
    pub fn append(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        self.0.append(name.clone(), value.into(), |known| known.eq_ignore_ascii_case(&name));
    }

    /// Takes a header away.
    pub fn remove(&mut self, name: &str) {
        self.0.remove(|known| known.eq_ignore_ascii_case(name));
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(headers: I) -> Self {
        let mut all = Self::new();
        all.extend(headers);
        all
    }
}

impl<N: Into<String>, V: Into<String>> Extend<(N, V)> for Headers {
    fn extend<I: IntoIterator<Item = (N, V)>>(&mut self, headers: I) {
        for (name, value) in headers {
            self.append(name, value);
        }
    }
}

impl Serialize for Headers {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(into)
    }
}

impl<'de> Deserialize<'de> for Headers {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        fitting(Self::read(from)?, Self::TAKES).map(|(headers, _)| headers)
    }
}

impl Field for Headers {
    const TAKES: &'static str = "an object of texts";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Self>, D::Error> {
        Ok(Multimap::read(from)?.map(Self))
    }

    fn is_bare(&self) -> bool {
        self.0.is_empty()
    }
}
