//! The data of events of EventBridge, for the kinds of event that are documented.
//!
//! Little of it has been seen in real events, so nothing in it is required, and what does not fit a field whose form is
//! not certain is none, and kept.

use serde_json::Value;

use super::Event;
use crate::error::Error;
use crate::events::ckafka;

mod api_gateway;
mod cloud_audit;
mod cloud_monitor;
pub mod dts;
mod tdmq;

pub use self::api_gateway::ApiGateway;
pub use self::cloud_audit::{Record, UserIdentity};
pub use self::cloud_monitor::Alarm;
pub use self::tdmq::{Tdmq, TopicType};

/// The data of an event, by its kind.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "it is taken apart where it is made")]
pub enum Data {
    /// A message of CKafka: `connector:kafka`.
    Ckafka(ckafka::Message),
    /// A message of TDMQ for Pulsar: `connector:tdmq`.
    Tdmq(Tdmq),
    /// A request to API Gateway: `connector:apigw`.
    ApiGateway(ApiGateway),
    /// A change in a database, by DTS: `dts:MYSQL:INSERT`, `dts:MYSQL:DDL` and others.
    Dts(dts::Change),
    /// An alarm of CloudMonitor: `<product>:ErrorEvent:<what>`. Products of their own form have most of it in `extra`.
    Alarm(Alarm),
    /// What has been done with the account, by CloudAudit: `<product>:CloudEvent:ApiCall`, `ConsoleCall` and others.
    Audit(Record),
    /// Another, as it came.
    Other(Value),
}

impl Data {
    #[inline]
    pub(super) fn of(event: &Event) -> Result<Self, Error> {
        let kind = event.kind.trim().to_ascii_lowercase();
        let segments: Vec<&str> = kind.split(':').collect();
        // Data that is no object is nothing that a type could have a field for.
        if !event.data.is_object() {
            return Ok(Self::Other(event.data.clone()));
        }
        match segments.as_slice() {
            ["connector", "kafka" | "ckafka"] => event.data_as().map(Self::Ckafka),
            ["connector", "tdmq"] => event.data_as().map(Self::Tdmq),
            ["connector", "apigw"] => event.data_as().map(Self::ApiGateway),
            ["dts", ..] => event.data_as().map(Self::Dts),
            [_, "errorevent", ..] => event.data_as().map(Self::Alarm),
            [_, "cloudevent", ..] => event.data_as().map(Self::Audit),
            _ => Ok(Self::Other(event.data.clone())),
        }
    }
}
