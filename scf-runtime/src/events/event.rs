//! [`Event`]: whatever a trigger sends, recognised by its structure.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::field::{Forms, else_value};
use super::http_message::HttpMessage;
use super::known::{self, Known, nearest};
use super::prefixed::{Aside, Name, Prefixed, object_of};
use super::records::{self, Records};
use super::{
    apigw, ckafka, clb, cloudbase, cls, cmq, cos, dead_letter, eventbridge, function_url, iot, mps, timer, vod,
};
use crate::error::Error;

/// An event of any trigger: for a function that several triggers call, or that is to say what it got.
///
/// No event says from which trigger it comes, so each is recognised by its structure. That costs no more than
/// reading it as its type: it is read once, and the first key that decides says as what.
///
/// - What has the structure of a trigger's event and does not fit it is an error (400) that names the trigger and
///   the field.
/// - What has the structure of none is [`Event::Other`]: the test events of the console, and whatever else a caller
///   sends.
///
/// ```
/// use scf::events::Event;
///
/// #[scf::event]
/// async fn handle(event: Event) -> Result<String, scf::Error> {
///     match event {
///         Event::Timer(timer) => Ok(format!("due at {}", timer.time)),
///         Event::Ckafka(batch) => Ok(format!("{} messages", batch.records.len())),
///         other => Err(other.unexpected()),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A timer is due.
    Timer(timer::Event),
    /// Objects of COS were made, removed or restored.
    Cos(cos::Event),
    /// Messages of CKafka.
    Ckafka(ckafka::Event),
    /// Messages of a CMQ topic.
    Cmq(cmq::Event),
    /// Lines of the log service.
    Cls(cls::Event),
    /// A task of the media processing service.
    Mps(Box<mps::Event>),
    /// A request through a load balancer.
    Clb(clb::Request),
    /// One event of EventBridge, or a batch.
    EventBridge(Box<eventbridge::Delivery>),
    /// A request through API Gateway.
    ApiGateway(Box<apigw::Request>),
    /// A WebSocket at API Gateway.
    WebSocket(Box<apigw::websocket::Event>),
    /// A request at the function's URL.
    FunctionUrl(Box<function_url::Request>),
    /// A request through CloudBase.
    CloudBase(Box<cloudbase::Request>),
    /// The callback of the video service, without the HTTP request around it.
    Vod(Box<vod::Event>),
    /// The message of a device, without the queue's message around it.
    Iot(Box<iot::Message>),
    /// A message of a dead-letter queue, without the queue's message around it.
    DeadLetter(Box<dead_letter::Message>),
    /// Nothing that is known.
    Other(Value),
}

impl Event {
    /// The name of what the event comes from, for people: `CKafka`, `Function URL`.
    pub fn source(&self) -> &'static str {
        match self {
            Self::Timer(_) => known::TIMER.name,
            Self::Cos(_) => known::COS.name,
            Self::Ckafka(_) => known::CKAFKA.name,
            Self::Cmq(_) => known::CMQ.name,
            Self::Cls(_) => known::CLS.name,
            Self::Mps(_) => known::MPS.name,
            Self::Clb(_) => known::CLB.name,
            Self::EventBridge(_) => known::EVENT_BRIDGE.name,
            Self::ApiGateway(_) => known::API_GATEWAY.name,
            Self::WebSocket(_) => known::WEB_SOCKET.name,
            Self::FunctionUrl(_) => known::FUNCTION_URL.name,
            Self::CloudBase(_) => known::CLOUD_BASE.name,
            Self::Vod(_) => known::VOD.name,
            Self::Iot(_) => known::IOT.name,
            Self::DeadLetter(_) => known::DEAD_LETTER.name,
            Self::Other(_) => "no known trigger",
        }
    }

    /// The error (400) for an event that the function does not take: it names the trigger, or, where none is
    /// recognised, the nearest and what of its structure is missing.
    pub fn unexpected(&self) -> Error {
        let message = match self {
            Self::Other(value) => match nearest(value) {
                Some(known) => format!(
                    "the event has the structure of no trigger: nearest is {}, whose events have {}",
                    known.name, known.marks
                ),
                None => "the event has the structure of no trigger".to_owned(),
            },
            known => format!("this function takes no event of {}", known.source()),
        };
        Error::new("UnexpectedEvent", message).status(400)
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Timer(event) => event.serialize(into),
            Self::Cos(event) => event.serialize(into),
            Self::Ckafka(event) => event.serialize(into),
            Self::Cmq(event) => event.serialize(into),
            Self::Cls(event) => event.serialize(into),
            Self::Mps(event) => event.serialize(into),
            Self::Clb(event) => event.serialize(into),
            Self::EventBridge(event) => event.serialize(into),
            Self::ApiGateway(event) => event.serialize(into),
            Self::WebSocket(event) => event.serialize(into),
            Self::FunctionUrl(event) => event.serialize(into),
            Self::CloudBase(event) => event.serialize(into),
            Self::Vod(event) => event.serialize(into),
            Self::Iot(event) => event.serialize(into),
            Self::DeadLetter(event) => event.serialize(into),
            Self::Other(event) => event.serialize(into),
        }
    }
}

// --- Recognition ----------------------------------------------------------------------------------------------

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(EventVisitor)
    }
}

struct EventVisitor;

impl<'de> Visitor<'de> for EventVisitor {
    type Value = Event;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    /// The keys that decide are spelled as documented, and mostly come first: from there on the event is read as its
    /// type. What comes before is put aside; where nothing decides, all of it is.
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Event, A::Error> {
        let mut aside = Aside::new();
        while let Some(Name(key)) = entries.next_key()? {
            match &*key {
                "Records" => return of_records(aside, entries),
                "clslogs" => return read_as(&known::CLS, aside, Some(key), entries).map(Event::Cls),
                "specversion" | "EventList" => {
                    return read_as(&known::EVENT_BRIDGE, aside, Some(key), entries).map(boxed(Event::EventBridge));
                }
                name if HttpMessage::has(name) => {
                    let message: HttpMessage = read_as(&known::HTTP, aside, Some(key), entries)?;
                    return of_message(message).map_err(A::Error::custom);
                }
                name if completes(&aside, name, &known::OF_IOT) => {
                    return read_as(&known::IOT, aside, Some(key), entries).map(boxed(Event::Iot));
                }
                name if completes(&aside, name, &known::OF_DEAD_LETTER) => {
                    return read_as(&known::DEAD_LETTER, aside, Some(key), entries).map(boxed(Event::DeadLetter));
                }
                _ => {
                    let value: Value = entries.next_value()?;
                    let known = known::by_kind(&key, &value);
                    aside.push((key, value));
                    match known {
                        Some(known::Kind::Timer) => {
                            return read_as(&known::TIMER, aside, None, entries).map(Event::Timer);
                        }
                        Some(known::Kind::Mps) => {
                            return read_as(&known::MPS, aside, None, entries).map(boxed(Event::Mps));
                        }
                        Some(known::Kind::Vod) => {
                            return read_as(&known::VOD, aside, None, entries).map(boxed(Event::Vod));
                        }
                        None => {}
                    }
                }
            }
        }
        of_object(object_of(aside)).map_err(A::Error::custom)
    }

    else_value!(of_value; scalar array);
}

/// Whether a key is the last of some that decide together.
fn completes(aside: &Aside<'_>, key: &str, marks: &[&str]) -> bool {
    marks.contains(&key) && marks.iter().all(|mark| *mark == key || aside.iter().any(|(known, _)| known == mark))
}

/// Large events lie behind a box, so that not each event that is moved has the size of the largest.
fn boxed<T>(variant: fn(Box<T>) -> Event) -> impl Fn(T) -> Event {
    move |event| variant(Box::new(event))
}

/// Reads the rest of an event, with what was put aside, as its type.
fn read_as<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    known: &Known,
    aside: Aside<'de>,
    key: Option<Cow<'de, str>>,
    rest: A,
) -> Result<T, A::Error> {
    T::deserialize(Prefixed::object(aside, key, rest)).map_err(|error| known.told(error))
}

/// Reads the value of `Records`, and the rest of the event.
fn of_records<'de, A: MapAccess<'de>>(aside: Aside<'de>, mut entries: A) -> Result<Event, A::Error> {
    let mut records = entries.next_value::<Records>()?;
    let mut extra = object_of(aside);
    while let Some(key) = entries.next_key::<String>()? {
        if key == "Records" {
            records = entries.next_value()?;
        } else {
            extra.insert(key, entries.next_value()?);
        }
    }
    let forms = Forms::default();
    Ok(match records {
        Records::Cos(records) => Event::Cos(cos::Event { records, extra, forms }),
        Records::Ckafka(records) => Event::Ckafka(ckafka::Event { records, extra, forms }),
        Records::Cmq(records) => Event::Cmq(cmq::Event { records, extra, forms }),
        Records::Other(records) => {
            extra.insert("Records".to_owned(), records);
            return of_object(extra).map_err(A::Error::custom);
        }
    })
}

/// What is no HTTP request although it has some of the words may still be an event of another trigger: what it is does
/// not depend on the order of its keys.
#[inline]
fn of_message(message: HttpMessage) -> Result<Event, String> {
    match message.into_event()? {
        Event::Other(Value::Object(event)) => of_no_message(event),
        event => Ok(event),
    }
}

fn value_of<'a>(event: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    event.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Recognises what has no documented key at its begin: keys in another case, or none that is known.
#[inline]
fn of_object(event: Map<String, Value>) -> Result<Event, String> {
    let has = |name: &str| value_of(&event, name).is_some();
    if has("httpMethod") || has("websocket") || (has("headers") && has("payload")) {
        return of_message(of_known::<HttpMessage>(&known::HTTP, event)?);
    }
    of_no_message(event)
}

#[inline]
fn of_no_message(event: Map<String, Value>) -> Result<Event, String> {
    let has = |name: &str| value_of(&event, name).is_some();
    if let Some(kind) = value_of(&event, "Records").and_then(records::kind_of_value) {
        return match kind {
            records::Kind::Cos => of_known(&known::COS, event).map(Event::Cos),
            records::Kind::Ckafka => of_known(&known::CKAFKA, event).map(Event::Ckafka),
            records::Kind::Cmq => of_known(&known::CMQ, event).map(Event::Cmq),
        };
    }
    if has("clslogs") {
        return of_known(&known::CLS, event).map(Event::Cls);
    }
    if has("specversion") || has("EventList") {
        return of_known(&known::EVENT_BRIDGE, event).map(boxed(Event::EventBridge));
    }
    match event.iter().find_map(|(key, value)| known::by_kind(key, value)) {
        Some(known::Kind::Timer) => return of_known(&known::TIMER, event).map(Event::Timer),
        Some(known::Kind::Mps) => return of_known(&known::MPS, event).map(boxed(Event::Mps)),
        Some(known::Kind::Vod) => return of_known(&known::VOD, event).map(boxed(Event::Vod)),
        None => {}
    }
    if known::OF_IOT.into_iter().all(has) {
        return of_known(&known::IOT, event).map(boxed(Event::Iot));
    }
    if known::OF_DEAD_LETTER.into_iter().all(has) {
        return of_known(&known::DEAD_LETTER, event).map(boxed(Event::DeadLetter));
    }
    Ok(Event::Other(Value::Object(event)))
}

fn of_known<T: DeserializeOwned>(known: &Known, event: Map<String, Value>) -> Result<T, String> {
    let event = Value::Object(event);
    // Where something does not fit is only looked for if something does not.
    T::deserialize(&event).or_else(|_| serde_path_to_error::deserialize(event)).map_err(|error| {
        let path = error.path().to_string();
        known.said(format_args!("`{path}` does not fit: {}", error.into_inner()))
    })
}

/// What is no object: a batch of EventBridge without its `EventList`, or MPS's event in an array.
fn of_value<E: serde::de::Error>(value: Value) -> Result<Event, E> {
    let is_cloud_event = |item: &Value| {
        item.as_object().is_some_and(|item| item.keys().any(|key| key.eq_ignore_ascii_case("specversion")))
    };
    match value {
        Value::Array(items) if !items.is_empty() && items.iter().all(is_cloud_event) => {
            let batch = serde_path_to_error::deserialize(Value::Array(items));
            batch.map(boxed(Event::EventBridge)).map_err(|error| known::EVENT_BRIDGE.told(error))
        }
        Value::Array(items) => match &*items {
            [Value::Object(only)] => match of_object(only.clone()).map_err(E::custom)? {
                event @ Event::Mps(_) => Ok(event),
                _ => Ok(Event::Other(Value::Array(items))),
            },
            _ => Ok(Event::Other(Value::Array(items))),
        },
        other => Ok(Event::Other(other)),
    }
}
