//! Values of any form.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::{Field, Read, fitting};

/// The methods of a visitor for what it does not look for: each hands a [`Value`] to the function that is named. `Ok` is
/// put around what a function returns that cannot fail.
macro_rules! else_value {
    (Ok($take:expr); $($form:ident)*) => {
        $($crate::events::field::else_value!(@ $form Ok, $take);)*
    };
    ($take:expr; $($form:ident)*) => {
        $($crate::events::field::else_value!(@ $form ::std::convert::identity, $take);)*
    };
    (@ scalar $wrap:path, $take:expr) => {
        fn visit_unit<E: ::serde::de::Error>(self) -> Result<Self::Value, E> {
            $wrap($take(::serde_json::Value::Null))
        }

        fn visit_none<E: ::serde::de::Error>(self) -> Result<Self::Value, E> {
            $wrap($take(::serde_json::Value::Null))
        }

        fn visit_some<D: ::serde::de::Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
            from.deserialize_any(self)
        }

        fn visit_bool<E: ::serde::de::Error>(self, value: bool) -> Result<Self::Value, E> {
            $wrap($take(value.into()))
        }

        fn visit_i64<E: ::serde::de::Error>(self, value: i64) -> Result<Self::Value, E> {
            $wrap($take(value.into()))
        }

        fn visit_u64<E: ::serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
            $wrap($take(value.into()))
        }

        fn visit_f64<E: ::serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
            $wrap($take(value.into()))
        }

        fn visit_str<E: ::serde::de::Error>(self, value: &str) -> Result<Self::Value, E> {
            $wrap($take(value.into()))
        }

        fn visit_string<E: ::serde::de::Error>(self, value: String) -> Result<Self::Value, E> {
            $wrap($take(value.into()))
        }
    };
    (@ array $wrap:path, $take:expr) => {
        fn visit_seq<A: ::serde::de::SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
            $wrap($take(::serde::de::Deserialize::deserialize(::serde::de::value::SeqAccessDeserializer::new(items))?))
        }
    };
    (@ object $wrap:path, $take:expr) => {
        fn visit_map<A: ::serde::de::MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
            $wrap($take(::serde::de::Deserialize::deserialize(::serde::de::value::MapAccessDeserializer::new(entries))?))
        }
    };
}

pub(crate) use else_value;

/// Takes an object by another visitor, and whatever else as what does not fit.
pub(crate) struct ObjectOrUnfit<V>(pub(crate) V);

impl<'de, V: Visitor<'de>> Visitor<'de> for ObjectOrUnfit<V> {
    type Value = Read<V::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
        self.0.visit_map(entries).map(Read::Plain)
    }

    else_value!(Ok(Read::Unfit); scalar array);
}

/// Takes an object by another visitor. Whatever else is an error.
pub(crate) struct ObjectOrError<V>(pub(crate) V);

impl<'de, V: Visitor<'de>> Visitor<'de> for ObjectOrError<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
        self.0.visit_map(entries)
    }

    else_value!(no_object; scalar array);
}

fn no_object<T, E: Error>(raw: Value) -> Result<T, E> {
    fitting(Read::Unfit(raw), "an object").map(|(object, _)| object)
}

/// Any JSON. It is never odd.
impl Field for Value {
    const TAKES: &'static str = "any JSON";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Self>, D::Error> {
        Self::deserialize(from).map(Read::Plain)
    }

    /// `null` is a value too.
    fn read_optional<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Option<Self>>, D::Error> {
        Self::deserialize(from).map(|value| Read::Plain(Some(value)))
    }
}

/// An object whose entries have no names that are known beforehand.
impl Field for Map<String, Value> {
    const TAKES: &'static str = "an object";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Self>, D::Error> {
        Ok(match Value::deserialize(from)? {
            Value::Object(map) => Read::Plain(map),
            Value::Null => Read::Odd(Self::new(), Value::Null),
            Value::String(text) if text.is_empty() => Read::Odd(Self::new(), Value::String(text)),
            other => Read::Unfit(other),
        })
    }
}
