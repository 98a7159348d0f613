//! Fields that are made of one scalar: texts, numbers and truth values, each also where it comes as another of them.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, Visitor};
use serde_json::Value;

use super::any::else_value;
use super::{Field, Read};

/// One value of JSON, as far as a text, a number or a truth value may be made of it.
pub(crate) enum Scalar<'a> {
    Null,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text(Cow<'a, str>),
    /// An array or an object.
    Other(Value),
}

impl From<Scalar<'_>> for Value {
    fn from(scalar: Scalar<'_>) -> Self {
        match scalar {
            Scalar::Null => Self::Null,
            Scalar::Bool(value) => value.into(),
            Scalar::Signed(value) => value.into(),
            Scalar::Unsigned(value) => value.into(),
            Scalar::Float(value) => value.into(),
            Scalar::Text(value) => Self::String(value.into_owned()),
            Scalar::Other(value) => value,
        }
    }
}

impl<'de> Scalar<'de> {
    pub(crate) fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        Scalar::read(from)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Signed(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Scalar::Unsigned(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Scalar::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(value)))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(value)))
    }

    else_value!(Ok(Scalar::Other); array object);
}

/// A field that is made of one scalar.
pub(crate) trait Leaf: Sized {
    const TAKES: &'static str;

    fn of(scalar: Scalar<'_>) -> Read<Self>;

    /// Whether an empty text is none.
    const EMPTY_IS_NONE: bool = true;
}

impl<T: Leaf> Field for T {
    const TAKES: &'static str = T::TAKES;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Self>, D::Error> {
        Scalar::read(from).map(T::of)
    }

    fn read_optional<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Option<Self>>, D::Error> {
        Ok(match Scalar::read(from)? {
            Scalar::Null => Read::Odd(None, Value::Null),
            Scalar::Text(text) if T::EMPTY_IS_NONE && text.is_empty() => Read::Odd(None, Value::from("")),
            scalar => T::of(scalar).map(Some),
        })
    }
}

impl Leaf for String {
    const TAKES: &'static str = "a text";
    const EMPTY_IS_NONE: bool = false;

    fn of(scalar: Scalar<'_>) -> Read<Self> {
        match scalar {
            Scalar::Text(text) => Read::Plain(text.into_owned()),
            Scalar::Null => Read::Odd(Self::new(), Value::Null),
            Scalar::Unsigned(number) => Read::Odd(number.to_string(), number.into()),
            other => {
                let raw = Value::from(other);
                Read::Odd(raw.to_string(), raw)
            }
        }
    }
}

impl Leaf for bool {
    const TAKES: &'static str = "true or false";

    fn of(scalar: Scalar<'_>) -> Read<Self> {
        let value = match &scalar {
            Scalar::Bool(value) => return Read::Plain(*value),
            Scalar::Null => Some(false),
            Scalar::Unsigned(number) => (*number < 2).then_some(*number == 1),
            Scalar::Text(text) => match text.trim() {
                "" | "0" => Some(false),
                "1" => Some(true),
                text if text.eq_ignore_ascii_case("true") => Some(true),
                text if text.eq_ignore_ascii_case("false") => Some(false),
                _ => None,
            },
            _ => None,
        };
        let raw = Value::from(scalar);
        match value {
            Some(value) => Read::Odd(value, raw),
            None => Read::Unfit(raw),
        }
    }
}

macro_rules! whole_numbers {
    ($($number:ident)*) => {$(
        impl Leaf for $number {
            const TAKES: &'static str = "a whole number";

            fn of(scalar: Scalar<'_>) -> Read<Self> {
                let plain = match &scalar {
                    Scalar::Unsigned(number) => $number::try_from(*number).ok(),
                    Scalar::Signed(number) => $number::try_from(*number).ok(),
                    _ => None,
                };
                if let Some(number) = plain {
                    return Read::Plain(number);
                }
                let odd = match &scalar {
                    Scalar::Null => Some(0),
                    Scalar::Text(text) => text.trim().parse().ok(),
                    // 3.0 is a whole number, and within 2^53 exactly the one that was meant.
                    Scalar::Float(number) if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 => {
                        format!("{number:.0}").parse().ok()
                    }
                    _ => None,
                };
                let raw = Value::from(scalar);
                match odd {
                    Some(number) => Read::Odd(number, raw),
                    None => Read::Unfit(raw),
                }
            }
        }
    )*};
}

whole_numbers!(i32 i64 u16 u32 u64);

impl Leaf for f64 {
    const TAKES: &'static str = "a number";

    fn of(scalar: Scalar<'_>) -> Read<Self> {
        if let Scalar::Float(number) = scalar {
            return Read::Plain(number);
        }
        let raw = Value::from(scalar);
        let number = match &raw {
            // A whole number is a number, but written from an `f64` it would have a point.
            Value::Null => Some(0.0),
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok().filter(|number: &Self| number.is_finite()),
            _ => None,
        };
        match number {
            Some(number) => Read::Odd(number, raw),
            None => Read::Unfit(raw),
        }
    }
}
