//! Names with one value or several, as headers and queries have them.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::field::{Field, Read, Scalar, else_value};

/// Names and values in the order in which they came, of which nothing depends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Multimap(Vec<(String, Values)>);

impl PartialEq for Multimap {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().all(|entry| other.0.contains(entry))
    }
}

/// The values of one name.
#[derive(Clone, Debug, PartialEq)]
enum Values {
    One(String),
    Many(Vec<String>),
    /// Neither a text nor an array of texts.
    Odd(Box<Odd>),
}

/// What can be read as texts, and what came.
#[derive(Clone, Debug, PartialEq)]
struct Odd {
    texts: Vec<String>,
    raw: Value,
}

impl Values {
    fn texts(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
            Self::Odd(odd) => &odd.texts,
        }
    }

    fn of(scalar: Scalar<'_>) -> Self {
        match scalar {
            Scalar::Text(text) => Self::One(text.into_owned()),
            Scalar::Other(Value::Array(items)) if items.iter().all(Value::is_string) => {
                Self::Many(items.into_iter().filter_map(into_text).collect())
            }
            Scalar::Other(Value::Array(items)) => Self::Odd(Box::new(Odd {
                texts: items.iter().filter_map(texts_of).collect(),
                raw: Value::Array(items),
            })),
            other => {
                let raw = Value::from(other);
                Self::Odd(Box::new(Odd { texts: texts_of(&raw).into_iter().collect(), raw }))
            }
        }
    }

    fn push(&mut self, value: String) {
        let mut texts = self.texts().to_vec();
        texts.push(value);
        *self = Self::Many(texts);
    }
}

fn into_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// What of a value can be read as text: `true` marks a name without a value, and null is none.
fn texts_of(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::Bool(true) => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

impl Multimap {
    /// Entries one by one: a name of several values is in several of them.
    pub(crate) fn of(entries: impl Iterator<Item = (String, String)>) -> Self {
        Self(entries.map(|(name, value)| (name, Values::One(value))).collect())
    }

    pub(crate) fn all<'a>(&'a self, is_name: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(name, _)| is_name(name));
        named.flat_map(|(_, values)| values.texts()).map(String::as_str)
    }

    pub(crate) fn first(&self, is_name: impl Fn(&str) -> bool) -> Option<&str> {
        let mut named = self.0.iter().filter(|(name, _)| is_name(name));
        named.find_map(|(_, values)| values.texts().first()).map(String::as_str)
    }

    pub(crate) fn has(&self, is_name: impl Fn(&str) -> bool) -> bool {
        self.0.iter().any(|(name, _)| is_name(name))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(name, values)| values.texts().iter().map(move |value| (name.as_str(), value.as_str())))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn remove(&mut self, is_name: impl Fn(&str) -> bool) {
        self.0.retain(|(name, _)| !is_name(name));
    }

    /// Adds a value behind those that the name has.
    pub(crate) fn append(&mut self, name: String, value: String, is_name: impl Fn(&str) -> bool) {
        match self.0.iter_mut().find(|(known, _)| is_name(known)) {
            Some((_, values)) => values.push(value),
            None => self.0.push((name, Values::One(value))),
        }
    }
}

impl Serialize for Multimap {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        let mut map = into.serialize_map(Some(self.0.len()))?;
        for (name, values) in &self.0 {
            match values {
                Values::One(text) => map.serialize_entry(name, text)?,
                Values::Many(texts) => map.serialize_entry(name, texts)?,
                Values::Odd(odd) => map.serialize_entry(name, &odd.raw)?,
            }
        }
        map.end()
    }
}

impl Field for Multimap {
    const TAKES: &'static str = "an object of texts";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Self>, D::Error> {
        from.deserialize_any(MultimapVisitor)
    }
}

struct MultimapVisitor;

struct ValuesSeed;

impl<'de> DeserializeSeed<'de> for ValuesSeed {
    type Value = Values;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Values, D::Error> {
        Scalar::read(from).map(Values::of)
    }
}

impl<'de> Visitor<'de> for MultimapVisitor {
    type Value = Read<Multimap>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Multimap::TAKES)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = Vec::with_capacity(8);
        while let Some(name) = entries.next_key()? {
            map.push((name, entries.next_value_seed(ValuesSeed)?));
        }
        Ok(Read::Plain(Multimap(map)))
    }

    else_value!(Ok(no_map); scalar array);
}

/// Nothing is an empty map; an empty array is one too, where PHP has written it.
fn no_map(raw: Value) -> Read<Multimap> {
    let is_empty = match &raw {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    if is_empty { Read::Odd(Multimap::default(), raw) } else { Read::Unfit(raw) }
}
