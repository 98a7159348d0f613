//! The trigger of topics of CMQ, which is now TDMQ for CMQ.

use std::ops::Deref;

use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::field::{Codec, Field, Read, Scalar};
use super::structure::structure;
use super::text;
use crate::error::Error;

structure! {
    /// What a topic delivers, as far as is known one message an event.
    ///
    /// No message fails the event for what is in it: whatever a field is, it is taken as text. An event fails before the
    /// handler sees it only if it is no JSON, or has no `Records` with a `CMQ` in each. Whether a body that is no JSON
    /// does is up to the handler.
    ///
    /// Page: 583/11517.
    ///
    /// ```
    /// use scf::events::cmq;
    ///
    /// #[scf::event]
    /// async fn urgent(event: cmq::Event) -> usize {
    ///     event.messages().filter(|message| message.tags().any(|tag| tag == "urgent")).count()
    /// }
    /// ```
    pub struct Event {
        /// The messages.
        pub records: Vec<Record> = "Records", required;
    }
}

structure! {
    /// One message, in its wrapper. It derefs to the [`Message`].
    pub struct Record {
        /// The message.
        pub message: Message = "CMQ", required;
    }
}

structure! {
    /// A message of a topic.
    pub struct Message {
        /// `topic`.
        pub kind: String = "type";
        /// The number of the account that owns the topic. It comes as a number or as text.
        pub topic_owner: String = "topicOwner";
        /// The topic's name.
        pub topic_name: String = "topicName";
        /// The name of the subscription by which the message has come.
        pub subscription_name: String = "subscriptionName";
        /// When the message was published, as text, since its zone lies at times: it ends with `Z`, which stands for UTC,
        /// and has been seen with the time of Beijing, eight hours ahead, before it. Whoever makes a time of it has to
        /// compare it with a clock first.
        pub publish_time: String = "publishTime";
        /// The message's id, in digits, too many of them for the numbers of some languages.
        pub id: String = "msgId";
        /// The id of the request that published it.
        pub request_id: String = "requestId";
        /// Its body.
        pub body: String = "msgBody";
        /// Its tags as they came: mostly one text, with commas between them. See [`Message::tags`].
        pub raw_tags: Vec<String> = "msgTag" => Tags;
    }
}

/// Tags, which come as one text, and in old events as an array.
struct Tags;

impl Codec<Vec<String>> for Tags {
    const TAKES: &'static str = "a text";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Vec<String>>, D::Error> {
        Ok(match Scalar::read(from)? {
            Scalar::Text(text) if !text.is_empty() => Read::Plain(vec![text.into_owned()]),
            other => match <Vec<String> as Field>::read(Value::from(other)).map_err(D::Error::custom)? {
                // Written as the one text that it holds it would be another.
                Read::Plain(tags) if tags.len() == 1 => {
                    let raw = tags.iter().cloned().collect();
                    Read::Odd(tags, raw)
                }
                read => read,
            },
        })
    }

    fn write<S: Serializer>(tags: &Vec<String>, into: S) -> Result<S::Ok, S::Error> {
        match tags.as_slice() {
            [text] => text.serialize(into),
            tags => tags.serialize(into),
        }
    }

    fn absent() -> Vec<String> {
        Vec::new()
    }

    fn is_absent(_: &Vec<String>) -> bool {
        false
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
    /// The tags, each without the spaces around it.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.raw_tags.iter().flat_map(|tags| tags.split(',')).map(str::trim).filter(|tag| !tag.is_empty())
    }

    /// The body as bytes.
    pub fn bytes(&self) -> &[u8] {
        self.body.as_bytes()
    }

    /// The body as JSON. An empty one is `null`.
    ///
    /// # Errors
    ///
    /// If the body is no JSON, or none that fits: the error says which message it is. It may quote from the body.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        text::json(&self.body, format_args!("the message {} of {}", self.id, self.topic_name))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Event;
    use crate::events::tests::kept::{kept, published};

    #[test]
    fn published_messages_keep_all_they_have() {
        for event in published::<Event>("cmq-") {
            assert!(
                event.messages().all(|message| message.kind == "topic" && !message.bytes().is_empty()),
                "{event:?}"
            );
        }
    }

    #[test]
    fn tags_are_read_from_a_text_and_from_an_array() {
        for (came, tags) in [
            (json!("red, blue ,green"), vec!["red", "blue", "green"]),
            (json!(["red", "blue"]), vec!["red", "blue"]),
            (json!(["red,blue"]), vec!["red", "blue"]),
            (json!([7, "blue"]), vec!["7", "blue"]),
            (json!(7), vec!["7"]),
            (json!([]), vec![]),
            (json!(""), vec![]),
            (json!(","), vec![]),
            (json!(null), vec![]),
        ] {
            let event = kept::<Event>(&json!({ "Records": [{ "CMQ": {
                "type": "topic", "topicOwner": 1_250_000_000, "msgId": "9007199254740993", "topicName": "orders",
                "publishTime": "2026-11-25T16:00:00Z", "msgBody": "{\"id\": 7}", "msgTag": came,
            } }] }));
            let message = &event.records[0];
            assert_eq!(message.tags().collect::<Vec<_>>(), tags);
            assert_eq!(message.topic_owner, "1250000000");
            assert_eq!(message.json::<serde_json::Value>().unwrap(), json!({ "id": 7 }));
            let error = message.json::<u8>().unwrap_err().to_string();
            assert!(error.starts_with("the message 9007199254740993 of orders does not fit as JSON"), "{error}");
        }
    }
}
