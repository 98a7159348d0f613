//! How a field is read: in the form that the platform documents, and in those that it sends besides.
//!
//! What comes in another form is understood and kept as it came, so that an event that is read and written again
//! has lost nothing.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

mod any;
mod forms;
mod list;
mod names;
mod scalar;

pub(crate) use any::{ObjectOrError, ObjectOrUnfit, else_value};
pub(crate) use forms::Forms;
pub(crate) use names::{KeyOf, Structure};
pub(crate) use scalar::{Leaf, Scalar};

/// What a field has been read as.
pub(crate) enum Read<T> {
    /// It came in the documented form: written again it is the same.
    Plain(T),
    /// It came in another form, which is kept.
    Odd(T, Value),
    /// It is nothing that the field takes.
    Unfit(Value),
}

impl<T> Read<T> {
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Read<U> {
        match self {
            Self::Plain(value) => Read::Plain(change(value)),
            Self::Odd(value, raw) => Read::Odd(change(value), raw),
            Self::Unfit(raw) => Read::Unfit(raw),
        }
    }
}

/// A type of field, in its one natural form.
pub(crate) trait Field: Sized {
    /// What the field takes, in words: `a whole number`.
    const TAKES: &'static str;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Self>, D::Error>;

    /// Reads a field that has to fit, with the form in which it came where that is not the documented one.
    fn read_fitting<'de, D: Deserializer<'de>>(from: D) -> Result<(Self, Option<Value>), D::Error> {
        fitting(Self::read(from)?, Self::TAKES)
    }

    /// Reads a field that may be empty.
    fn read_optional<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Option<Self>>, D::Error> {
        from.deserialize_option(OptionVisitor(PhantomData))
    }

    /// Whether the field is left out when the event is written.
    fn is_absent(&self) -> bool {
        false
    }

    /// Whether there is nothing in it.
    fn is_bare(&self) -> bool {
        false
    }
}

struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: Field> Visitor<'de> for OptionVisitor<T> {
    type Value = Read<Option<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} or null", T::TAKES)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Read::Odd(None, Value::Null))
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        Ok(T::read(from)?.map(Some))
    }
}

impl<T: Field> Field for Option<T> {
    const TAKES: &'static str = T::TAKES;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Self>, D::Error> {
        T::read_optional(from)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// How a field is written: in the natural form of its type, or in one of its own, as times are.
pub(crate) trait Codec<T> {
    const TAKES: &'static str;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<T>, D::Error>;

    /// Reads a field that has to fit, with the form in which it came where that is not the documented one.
    fn read_fitting<'de, D: Deserializer<'de>>(from: D) -> Result<(T, Option<Value>), D::Error> {
        fitting(Self::read(from)?, Self::TAKES)
    }

    fn write<S: Serializer>(value: &T, into: S) -> Result<S::Ok, S::Error>;
    fn absent() -> T;
    fn is_absent(value: &T) -> bool;
}

/// The natural form.
pub(crate) struct Natural;

impl<T: Field + Serialize + Default> Codec<T> for Natural {
    const TAKES: &'static str = T::TAKES;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<T>, D::Error> {
        T::read(from)
    }

    fn read_fitting<'de, D: Deserializer<'de>>(from: D) -> Result<(T, Option<Value>), D::Error> {
        T::read_fitting(from)
    }

    fn write<S: Serializer>(value: &T, into: S) -> Result<S::Ok, S::Error> {
        value.serialize(into)
    }

    fn absent() -> T {
        T::default()
    }

    fn is_absent(value: &T) -> bool {
        value.is_absent()
    }
}

/// Writes a value by a codec.
pub(crate) struct Written<'a, T, C>(&'a T, PhantomData<C>);

impl<'a, T, C> Written<'a, T, C> {
    pub(crate) fn new(value: &'a T) -> Self {
        Self(value, PhantomData)
    }
}

impl<T, C: Codec<T>> Serialize for Written<'_, T, C> {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        C::write(self.0, into)
    }
}

/// Reads a value by a codec; what does not fit is the error.
pub(crate) struct Reading<T, C>(PhantomData<(T, C)>);

impl<T, C> Reading<T, C> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T, C: Codec<T>> DeserializeSeed<'de> for Reading<T, C> {
    type Value = (T, Option<Value>);

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        C::read_fitting(from)
    }
}

/// The value, and the form in which it came where that is another than the documented one.
pub(crate) fn fitting<T, E: Error>(read: Read<T>, takes: &str) -> Result<(T, Option<Value>), E> {
    match read {
        Read::Plain(value) => Ok((value, None)),
        Read::Odd(value, raw) => Ok((value, Some(raw))),
        Read::Unfit(raw) => Err(E::custom(format_args!("it is {}, and takes {takes}", in_short(&raw)))),
    }
}

fn in_short(value: &Value) -> String {
    match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        // It is shortened where it is told.
        scalar => scalar.to_string(),
    }
}
