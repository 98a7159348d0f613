//! Lists.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::Serialize;
use serde_json::Value;

use super::any::else_value;
use super::{Field, Read, fitting};

/// A list, which may also be one value without its array, or nothing.
impl<T: Field + Serialize> Field for Vec<T> {
    const TAKES: &'static str = "an array";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Self>, D::Error> {
        from.deserialize_any(ListVisitor(PhantomData))
    }

    fn is_bare(&self) -> bool {
        self.is_empty()
    }
}

struct ListVisitor<T>(PhantomData<T>);

/// Reads an item of a list.
struct Item<T>(PhantomData<T>);

impl<'de, T: Field> DeserializeSeed<'de> for Item<T> {
    type Value = (T, Option<Value>);

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        T::read_fitting(from)
    }
}

impl<T: Field + Serialize> ListVisitor<T> {
    /// A list that is one value, or nothing, without an array around it.
    fn alone<E: Error>(raw: Value) -> Result<Read<Vec<T>>, E> {
        if raw.is_null() || raw.as_str().is_some_and(str::is_empty) {
            return Ok(Read::Odd(Vec::new(), raw));
        }
        let (item, _) = fitting(T::read(raw.clone()).map_err(E::custom)?, T::TAKES)?;
        Ok(Read::Odd(vec![item], raw))
    }
}

fn as_value(value: &impl Serialize) -> Value {
    // What was read from JSON is written as JSON.
    serde_json::to_value(value).unwrap_or_default()
}

impl<'de, T: Field + Serialize> Visitor<'de> for ListVisitor<T> {
    type Value = Read<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        // The length may be anything that a sender claims; JSON says none.
        let mut list = Vec::with_capacity(items.size_hint().unwrap_or(0).min(1024));
        let mut odd = Vec::new();
        while let Some((item, raw)) = items.next_element_seed(Item::<T>(PhantomData))? {
            odd.extend(raw.map(|raw| (list.len(), raw)));
            list.push(item);
        }
        if odd.is_empty() {
            return Ok(Read::Plain(list));
        }
        let mut all: Vec<Value> = list.iter().map(as_value).collect();
        for (at, raw) in odd {
            if let Some(item) = all.get_mut(at) {
                *item = raw;
            }
        }
        Ok(Read::Odd(list, Value::Array(all)))
    }

    else_value!(Self::alone; scalar object);
}
