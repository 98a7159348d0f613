//! What the platform's triggers send, as types.

mod choice;
mod codecs;
mod cookie;
mod field;
mod headers;
mod hidden;
mod media;
mod codecs;
mod message;
mod multimap;
mod names;
mod prefixed;
mod query;
mod request_context;
mod response;
mod structure;
mod tagged;
mod text;
mod times;

pub mod apigw;
pub mod ckafka;
pub mod cls;
pub mod cmq;
pub mod cos;
pub mod dead_letter;
pub mod iot;
pub mod mps;
pub mod clb;
pub mod cloudbase;
pub mod eventbridge;
pub mod function_url;
pub mod timer;
pub mod vod;

pub use headers::Headers;
pub use hidden::Hidden;
pub use query::Query;
pub use request_context::{Identity, RequestContext};
pub use time;
pub use times::UnixTime;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
