//! An object some of whose entries have been read already, as if none had.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{CowStrDeserializer, MapAccessDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

/// The key of an entry: borrowed where the event is read from where it lies.
pub(crate) struct Name<'de>(pub(crate) Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_identifier(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Name<'de>, E> {
        Ok(Name(name.into()))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name<'de>, E> {
        Ok(Name(name.to_owned().into()))
    }

    fn visit_string<E: Error>(self, name: String) -> Result<Name<'de>, E> {
        Ok(Name(name.into()))
    }
}

/// Entries that were put aside.
pub(crate) type Aside<'de> = Vec<(Cow<'de, str>, Value)>;

/// Those entries as an object of their own.
pub(crate) fn object_of(aside: Aside<'_>) -> Map<String, Value> {
    aside.into_iter().map(|(key, value)| (key.into_owned(), value)).collect()
}

/// Entries that were put aside, a key whose value is still to come, and the rest.
pub(crate) struct Prefixed<'de, A> {
    aside: std::vec::IntoIter<(Cow<'de, str>, Value)>,
    value: Option<Value>,
    key: Option<Cow<'de, str>>,
    rest: A,
}

impl<'de, A> Prefixed<'de, A> {
    /// The whole object, to be read as a type.
    pub(crate) fn object(aside: Aside<'de>, key: Option<Cow<'de, str>>, rest: A) -> MapAccessDeserializer<Self> {
        MapAccessDeserializer::new(Self { aside: aside.into_iter(), value: None, key, rest })
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Prefixed<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let key = match self.aside.next() {
            Some((key, value)) => {
                self.value = Some(value);
                Some(key)
            }
            None => self.key.take(),
        };
        match key {
            Some(key) => {
                let key: CowStrDeserializer<'_, A::Error> = key.into_deserializer();
                seed.deserialize(key).map(Some)
            }
            None => self.rest.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value).map_err(A::Error::custom),
            None => self.rest.next_value_seed(seed),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        None
    }
}
