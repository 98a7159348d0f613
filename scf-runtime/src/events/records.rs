//! `Records`, which events of three triggers have: the first record says of which.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::field::else_value;
use super::known::{self, Known};
use super::prefixed::{Aside, Name, Prefixed, object_of};
use super::{ckafka, cmq, cos};

/// The records of an event, all of one kind.
pub(crate) enum Records {
    Cos(Vec<cos::Record>),
    Ckafka(Vec<ckafka::Record>),
    Cmq(Vec<cmq::Record>),
    /// No array, an empty one, or one of something else.
    Other(Value),
}

/// The kind of a record, by the key that each of its kind has.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Cos,
    Ckafka,
    Cmq,
}

impl Kind {
    fn known(self) -> &'static Known {
        match self {
            Self::Cos => &known::COS,
            Self::Ckafka => &known::CKAFKA,
            Self::Cmq => &known::CMQ,
        }
    }

    /// The kind that a record with this key is of.
    pub(crate) fn of_key(key: &str) -> Option<Self> {
        let kinds = [("cos", Self::Cos), ("ckafka", Self::Ckafka), ("cmq", Self::Cmq)];
        kinds.into_iter().find(|(mark, _)| mark.eq_ignore_ascii_case(key)).map(|(_, kind)| kind)
    }
}

/// The kind of the first record in the value of `Records`, or of the one that is there without an array.
pub(crate) fn kind_of_value(records: &Value) -> Option<Kind> {
    let first = records.as_array().map_or(Some(records), |records| records.first())?;
    first.as_object()?.keys().find_map(|key| Kind::of_key(key))
}

impl<'de> Deserialize<'de> for Records {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(RecordsVisitor)
    }
}

struct RecordsVisitor;

impl<'de> Visitor<'de> for RecordsVisitor {
    type Value = Records;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut records: A) -> Result<Records, A::Error> {
        Ok(match records.next_element::<First>()? {
            Some(First::Cos(first)) => Records::Cos(rest(Kind::Cos, *first, records)?),
            Some(First::Ckafka(first)) => Records::Ckafka(rest(Kind::Ckafka, first, records)?),
            Some(First::Cmq(first)) => Records::Cmq(rest(Kind::Cmq, first, records)?),
            Some(First::Other(first)) => {
                let mut all = vec![first];
                while let Some(record) = records.next_element()? {
                    all.push(record);
                }
                Records::Other(Value::Array(all))
            }
            None => Records::Other(Value::Array(Vec::new())),
        })
    }

    else_value!(Ok(Records::Other); scalar object);
}

/// All records, the first of which has been read.
fn rest<'de, T, A>(kind: Kind, first: T, mut records: A) -> Result<Vec<T>, A::Error>
where
    T: Deserialize<'de>,
    A: SeqAccess<'de>,
{
    let mut all = vec![first];
    while let Some(record) = records.next_element().map_err(|error| kind.known().told(error))? {
        all.push(record);
    }
    Ok(all)
}

/// The record that decides.
enum First {
    Cos(Box<cos::Record>),
    Ckafka(ckafka::Record),
    Cmq(cmq::Record),
    Other(Value),
}

impl<'de> Deserialize<'de> for First {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(FirstVisitor)
    }
}

struct FirstVisitor;

impl<'de> Visitor<'de> for FirstVisitor {
    type Value = First;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<First, A::Error> {
        let mut aside = Aside::new();
        while let Some(Name(key)) = entries.next_key()? {
            let Some(kind) = Kind::of_key(&key) else {
                aside.push((key, entries.next_value()?));
                continue;
            };
            let record = Prefixed::object(aside, Some(key), entries);
            return match kind {
                Kind::Cos => Deserialize::deserialize(record).map(First::Cos),
                Kind::Ckafka => Deserialize::deserialize(record).map(First::Ckafka),
                Kind::Cmq => Deserialize::deserialize(record).map(First::Cmq),
            }
            .map_err(|error| kind.known().told(error));
        }
        Ok(First::Other(Value::Object(object_of(aside))))
    }

    else_value!(Ok(First::Other); scalar array);
}
