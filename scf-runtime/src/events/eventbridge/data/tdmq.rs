//! What TDMQ's connector sends.

use serde::de::DeserializeOwned;
use time::OffsetDateTime;

use crate::error::Error;
use crate::events::choice::choice;
use crate::events::structure::structure;
use crate::events::text;
use crate::events::times::Millis;

structure! {
    /// A message of TDMQ for Pulsar.
    ///
    /// Page: "TDMQ connector" of EventBridge (1359); 583/31927.
    pub struct Tdmq {
        /// The topic, as in `persistent://appid/namespace/topic`.
        pub topic: Option<String> = "topic";
        /// The message's tags, as one text.
        pub tags: Option<String> = "tags";
        /// The kind of topic.
        pub topic_type: Option<TopicType> = "TopicType";
        /// The subscription that delivers it.
        pub subscription_name: Option<String> = "subscriptionName";
        /// When it was sent, to the millisecond.
        pub time: Option<OffsetDateTime> = "toTimestamp" | "timestamp" => Millis;
        /// The partition. It comes as text.
        pub partition: Option<i32> = "partitions" | "partition";
        /// The message's id.
        pub id: Option<String> = "msgId";
        /// The message's body.
        pub body: String = "msgBody";
    }
}

choice! {
    /// A kind of topic in TDMQ.
    pub enum TopicType {
        /// Without order.
        Normal = "0";
        /// In order, all of it.
        GlobalOrder = "1";
        /// In order within a partition.
        PartialOrder = "2";
        /// Messages that are delivered again.
        Retry = "3";
        /// Messages that are not delivered again.
        DeadLetter = "4";
    }
}

impl Tdmq {
    /// The body as JSON. An empty one is `null`.
    ///
    /// # Errors
    ///
    /// If the body is no JSON, or none that fits. The error may quote from the body.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let id = self.id.as_deref().unwrap_or("?");
        text::json(&self.body, format_args!("the message {id} of {}", self.topic.as_deref().unwrap_or("?")))
    }
}
