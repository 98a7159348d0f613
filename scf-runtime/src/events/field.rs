//! How a field is read: in the form that the platform documents, and in those that it sends besides.
//!
//! What comes in another form is understood and kept as it came, so that an event that is read and written again
//! has lost nothing.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

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

    /// Reads a field that may be empty.
    fn read_optional<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Option<Self>>, D::Error> {
        from.deserialize_option(OptionVisitor(PhantomData))
    }

    /// Whether the field is left out when the event is written.
    fn is_absent(&self) -> bool {
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
        fitting(C::read(from)?, C::TAKES)
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

// --- The names of an object -----------------------------------------------------------------------------------

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
        let is_name = |names: &&[&str]| names.first().is_some_and(|name| *name == key);
        if let Some(at) = from_next.iter().position(|names| is_name(&names)) {
            return Key { index: Some(before.len() + at), spelled: None };
        }
        if let Some(at) = before.iter().position(|names| is_name(&names)) {
            return Key { index: Some(at), spelled: None };
        }
        let known = |names: &&[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(key));
        Key { index: self.names.iter().position(|names| known(&names)), spelled: Some(key.to_owned()) }
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

/// The fields that came in another form, or under another spelling, than the documented one.
///
/// Two events are the same whatever the forms in which they came.
#[derive(Clone, Default)]
pub(crate) struct Forms(Vec<Form>);

#[derive(Clone)]
struct Form {
    field: usize,
    spelled: Option<String>,
    raw: Option<Value>,
}

impl fmt::Debug for Forms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl PartialEq for Forms {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Forms {
    /// Notes the form in which a field came, if that is worth a note.
    pub(crate) fn note(&mut self, field: usize, spelled: Option<String>, raw: Option<Value>) {
        if spelled.is_some() || raw.is_some() {
            self.0.push(Form { field, spelled, raw });
        }
    }

    /// Writes a field: as it came, unless it has been changed since.
    pub(crate) fn write<T, C, M>(
        &self,
        field: usize,
        name: &'static str,
        value: &T,
        map: &mut M,
    ) -> Result<(), M::Error>
    where
        T: PartialEq,
        C: Codec<T>,
        M: SerializeMap,
    {
        let form = self.0.iter().find(|form| form.field == field);
        let name = form.and_then(|form| form.spelled.as_deref()).unwrap_or(name);
        let unchanged = |raw: &&Value| match C::read((*raw).clone()) {
            Ok(Read::Plain(read) | Read::Odd(read, _)) => read == *value,
            Ok(Read::Unfit(_)) | Err(_) => false,
        };
        match form.and_then(|form| form.raw.as_ref()).filter(unchanged) {
            Some(raw) => map.serialize_entry(name, raw),
            None if C::is_absent(value) => Ok(()),
            None => map.serialize_entry(name, &Written::<T, C>::new(value)),
        }
    }

    /// Takes the form of a field of another object over, for a field of this one.
    pub(crate) fn adopt(&mut self, other: &mut Self, from: usize, to: usize) {
        if let Some(at) = other.0.iter().position(|form| form.field == from) {
            let form = other.0.swap_remove(at);
            self.0.push(Form { field: to, ..form });
        }
    }
}

// --- Values of any form -----------------------------------------------------------------------------------------

/// The methods of a visitor for what it does not look for: each hands a [`Value`] to the function that is named.
macro_rules! else_value {
    ($take:expr; $($form:ident)*) => {
        $($crate::events::field::else_value!(@ $form $take);)*
    };
    (@ scalar $take:expr) => {
        fn visit_unit<E: ::serde::de::Error>(self) -> Result<Self::Value, E> {
            $take(::serde_json::Value::Null)
        }

        fn visit_none<E: ::serde::de::Error>(self) -> Result<Self::Value, E> {
            $take(::serde_json::Value::Null)
        }

        fn visit_some<D: ::serde::de::Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
            from.deserialize_any(self)
        }

        fn visit_bool<E: ::serde::de::Error>(self, value: bool) -> Result<Self::Value, E> {
            $take(value.into())
        }

        fn visit_i64<E: ::serde::de::Error>(self, value: i64) -> Result<Self::Value, E> {
            $take(value.into())
        }

        fn visit_u64<E: ::serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
            $take(value.into())
        }

        fn visit_f64<E: ::serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
            $take(value.into())
        }

        fn visit_str<E: ::serde::de::Error>(self, value: &str) -> Result<Self::Value, E> {
            $take(value.into())
        }

        fn visit_string<E: ::serde::de::Error>(self, value: String) -> Result<Self::Value, E> {
            $take(value.into())
        }
    };
    (@ array $take:expr) => {
        fn visit_seq<A: ::serde::de::SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
            $take(::serde::de::Deserialize::deserialize(::serde::de::value::SeqAccessDeserializer::new(items))?)
        }
    };
    (@ object $take:expr) => {
        fn visit_map<A: ::serde::de::MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
            $take(::serde::de::Deserialize::deserialize(::serde::de::value::MapAccessDeserializer::new(entries))?)
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

    else_value!(unfit; scalar array);
}

fn unfit<T, E>(raw: Value) -> Result<Read<T>, E> {
    Ok(Read::Unfit(raw))
}

// --- Scalars --------------------------------------------------------------------------------------------------

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

    else_value!(scalar_of; array object);
}

fn scalar_of<'a, E>(value: Value) -> Result<Scalar<'a>, E> {
    Ok(Scalar::Other(value))
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

// --- Lists ----------------------------------------------------------------------------------------------------

/// A list, which may also be one value without its array, or nothing.
impl<T: Field + Serialize> Field for Vec<T> {
    const TAKES: &'static str = "an array";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Self>, D::Error> {
        from.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

/// Reads an item of a list.
struct Item<T>(PhantomData<T>);

impl<'de, T: Field> DeserializeSeed<'de> for Item<T> {
    type Value = (T, Option<Value>);

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        fitting(T::read(from)?, T::TAKES)
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
