//! The CKafka trigger.

use std::fmt;
use std::ops::Deref;

use serde::de::DeserializeOwned;

use super::codecs::IfFits;
use super::structure::structure;
use super::text;
use crate::error::Error;

structure! {
    /// A batch of messages from CKafka: in order within a partition, up to 6 MB, and delivered again while the
    /// function fails, up to 10,000 times.
    ///
    /// So no message fails the batch for what is in it: what does not fit as a number is none, and kept as it came, and
    /// any other value is taken as text. An event fails before the handler sees it only if it is no JSON, or has no
    /// `Records` with a `Ckafka` in each. Whether a body that is no JSON fails the batch is up to the handler: with a
    /// `?` behind [`Message::json`] it does, again and again.
    ///
    /// Page: 583/17530.
    ///
    /// ```
    /// use scf::events::ckafka;
    ///
    /// #[scf::event]
    /// async fn count(batch: ckafka::Event) -> usize {
    ///     let mut orders = 0;
    ///     for message in batch.messages() {
    ///         match message.json::<scf::serde_json::Value>() {
    ///             Ok(order) => orders += usize::from(order["item"].is_string()),
    ///             Err(error) => scf::tracing::error!(place = %message.place(), %error, "passed over"),
    ///         }
    ///     }
    ///     orders
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
        /// The partition from which it comes. The platform's test events say none. Nothing if it is no number.
        pub partition: Option<i32> = "partition" => IfFits;
        /// Its number within the partition. Nothing if it is no number.
        pub offset: Option<i64> = "offset" => IfFits;
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

    /// Where the message is, to be shown: topic, partition and offset, as in `orders/1/4712`. `?` stands for a number
    /// that the event does not say.
    pub fn place(&self) -> impl fmt::Display {
        Place(self)
    }

    /// The body as JSON. An empty one is `null`.
    ///
    /// # Errors
    ///
    /// If the body is no JSON, or none that fits: the error says which message it is. It may quote from the body.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        text::json(&self.body, format_args!("the message {}", self.place()))
    }
}

struct Place<'a>(&'a Message);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Message { topic, partition, offset, .. } = self.0;
        f.write_str(topic)?;
        for number in [partition.map(i64::from), *offset] {
            match number {
                Some(number) => write!(f, "/{number}")?,
                None => f.write_str("/?")?,
            }
        }
        Ok(())
    }
}
