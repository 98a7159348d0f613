//! What a rule delivers: an event, or several.

use std::fmt;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::Event;
use crate::events::field::Structure;
use crate::events::prefixed::{Aside, Name, Prefixed, object_of};
use crate::events::structure::structure;
use crate::events::tagged::of_value;

/// What a rule delivers to a function: an event as it is or, where the target delivers batches, several.
///
/// Page: 583/31927.
///
/// ```
/// use scf::events::eventbridge::Delivery;
///
/// #[scf::event]
/// async fn count(delivery: Delivery) -> usize {
///     delivery.iter().filter(|event| event.region.as_deref() == Some("ap-guangzhou")).count()
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "there is one in an invocation, and it is not kept")]
pub enum Delivery {
    /// An event as it is.
    One(Event),
    /// A batch.
    Batch(Batch),
    /// A batch that is only an array: the page calls it so, while its example is a [`Batch`].
    List(Vec<Event>),
}

structure! {
    /// A batch of events.
    pub struct Batch {
        /// The events.
        pub events: Vec<Event> = "EventList", required;
    }
}

impl Delivery {
    /// The events, one or several.
    pub fn events(&self) -> &[Event] {
        match self {
            Self::One(event) => std::slice::from_ref(event),
            Self::Batch(batch) => &batch.events,
            Self::List(events) => events,
        }
    }

    /// The events, one or several, one after another.
    pub fn iter(&self) -> std::slice::Iter<'_, Event> {
        self.events().iter()
    }
}

impl<'a> IntoIterator for &'a Delivery {
    type Item = &'a Event;
    type IntoIter = std::slice::Iter<'a, Event>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Delivery {
    type Item = Event;
    type IntoIter = std::vec::IntoIter<Event>;

    fn into_iter(self) -> Self::IntoIter {
        let events = match self {
            Self::One(event) => vec![event],
            Self::Batch(batch) => batch.events,
            Self::List(events) => events,
        };
        events.into_iter()
    }
}

impl<'de> Deserialize<'de> for Delivery {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(DeliveryVisitor)
    }
}

struct DeliveryVisitor;

impl<'de> Visitor<'de> for DeliveryVisitor {
    type Value = Delivery;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event, an object with an `EventList`, or an array of events")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Delivery, A::Error> {
        let mut aside = Aside::new();
        while let Some(Name(key)) = entries.next_key()? {
            if key.eq_ignore_ascii_case("EventList") {
                return Batch::deserialize(Prefixed::object(aside, Some(key), entries)).map(Delivery::Batch);
            }
            if Event::field(&key).is_some() {
                return Event::deserialize(Prefixed::object(aside, Some(key), entries)).map(Delivery::One);
            }
            aside.push((key, entries.next_value()?));
        }
        of_value(Value::Object(object_of(aside))).map(Delivery::One)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, events: A) -> Result<Delivery, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(events)).map(Delivery::List)
    }
}

impl Serialize for Delivery {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(event) => event.serialize(into),
            Self::Batch(batch) => batch.serialize(into),
            Self::List(events) => events.serialize(into),
        }
    }
}
