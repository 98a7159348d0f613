//! What the events of each trigger are known by.

use std::fmt::Display;

use serde::de::Error;
use serde_json::Value;

/// A trigger, for people, and for the guess which one an event was meant to be of.
pub(crate) struct Known {
    pub(crate) name: &'static str,
    /// What its events are known by, in words.
    pub(crate) marks: &'static str,
    /// The keys that its events have.
    keys: &'static [&'static str],
}

const fn known(name: &'static str, marks: &'static str, keys: &'static [&'static str]) -> Known {
    Known { name, marks, keys }
}

impl Known {
    /// What does not fit, and as what the event was read.
    pub(crate) fn said(&self, error: impl Display) -> String {
        format!("read as an event of {}: {error}", self.name)
    }

    /// The same as an error.
    pub(crate) fn told<E: Error>(&self, error: impl Display) -> E {
        E::custom(self.said(error))
    }
}

pub(crate) const TIMER: Known =
    known("a timer", "a `Type` that is `Timer`", &["Type", "TriggerName", "Time", "Message"]);
pub(crate) const COS: Known =
    known("COS", "`Records[0].cos`", &["Records", "cos", "event", "cosObject", "cosBucket", "eventName"]);
pub(crate) const CKAFKA: Known =
    known("CKafka", "`Records[0].Ckafka`", &["Records", "Ckafka", "topic", "partition", "offset", "msgKey", "msgBody"]);
pub(crate) const CMQ: Known = known(
    "CMQ",
    "`Records[0].CMQ`",
    &["Records", "CMQ", "topicName", "topicOwner", "subscriptionName", "publishTime", "msgBody", "msgTag"],
);
pub(crate) const CLS: Known = known("CLS", "`clslogs`", &["clslogs", "data", "topic_id", "topic_name"]);
pub(crate) const MPS: Known = known(
    "MPS",
    "an `EventType` such as `WorkflowTask`",
    &["EventType", "WorkflowTaskEvent", "EditMediaTaskEvent", "ScheduleTaskEvent", "SessionContext"],
);
pub(crate) const VOD: Known = known(
    "VOD",
    "an `EventType` such as `NewFileUpload`",
    &["EventType", "FileUploadEvent", "ProcedureStateChangeEvent", "EditMediaCompleteEvent"],
);
pub(crate) const CLB: Known = known("CLB", "`headers` and `payload`", &["headers", "payload", "isBase64Encoded"]);
pub(crate) const EVENT_BRIDGE: Known = known(
    "EventBridge",
    "`specversion`, or an `EventList`",
    &["specversion", "EventList", "id", "type", "source", "subject", "data", "datacontenttype"],
);
pub(crate) const API_GATEWAY: Known = known(
    "API Gateway",
    "`httpMethod` and `requestContext`",
    &["requestContext", "httpMethod", "headers", "path", "body", "queryStringParameters", "pathParameters"],
);
pub(crate) const WEB_SOCKET: Known =
    known("an API Gateway WebSocket", "`websocket`", &["websocket", "requestContext", "action", "secConnectionID"]);
pub(crate) const FUNCTION_URL: Known =
    known("a Function URL", "`httpMethod`", &["httpMethod", "headers", "path", "body", "queryString"]);
pub(crate) const CLOUD_BASE: Known = known(
    "CloudBase",
    "`httpMethod` and `multiValueHeaders`",
    &["multiValueHeaders", "httpMethod", "headers", "path", "body", "queryStringParameters"],
);
/// An HTTP request, before it is known by which way it came.
pub(crate) const HTTP: Known = known("an HTTP trigger", FUNCTION_URL.marks, FUNCTION_URL.keys);
pub(crate) const IOT: Known = known(
    "IoT Hub",
    "`MsgType` and `ProductId`",
    &["MsgType", "ProductId", "DeviceName", "Payload", "PayloadLen", "Seq"],
);
pub(crate) const DEAD_LETTER: Known = known(
    "a dead-letter queue",
    "`RequestId`, `ErrorCode` and `Body`",
    &["RequestId", "ErrorCode", "ErrorMessage", "Body"],
);

/// The keys that an IoT message is known by, all together.
pub(crate) const OF_IOT: [&str; 2] = ["MsgType", "ProductId"];
/// The keys that a dead letter is known by, all together.
pub(crate) const OF_DEAD_LETTER: [&str; 3] = ["Body", "ErrorCode", "RequestId"];

const ALL: [&Known; 15] = [
    &TIMER,
    &COS,
    &CKAFKA,
    &CMQ,
    &CLS,
    &MPS,
    &VOD,
    &CLB,
    &EVENT_BRIDGE,
    &FUNCTION_URL,
    &API_GATEWAY,
    &WEB_SOCKET,
    &CLOUD_BASE,
    &IOT,
    &DEAD_LETTER,
];

/// What an event's kind, where it names one, says of where it comes from.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Timer,
    Mps,
    Vod,
}

/// Reads `Type` and `EventType`.
pub(crate) fn by_kind(key: &str, value: &Value) -> Option<Kind> {
    const OF_MPS: &[&str] = &["WorkflowTask", "EditMediaTask", "ScheduleTask", "BatchTask", "ExtractBlindWatermark"];
    const OF_VOD: &[&str] = &["NewFileUpload", "ProcedureStateChanged", "EditMediaComplete"];
    let value = value.as_str()?.trim();
    let is_one_of = |kinds: &[&str]| kinds.iter().any(|kind| kind.eq_ignore_ascii_case(value));
    if key.eq_ignore_ascii_case("Type") {
        value.eq_ignore_ascii_case("Timer").then_some(Kind::Timer)
    } else if !key.eq_ignore_ascii_case("EventType") {
        None
    } else if is_one_of(OF_MPS) {
        Some(Kind::Mps)
    } else {
        is_one_of(OF_VOD).then_some(Kind::Vod)
    }
}

/// The trigger whose events have the most of an event's keys, if any has more than one of them.
pub(crate) fn nearest(event: &Value) -> Option<&'static Known> {
    let mut keys = Vec::new();
    collect_keys(event, 0, &mut keys);
    let score = |known: &Known| {
        let known = known.keys.iter().filter(|name| keys.iter().any(|key| key.eq_ignore_ascii_case(name)));
        known.count()
    };
    // Of those that are as near as each other, the first.
    let (score, known) = ALL.into_iter().rev().map(|known| (score(known), known)).max_by_key(|(score, _)| *score)?;
    (score > 1).then_some(known)
}

/// The keys of an event, and of what lies at its begin: of the first record, and of what is in that.
fn collect_keys<'a>(value: &'a Value, depth: u8, keys: &mut Vec<&'a str>) {
    const DEEPEST: u8 = 3;
    match value {
        _ if depth > DEEPEST => {}
        Value::Array(items) => items.iter().take(1).for_each(|first| collect_keys(first, depth + 1, keys)),
        Value::Object(entries) => {
            keys.extend(entries.keys().map(String::as_str));
            let within = entries.values().filter(|value| value.is_array() || (depth > 0 && value.is_object()));
            within.for_each(|value| collect_keys(value, depth + 1, keys));
        }
        _ => {}
    }
}
