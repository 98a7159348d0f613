//! What the platform's triggers send, as types: a payload of one is all that a handler needs.
//!
//! | trigger | payload | sample | example |
//! | --- | --- | --- | --- |
//! | timer | [`timer::Event`] | `samples::TIMER`, `TIMER_MESSAGE` | `timer-report` |
//! | COS: objects made, removed, restored | [`cos::Event`] | `samples::COS_CREATED`, `COS_CREATED_ESCAPED`, `COS_REMOVED`, `COS_RESTORED` | `cos-thumbnail` |
//! | CKafka | [`ckafka::Event`] | `samples::CKAFKA`, `CKAFKA_BAD` | `kafka-batch` |
//! | CMQ topic (TDMQ-CMQ) | [`cmq::Event`] | `samples::CMQ` | as `kafka-batch` |
//! | CLS: lines of logs | [`cls::Event`], unpacked with the feature `cls` | `samples::CLS` | in [`cls`] |
//! | MPS: media processing | [`mps::Event`] | `samples::MPS_WORKFLOW`, `MPS_EDIT` | in [`mps`] |
//! | Function URL | [`function_url::Request`] → [`function_url::Response`] | `samples::FUNCTION_URL`, `FUNCTION_URL_FORM`, `FUNCTION_URL_GET` | `url-form` |
//! | API Gateway | [`apigw::Request`] → [`apigw::Response`] | `samples::API_GATEWAY` | as `url-form` |
//! | API Gateway, WebSocket | [`apigw::websocket::Event`] | `samples::WEB_SOCKET_CONNECTING`, `WEB_SOCKET_DATA`, `WEB_SOCKET_CLOSING` | in [`apigw::websocket`] |
//! | CLB: load balancer | [`clb::Request`] → [`clb::Response`] | `samples::CLB`, `CLB_BINARY` | as `url-form` |
//! | CloudBase | [`cloudbase::Request`] → [`cloudbase::Response`] | `samples::CLOUD_BASE` | as `url-form` |
//! | EventBridge: one event or a batch | [`eventbridge::Delivery`] | `samples::EVENT_BRIDGE`, `EVENT_BRIDGE_BATCH`, and one for each kind of data | in [`eventbridge`] |
//! | VOD, by callback | [`vod::Event`] | `samples::VOD_UPLOAD` | in [`vod`] |
//! | IoT Hub, in the body of a queue's message | [`iot::Message`] | `samples::IOT` | in [`iot`] |
//! | dead-letter queue, in the body of its message | [`dead_letter::Message`] | `samples::DEAD_LETTER` | in [`dead_letter`] |
//! | several of them, or not known beforehand | [`Event`] | any of `samples::all()` | in [`Event`] |
//!
//! The samples are in `events::samples`, with the feature `samples`. The examples are packages in the repository's folder
//! `examples`.
//!
//! # What holds for all of them
//!
//! - **They take what the platform sends, not only what it documents.** Numbers that come as text and text that comes
//!   as numbers, `"true"` for `true`, names in another case or an older spelling, null, empty or missing where nothing
//!   is to be said, one value in place of an array. What an event is nothing without is demanded, and an error says
//!   where it is missing.
//! - **They lose nothing.** Fields that are not documented are in `extra`. What is read and written again has every
//!   field that came, in the form in which it came.
//! - **Times are times**, of the crate [`time`], which the log needs anyway and which is a tenth of the size of a
//!   library with a database of time zones. Where it is not certain what a number or a text means, it is not made one.
//! - **They cost nothing unless used.**
//!
//! All of them are `#[non_exhaustive]`: the platform adds fields. A test begins with a sample, or with `Default`, and
//! sets what it is about.

// A function that reads or writes JSON and is not generic is `#[inline]`: it is compiled where it is called. With the
// library it would be compiled for everybody, used or not, and was most of a first build.

mod choice;
mod codecs;
mod cookie;
mod event;
mod field;
mod headers;
mod hidden;
mod http_message;
mod known;
mod loose;
mod media;
mod message;
mod multimap;
mod prefixed;
mod query;
mod records;
mod request_context;
mod response;
mod structure;
mod tagged;
mod text;
mod times;

pub mod apigw;
pub mod ckafka;
pub mod clb;
pub mod cloudbase;
pub mod cls;
pub mod cmq;
pub mod cos;
pub mod dead_letter;
pub mod eventbridge;
pub mod function_url;
pub mod iot;
pub mod mps;
#[cfg(feature = "samples")]
pub mod samples;
pub mod timer;
pub mod vod;

pub use event::Event;
pub use headers::Headers;
pub use hidden::Hidden;
pub use query::Query;
pub use request_context::{Identity, RequestContext};
/// The crate [`time`](https://docs.rs/time), in whose types times are. Who wants more of it, such as its features `serde`
/// or `macros`, adds `time` 0.3 with these features to the dependencies: the types are the same.
pub use time;
pub use times::UnixTime;

#[cfg(test)]
mod tests;
