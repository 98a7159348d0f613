//! EventBridge: events of cloud products, connectors and one's own, by rules.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::choice::choice;
use super::codecs::{IfFits, Sparse};
use super::structure::structure;
use super::times::UnixTime;
use crate::error::Error;

pub mod data;
mod delivery;

pub use self::data::Data;
pub use self::delivery::{Batch, Delivery};

structure! {
    /// An event. What a rule delivers is a [`Delivery`], unless it is certain that its target delivers no batches.
    ///
    /// Pages: 1359/56075, 583/31927.
    ///
    /// ```
    /// use scf::Error;
    /// use scf::events::eventbridge::{Data, Event};
    ///
    /// #[scf::event]
    /// async fn told(event: Event) -> Result<String, Error> {
    ///     Ok(match event.known_data()? {
    ///         Data::Ckafka(message) => message.body,
    ///         Data::Alarm(alarm) => format!("{} of {}", event.kind, alarm.instance_id.unwrap_or_default()),
    ///         other => format!("{} has {other:?}", event.kind),
    ///     })
    /// }
    /// ```
    pub struct Event {
        /// The version of the envelope: `1.0`, `1.0.2` or `0`.
        pub spec_version: String = "specversion";
        /// The event's id.
        pub id: String = "id";
        /// What has happened, as in `cvm:ErrorEvent:ping_unreachable`. Its case is not certain.
        pub kind: String = "type", required;
        /// The product from which it comes, as in `cvm.cloud.tencent`.
        pub source: String = "source";
        /// The resource to which it happened. Pages spell it `subjuect` too.
        pub subject: Option<String> = "subject" | "subjuect";
        /// When it happened: in milliseconds as documented, in seconds as DTS sends it.
        pub time: Option<UnixTime> = "time" | "timer" => IfFits;
        /// The region, as in `ap-guangzhou`.
        pub region: Option<String> = "region";
        /// The form of the data, as in `application/json;charset=utf-8`.
        pub data_content_type: Option<String> = "datacontenttype";
        /// What belongs to the kind of event. [`known_data`](Self::known_data) and [`data_as`](Self::data_as) read it.
        pub data: Value = "data";
        /// Tags of the resource. Names and values where a product sends them, null or absent where not; one page calls
        /// it a text. See [`tag`](Self::tag).
        pub tags: Option<Value> = "tags";
        /// What an alarm has come to, in events of CloudMonitor.
        pub status: Option<Status> = "status";
        /// The resources, in the form of six segments, as in `qcs::cvm:ap-guangzhou:uin/1:instance/ins-1`.
        pub resource: Vec<String> = "resource" => Sparse;
    }
}

choice! {
    /// What an alarm has come to.
    pub enum Status {
        /// Something is wrong.
        Wrong = "1";
        /// It is right again.
        Recovered = "0";
        /// The kind of event knows no end.
        Stateless = "-";
    }
}

impl Event {
    /// The data as a type of one's own.
    ///
    /// # Errors
    ///
    /// If the data does not fit.
    pub fn data_as<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_path_to_error::deserialize(&self.data).map_err(|error| {
            let path = error.path().to_string();
            let at = if path == "." { String::new() } else { format!(" in `{path}`") };
            let says = format!("the data of the event {} does not fit{at}: {}", self.kind, error.into_inner());
            Error::new("InvalidPayload", says).status(400)
        })
    }

    /// The data as the type that belongs to the kind of event, if it is one that is known.
    ///
    /// # Errors
    ///
    /// If the data does not fit the kind.
    #[inline]
    pub fn known_data(&self) -> Result<Data, Error> {
        Data::of(self)
    }

    /// The value of a tag.
    pub fn tag(&self, name: &str) -> Option<&str> {
        self.tags.as_ref()?.get(name)?.as_str()
    }
}
