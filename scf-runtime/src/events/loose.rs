//! Fields of what may turn out to be something else: they take anything, and say later whether it fits.

use std::marker::PhantomData;
use std::mem;

use serde::de::Deserializer;
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::field::{Codec, Read, fitting};

/// A field that is there and fits, is there and does not, or is missing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Loose<T> {
    Absent,
    Fits(T),
    Unfit(Box<Unfit>),
}

/// What came, and what is taken.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unfit {
    raw: Value,
    takes: &'static str,
}

impl<T> Loose<T> {
    pub(crate) fn is_there(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// Takes the field out, whatever it is.
    pub(crate) fn out(&mut self) -> Self {
        mem::replace(self, Self::Absent)
    }

    /// The value, as long as it is not taken.
    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Fits(value) => Some(value),
            Self::Absent | Self::Unfit(_) => None,
        }
    }

    pub(crate) fn get(&self) -> Option<&T> {
        match self {
            Self::Fits(value) => Some(value),
            Self::Absent | Self::Unfit(_) => None,
        }
    }
}

impl<T: Default> Loose<Box<T>> {
    /// The same of a value in a box, without the box.
    pub(crate) fn take_unboxed(&mut self, name: &str) -> Result<T, String> {
        if self.is_there() { self.take(name).map(|value| *value) } else { Ok(T::default()) }
    }
}

impl<T: Default> Loose<T> {
    /// Takes the value, now that it is demanded. What does not fit is told under the field's name.
    pub(crate) fn take(&mut self, name: &str) -> Result<T, String> {
        match self.out() {
            Self::Absent => Ok(T::default()),
            Self::Fits(value) => Ok(value),
            Self::Unfit(unfit) => match fitting::<T, serde_json::Error>(Read::Unfit(unfit.raw), unfit.takes) {
                Ok((value, _)) => Ok(value),
                Err(error) => Err(format!("`{name}` does not fit: {error}")),
            },
        }
    }
}

/// Moves fields of one structure, all of them loose, into another, each with the form in which it came, beside those whose
/// values are given. What the other has no field for goes to its `extra`.
macro_rules! moved {
    (
        $from:ident: $From:ty as $($To:ident)::+ {
            $($field:ident $(from $source:ident)? = $name:literal,)*
        }
        $(, $given:ident: $value:expr)*
    ) => {
        $($To)::+ {
            $($given: $value,)*
            $($field: $crate::events::loose::source!($from, $field $($source)?).take($name)?,)*
            forms: $from.forms.moved::<$From, $($To)::+>(),
            extra: $crate::events::loose::rest_of!($from)?,
        }
    };
}

/// The field that another is taken from: the one of the same name, unless another is named.
macro_rules! source {
    ($from:ident, $field:ident) => {
        $from.$field
    };
    ($from:ident, $field:ident $source:ident) => {
        $from.$source
    };
}

/// What no field was taken out of.
macro_rules! rest_of {
    ($from:ident) => {{
        let extra = ::std::mem::take(&mut $from.extra);
        if $crate::events::field::Field::is_bare(&*$from) {
            Ok(extra)
        } else {
            $crate::events::loose::with_rest(&*$from, extra)
        }
    }};
}

pub(crate) use {moved, rest_of, source};

/// Adds the fields that are left to those that had no name.
pub(crate) fn with_rest(left: &impl Serialize, mut extra: Map<String, Value>) -> Result<Map<String, Value>, String> {
    match serde_json::to_value(left) {
        Ok(Value::Object(mut left)) => {
            if extra.is_empty() {
                return Ok(left);
            }
            extra.append(&mut left);
            Ok(extra)
        }
        Ok(other) => Err(format!("an event is no object, but {other}")),
        Err(error) => Err(error.to_string()),
    }
}

/// Reads a [`Loose`] field by another codec.
pub(crate) struct LooseBy<C>(PhantomData<C>);

impl<T, C: Codec<T>> Codec<Loose<T>> for LooseBy<C> {
    const TAKES: &'static str = "anything";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Loose<T>>, D::Error> {
        Ok(match C::read(from)? {
            Read::Unfit(raw) => Read::Plain(Loose::Unfit(Box::new(Unfit { raw, takes: C::TAKES }))),
            read => read.map(Loose::Fits),
        })
    }

    fn write<S: Serializer>(value: &Loose<T>, into: S) -> Result<S::Ok, S::Error> {
        match value {
            Loose::Absent => into.serialize_none(),
            Loose::Fits(value) => C::write(value, into),
            Loose::Unfit(unfit) => unfit.raw.serialize(into),
        }
    }

    fn absent() -> Loose<T> {
        Loose::Absent
    }

    fn is_absent(value: &Loose<T>) -> bool {
        match value {
            Loose::Absent => true,
            Loose::Fits(value) => C::is_absent(value),
            Loose::Unfit(_) => false,
        }
    }
}
