//! An object some of whose entries have been read already, as if none had.

use serde::de::value::{MapAccessDeserializer, StringDeserializer};
use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess};
use serde_json::Value;

/// Entries that were put aside, a key whose value is still to come, and the rest.
pub(crate) struct Prefixed<A> {
    aside: std::vec::IntoIter<(String, Value)>,
    value: Option<Value>,
    key: Option<String>,
    rest: A,
}

impl<A> Prefixed<A> {
    /// The whole object, to be read as a type.
    pub(crate) fn object(aside: Vec<(String, Value)>, key: Option<String>, rest: A) -> MapAccessDeserializer<Self> {
        MapAccessDeserializer::new(Self { aside: aside.into_iter(), value: None, key, rest })
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Prefixed<A> {
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
                let key: StringDeserializer<A::Error> = key.into_deserializer();
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
