//! The query of an HTTP request in an event.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::field::{Field, Read, fitting};
use super::multimap::Multimap;

/// A query: names with one value, several, or none (`?debug`).
///
/// It comes as an object, whose values are decoded already, or, in old events, as one text.
///
/// ```
/// use scf::events::Query;
///
/// let query: Query = scf::serde_json::from_str(r#"{"tag": ["red", "blue"], "page": "2", "debug": true}"#)?;
/// assert_eq!(query.get("page").as_deref(), Some("2"));
/// assert_eq!(query.get_all("tag").collect::<Vec<_>>(), ["red", "blue"]);
/// assert!(query.has("debug"));
///
/// let query: Query = scf::serde_json::from_str(r#""tag=red&tag=dark%20blue""#)?;
/// assert_eq!(query.get_all("tag").collect::<Vec<_>>(), ["red", "dark blue"]);
/// # Ok::<(), scf::serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Query(Form);

#[derive(Clone, Debug, PartialEq)]
enum Form {
    Map(Multimap),
    Text(String),
}

impl Default for Query {
    fn default() -> Self {
        Self(Form::Map(Multimap::default()))
    }
}

impl Query {
    /// A text that is written as a query is.
    pub(crate) fn of_text(text: String) -> Self {
        Self(Form::Text(text))
    }

    /// The first value of a name; empty for one without a value.
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// All values of a name, in their order.
    pub fn get_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Cow<'a, str>> {
        self.iter().filter(move |(known, _)| known == name).map(|(_, value)| value)
    }

    /// Whether a name is there, with a value or without.
    pub fn has(&self, name: &str) -> bool {
        match &self.0 {
            Form::Map(map) => map.has(|known| known == name),
            Form::Text(_) => self.get(name).is_some(),
        }
    }

    /// All names and values: a name of several values as often as it has values.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        let (map, text) = match &self.0 {
            Form::Map(map) => (Some(map), ""),
            Form::Text(text) => (None, text.strip_prefix('?').unwrap_or(text)),
        };
        let entries = map.into_iter().flat_map(Multimap::iter);
        let entries = entries.map(|(name, value)| (Cow::Borrowed(name), Cow::Borrowed(value)));
        entries.chain(form_urlencoded::parse(text.as_bytes()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Form::Map(map) => map.is_empty(),
            Form::Text(text) => text.is_empty(),
        }
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Query {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(entries: I) -> Self {
        let mut map = Multimap::default();
        for (name, value) in entries {
            let name = name.into();
            map.append(name.clone(), value.into(), |known| known == name);
        }
        Self(Form::Map(map))
    }
}

impl Serialize for Query {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Form::Map(map) => map.serialize(into),
            Form::Text(text) => text.serialize(into),
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
            Read::Unfit(Value::String(text)) => Read::Plain(Self(Form::Text(text))),
            read => read.map(|map| Self(Form::Map(map))),
        })
    }
}
