//! The event of MPS, alone or in an array.

use std::fmt;
use std::ops::Deref;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::Notification;

/// What MPS tells of a task when it is over. It derefs to the [`Notification`].
///
/// Page: 583/39163.
///
/// ```
/// use scf::events::mps;
///
/// #[scf::event]
/// async fn collect(event: mps::Event) -> Vec<String> {
///     let workflow = event.workflow_task.as_ref();
///     let parts = workflow.into_iter().flat_map(|task| &task.results).filter_map(mps::MediaResult::part);
///     let transcoded = parts.filter_map(|part| match part {
///         mps::Part::Transcode(part) => part.output.as_deref(),
///         _ => None,
///     });
///     transcoded.map(|output| output.path.clone()).collect()
/// }
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Event {
    /// What is told.
    pub notification: Notification,
    /// An official example finds the event in an array of one.
    in_array: bool,
}

impl Deref for Event {
    type Target = Notification;

    fn deref(&self) -> &Notification {
        &self.notification
    }
}

impl From<Notification> for Event {
    fn from(notification: Notification) -> Self {
        Self { notification, in_array: false }
    }
}

impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.notification == other.notification
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        if self.in_array { [&self.notification].serialize(into) } else { self.notification.serialize(into) }
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(EventVisitor)
    }
}

struct EventVisitor;

impl<'de> Visitor<'de> for EventVisitor {
    type Value = Event;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, or an array of one")
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Event, A::Error> {
        Notification::deserialize(MapAccessDeserializer::new(entries)).map(Event::from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Event, A::Error> {
        let notification = items.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
        if items.next_element::<Value>()?.is_some() {
            return Err(A::Error::invalid_length(2, &self));
        }
        Ok(Event { notification, in_array: true })
    }
}
