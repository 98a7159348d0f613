//! Sample events of every trigger, for tests and for trying a function out. Offline: they are in the crate.
//!
//! The values are made up, the structures are those that the triggers send.
//!
//! ```
//! use scf::events::{ckafka, samples};
//!
//! #[scf::event]
//! async fn count(batch: ckafka::Event) -> usize {
//!     batch.records.len()
//! }
//!
//! let reply = scf::test::block_on(scf::test::invoke(count, samples::CKAFKA));
//! assert_eq!(reply.text(), "3");
//!
//! // A test that wants another value changes the one that it has.
//! let mut batch: ckafka::Event = samples::CKAFKA.parse()?;
//! batch.records.truncate(1);
//! let reply = scf::test::block_on(scf::test::invoke(count, batch));
//! assert_eq!(reply.text(), "1");
//! # Ok::<(), scf::serde_json::Error>(())
//! ```

use serde::de::DeserializeOwned;
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

/// A sample event. As a payload it is its JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sample {
    /// What it is asked for by: `cos-created`.
    pub name: &'static str,
    /// What it comes from: `COS`.
    pub source: &'static str,
    /// What happened, in a few words.
    pub says: &'static str,
    /// The event.
    pub json: &'static str,
}

impl Sample {
    /// The event as a type.
    ///
    /// # Errors
    ///
    /// If the type is not that of the sample's trigger.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.json)
    }
}

impl Serialize for Sample {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        self.parse::<Value>().map_err(S::Error::custom)?.serialize(into)
    }
}

/// All samples, trigger by trigger.
pub fn all() -> &'static [Sample] {
    ALL
}

/// The sample of a name.
pub fn get(name: &str) -> Option<&'static Sample> {
    ALL.iter().find(|sample| sample.name == name)
}

macro_rules! samples {
    ($($constant:ident = $name:literal from $source:literal: $says:literal;)*) => {
        $(
            #[doc = concat!($source, ": ", $says, ".")]
            pub const $constant: Sample = Sample {
                name: $name,
                source: $source,
                says: $says,
                json: include_str!(concat!("../../samples/", $name, ".json")),
            };
        )*

        const ALL: &[Sample] = &[$($constant),*];
    };
}

samples! {
    TIMER = "timer" from "a timer": "a timer without a message is due";
    TIMER_MESSAGE = "timer-message" from "a timer": "a timer whose message is JSON is due";
    COS_CREATED = "cos-created" from "COS": "an object was uploaded";
    COS_CREATED_ESCAPED = "cos-created-escaped" from "COS": "an object was uploaded, whose key is percent-encoded";
    COS_REMOVED = "cos-removed" from "COS": "an object was deleted";
    COS_RESTORED = "cos-restored" from "COS": "an object is back from the archive";
    CKAFKA = "ckafka" from "CKafka": "three messages of one partition, one without a key";
    CKAFKA_BAD = "ckafka-bad" from "CKafka": "three messages of one partition, one of which is no JSON";
    CMQ = "cmq" from "CMQ": "a message of a topic, with two tags";
    CLS = "cls" from "CLS": "two lines of a log";
    MPS_WORKFLOW = "mps-workflow" from "MPS": "a workflow has ended, one of its tasks with an error";
    MPS_EDIT = "mps-edit" from "MPS": "a video was cut";
    CLB = "clb" from "CLB": "a request with JSON";
    CLB_BINARY = "clb-binary" from "CLB": "a request with a picture";
    EVENT_BRIDGE = "eventbridge" from "EventBridge": "an event of an application's own";
    EVENT_BRIDGE_BATCH = "eventbridge-batch" from "EventBridge": "two events at once";
    EVENT_BRIDGE_CKAFKA = "eventbridge-ckafka" from "EventBridge": "a message of CKafka";
    EVENT_BRIDGE_TDMQ = "eventbridge-tdmq" from "EventBridge": "a message of TDMQ";
    EVENT_BRIDGE_APIGW = "eventbridge-apigw" from "EventBridge": "a request at API Gateway";
    EVENT_BRIDGE_DTS = "eventbridge-dts" from "EventBridge": "a row was inserted into a MySQL table";
    EVENT_BRIDGE_CLOUD_MONITOR = "eventbridge-cloudmonitor" from "EventBridge": "a server does not answer";
    EVENT_BRIDGE_CLOUD_AUDIT = "eventbridge-cloudaudit" from "EventBridge": "somebody called an API of the cloud";
    API_GATEWAY = "apigw" from "API Gateway": "a request with JSON and a query";
    WEB_SOCKET_CONNECTING = "apigw-websocket-connecting" from "an API Gateway WebSocket": "a client connects";
    WEB_SOCKET_DATA = "apigw-websocket-data" from "an API Gateway WebSocket": "a client sends a text";
    WEB_SOCKET_CLOSING = "apigw-websocket-closing" from "an API Gateway WebSocket": "a client has gone";
    FUNCTION_URL = "function-url" from "a Function URL": "a request with JSON";
    FUNCTION_URL_FORM = "function-url-form" from "a Function URL": "a form from a browser";
    FUNCTION_URL_GET = "function-url-get" from "a Function URL": "a page is asked for, with cookies";
    CLOUD_BASE = "cloudbase" from "CloudBase": "a form, in base64";
    VOD_UPLOAD = "vod-upload" from "VOD": "a video was uploaded";
    IOT = "iot" from "IoT Hub": "a device has sent a message";
    DEAD_LETTER = "dead-letter" from "a dead-letter queue": "an event that was not handled";
    HELLO = "hello" from "no known trigger": "the console's test event";
}
