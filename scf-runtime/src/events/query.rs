//! The query of an HTTP request in an event.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::field::{Field, Read, fitting};
use super::multimap::Multimap;

/// A query: names with one value, several, or none (`?debug`).
///
/// It comes as an object, whose values are decoded already, or, in old events, as one text, which is decoded when it
/// is read.
///
/// ```
/// use scf::events::Query;
///
/// let query: Query = scf::serde_json::from_str(r#"{"tag": ["red", "blue"], "page": "2", "debug": true}"#)?;
/// assert_eq!(query.get("page"), Some("2"));
/// assert_eq!(query.get_all("tag").collect::<Vec<_>>(), ["red", "blue"]);
/// assert!(query.has("debug"));
///
/// let query: Query = scf::serde_json::from_str(r#""tag=red&tag=dark%20blue""#)?;
/// assert_eq!(query.get_all("tag").collect::<Vec<_>>(), ["red", "dark blue"]);
/// # Ok::<(), scf::serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    entries: Multimap,
    /// As it came, if it came as one text.
    text: Option<Box<str>>,
}

impl Query {
    /// A text that is written as a query is.
    pub(crate) fn of_text(text: String) -> Self {
        let encoded = text.strip_prefix('?').unwrap_or(&text);
        let entries = form_urlencoded::parse(encoded.as_bytes());
        let entries = entries.map(|(name, value)| (name.into_owned(), value.into_owned()));
        Self { entries: Multimap::of(entries), text: Some(text.into_boxed_str()) }
    }

    /// The first value of a name; empty for one without a value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.entries.first(|known| known == name)
    }

    /// All values of a name, in their order.
    pub fn get_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.entries.all(move |known| known == name)
    }

    /// Whether a name is there, with a value or without.
    pub fn has(&self, name: &str) -> bool {
        self.entries.has(|known| known == name)
    }

    /// All names and values: a name of several values as often as it has values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Query {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(entries: I) -> Self {
        let mut map = Multimap::default();
        for (name, value) in entries {
            let name = name.into();
            map.append(name.clone(), value.into(), |known| known == name);
        }
        Self { entries: map, text: None }
    }
}

impl Serialize for Query {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        match &self.text {
            Some(text) => text.serialize(into),
            None => self.entries.serialize(into),
        }
    }
}

impl<'de> Deserialize<'de> for Query {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        fitting(Self::read(from)?, Self::TAKES).map(|(query, _)| query)
    }
}

impl Field for Query {
    const TAKES: &'static str = "an object of texts, or a text";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Self>, D::Error> {
        Ok(match Multimap::read(from)? {
            Read::Unfit(Value::String(text)) => Read::Plain(Self::of_text(text)),
            read => read.map(|entries| Self { entries, text: None }),
        })
    }

    fn is_bare(&self) -> bool {
        self.text.is_none() && self.entries.is_empty()
    }
}
