//! Fields of what may turn out to be something else: they take anything, and say later whether it fits.

use std::marker::PhantomData;
use std::mem;

use serde::de::Deserializer;
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::field::{Codec, Read, fitting};

/// A field that is there and fits, is there and does not, or is missing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Loose<T> {
    Absent,
    Fits(T),
    Unfit(Value, &'static str),
}

impl<T> Loose<T> {
    pub(crate) fn is_there(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    pub(crate) fn get(&self) -> Option<&T> {
        match self {
            Self::Fits(value) => Some(value),
            Self::Absent | Self::Unfit(..) => None,
        }
    }
}

impl<T: Default> Loose<T> {
    /// Takes the value, now that it is demanded. What does not fit is told under the field's name.
    pub(crate) fn take(&mut self, name: &str) -> Result<T, String> {
        match mem::replace(self, Self::Absent) {
            Self::Absent => Ok(T::default()),
            Self::Fits(value) => Ok(value),
            Self::Unfit(raw, takes) => match fitting::<T, serde_json::Error>(Read::Unfit(raw), takes) {
                Ok((value, _)) => Ok(value),
                Err(error) => Err(format!("`{name}` does not fit: {error}")),
            },
        }
    }
}

/// Reads a [`Loose`] field by another codec.
pub(crate) struct LooseBy<C>(PhantomData<C>);

impl<T, C: Codec<T>> Codec<Loose<T>> for LooseBy<C> {
    const TAKES: &'static str = "anything";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Loose<T>>, D::Error> {
        Ok(match C::read(from)? {
            Read::Unfit(raw) => Read::Plain(Loose::Unfit(raw, C::TAKES)),
            read => read.map(Loose::Fits),
        })
    }

    fn write<S: Serializer>(value: &Loose<T>, into: S) -> Result<S::Ok, S::Error> {
        match value {
            Loose::Absent => into.serialize_none(),
            Loose::Fits(value) => C::write(value, into),
            Loose::Unfit(raw, _) => raw.serialize(into),
        }
    }

    fn absent() -> Loose<T> {
        Loose::Absent
    }

    fn is_absent(value: &Loose<T>) -> bool {
        match value {
            Loose::Absent => true,
            Loose::Fits(value) => C::is_absent(value),
            Loose::Unfit(..) => false,
        }
    }
}
