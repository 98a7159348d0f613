//! Fields that may be missing, other than as an `Option`: empty, or of no use.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::field::{Codec, Field, Leaf, Read};

/// A collection or an object that is left out when it is empty, unless it came so. Null is empty.
pub(crate) struct Sparse;

impl<T: Field + Serialize + Default> Codec<T> for Sparse {
    const TAKES: &'static str = T::TAKES;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<T>, D::Error> {
        Ok(match T::read(from)? {
            Read::Unfit(Value::Null) => Read::Odd(T::default(), Value::Null),
            Read::Plain(value) if value.is_bare() => {
                let raw = serde_json::to_value(&value).unwrap_or_default();
                Read::Odd(value, raw)
            }
            read => read,
        })
    }

    fn write<S: Serializer>(value: &T, into: S) -> Result<S::Ok, S::Error> {
        value.serialize(into)
    }

    fn absent() -> T {
        T::default()
    }

    fn is_absent(value: &T) -> bool {
        value.is_bare()
    }
}

/// A field for which no event is refused: one that does not fit is none, and what came is kept.
pub(crate) struct IfFits;

impl<T: Leaf + Serialize> Codec<Option<T>> for IfFits {
    const TAKES: &'static str = "anything";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Option<T>>, D::Error> {
        Ok(match T::read_optional(from)? {
            Read::Unfit(raw) => Read::Odd(None, raw),
            read => read,
        })
    }

    fn write<S: Serializer>(value: &Option<T>, into: S) -> Result<S::Ok, S::Error> {
        value.serialize(into)
    }

    fn absent() -> Option<T> {
        None
    }

    fn is_absent(value: &Option<T>) -> bool {
        value.is_none()
    }
}

/// The same for a field that is made of several: it is none unless all of it fits.
pub(crate) struct IfAllFits;

impl<T: Field + Serialize> Codec<Option<T>> for IfAllFits {
    const TAKES: &'static str = "anything";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Option<T>>, D::Error> {
        let raw = Value::deserialize(from)?;
        Ok(match T::read_optional(&raw) {
            Ok(Read::Plain(value)) => Read::Plain(value),
            Ok(Read::Odd(value, _)) => Read::Odd(value, raw),
            Ok(Read::Unfit(_)) | Err(_) => Read::Odd(None, raw),
        })
    }

    fn write<S: Serializer>(value: &Option<T>, into: S) -> Result<S::Ok, S::Error> {
        value.serialize(into)
    }

    fn absent() -> Option<T> {
        None
    }

    fn is_absent(value: &Option<T>) -> bool {
        value.is_none()
    }
}
