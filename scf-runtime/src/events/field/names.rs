//! The names of an object's fields.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

/// An object whose fields have names.
pub(crate) trait Structure {
    /// Of each field the documented name, and then others that are known for it.
    const NAMES: &'static [&'static [&'static str]];

    /// The place of the field with this documented name.
    fn field(name: &str) -> Option<usize> {
        Self::NAMES.iter().position(|names| names.first() == Some(&name))
    }
}

/// A key of an object, against the names of its fields.
pub(crate) struct Key {
    /// Which of the fields it is.
    pub(crate) index: Option<usize>,
    /// How it is spelled, unless as documented.
    pub(crate) spelled: Option<String>,
}

/// Finds the field of a key: by its name, by another name that is known for it, or by either in another case.
pub(crate) struct KeyOf {
    pub(crate) names: &'static [&'static [&'static str]],
    /// Where to look first. Fields mostly come in the order in which they are documented.
    pub(crate) next: usize,
}

impl KeyOf {
    fn find(&self, key: &str) -> Key {
        let (before, from_next) = self.names.split_at(self.next.min(self.names.len()));
        let is_documented = |names: &&[&str]| names.first().is_some_and(|name| *name == key);
        if let Some(at) = from_next.iter().position(is_documented) {
            return Key { index: Some(before.len() + at), spelled: None };
        }
        if let Some(at) = before.iter().position(is_documented) {
            return Key { index: Some(at), spelled: None };
        }
        let is_known = |names: &&[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(key));
        Key { index: self.names.iter().position(is_known), spelled: Some(key.to_owned()) }
    }
}

impl<'de> DeserializeSeed<'de> for KeyOf {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Key, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeyOf {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Key, E> {
        Ok(self.find(key))
    }
}
