//! The CKafka trigger.

use std::ops::Deref;

use serde::de::DeserializeOwned;

use super::structure::structure;
use super::text;
use crate::error::Error;

structure! {
    /// A batch of messages from CKafka: in order within a partition, up to 6 MB, and delivered again while the
    /// function fails.
    ///
    /// Page: 583/17530.
    ///
    /// ```
    /// use scf::events::ckafka;
    ///
    /// #[scf::event]
    /// async fn count(batch: ckafka::Event) -> usize {
    ///     batch.messages().filter(|message| message.body.starts_with("order")).count()
    /// }
    /// ```
    pub struct Event {
        /// The messages.
        pub records: Vec<Record> = "Records", required;
    }
}

structure! {
    /// One message of a batch, in its wrapper. It derefs to the [`Message`].
    pub struct Record {
        /// The message.
        pub message: Message = "Ckafka", required;
    }
}

structure! {
    /// A message of CKafka.
    pub struct Message {
        /// The topic from which it comes.
        pub topic: String = "topic";
        /// The partition from which it comes. The platform's test events say none.
        pub partition: Option<i32> = "partition";
        /// Its number within the partition.
        pub offset: Option<i64> = "offset";
        /// Its key as it came: `None`, as text, where the message has none. See [`Message::key`].
        pub raw_key: Option<String> = "msgKey";
        /// Its body. It is text: what becomes of a body that is none is not documented.
        pub body: String = "msgBody";
    }
}

impl Event {
    /// The messages without their wrappers.
    pub fn messages(&self) -> impl ExactSizeIterator<Item = &Message> {
        self.records.iter().map(|record| &record.message)
    }
}

impl Deref for Record {
    type Target = Message;

    fn deref(&self) -> &Message {
        &self.message
    }
}

impl Message {
    /// The key, if the message has one. The platform writes `None` for a message without a key, so a key that reads
    /// `None` cannot be told from that.
    pub fn key(&self) -> Option<&str> {
        self.raw_key.as_deref().filter(|key| !matches!(*key, "" | "None"))
    }

    /// The body as bytes.
    pub fn bytes(&self) -> &[u8] {
        self.body.as_bytes()
    }

    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// If the body is no JSON, or none that fits: the error says which message it is.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let number = |number: Option<i64>| number.map_or_else(|| "?".to_owned(), |number| number.to_string());
        let (partition, offset) = (number(self.partition.map(i64::from)), number(self.offset));
        text::json(&self.body, &format!("the message {offset} of {} in partition {partition}", self.topic))
    }
}
