//! What IoT Hub forwards: not a trigger, but the text of messages of CKafka and CMQ, and bodies of HTTP requests.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::Value;
use time::OffsetDateTime;

use super::choice::choice;
use super::structure::structure;
use super::text;
use super::times::Seconds;
use crate::error::Error;

structure! {
    /// What a device has said, or that it has come or gone.
    ///
    /// IoT Hub puts it as text into messages of CKafka and CMQ. As the body of an HTTP request, which an HTTP function
    /// takes as JSON, it has its names in lower case and a timestamp in place of a time.
    ///
    /// Pages: those of the rule engine, 1105/41484.
    ///
    /// ```
    /// use scf::events::{ckafka, iot};
    ///
    /// #[scf::event]
    /// async fn told(batch: ckafka::Event) -> Result<usize, scf::Error> {
    ///     let mut bytes = 0;
    ///     for message in batch.messages() {
    ///         let told: iot::Message = message.json()?;
    ///         bytes += told.bytes()?.len();
    ///     }
    ///     Ok(bytes)
    /// }
    /// ```
    pub struct Message {
        /// What it is. HTTP requests do not say.
        pub kind: Option<Kind> = "MsgType";
        /// Whether the device has come or gone, if it is about that.
        pub status: Option<Status> = "Event";
        /// The topic to which the device has written.
        pub topic: String = "Topic";
        /// A number that tells the message from others.
        pub seq: Option<u64> = "Seq";
        /// How many bytes the device has written. HTTP requests do not say.
        pub payload_len: Option<u64> = "PayloadLen";
        /// What the device has written: base64, or in HTTP requests the JSON that it is. See [`Message::bytes`] and
        /// [`Message::json`].
        pub payload: Value = "Payload";
        /// The device's product.
        pub product_id: String = "ProductId";
        /// The device's name within its product.
        pub device_name: String = "DeviceName";
        /// When it was forwarded, as text: `2026-11-25 15:12:05`, in a zone that is not documented. Only rules say it.
        pub time: Option<String> = "Time";
        /// When it was forwarded. Only HTTP requests say it.
        pub timestamp: Option<OffsetDateTime> = "timestamp" => Seconds;
    }
}

choice! {
    /// What a message of IoT Hub is.
    pub enum Kind {
        /// What a device has written.
        Publish = "Publish";
        /// What a device has written and a rule has chosen.
        Forward = "Forward";
        /// A device has come or gone.
        StatusChange = "StatusChange" | "Status";
    }
}

choice! {
    /// Whether a device is there.
    pub enum Status {
        /// It has come.
        Online = "Online";
        /// It has gone.
        Offline = "Offline";
    }
}

impl Message {
    /// What the device has written, byte by byte. JSON that came as such is written anew, perhaps with other spaces.
    ///
    /// # Errors
    ///
    /// If it came as a text that is no base64.
    pub fn bytes(&self) -> Result<Vec<u8>, Error> {
        match &self.payload {
            Value::Null => Ok(Vec::new()),
            Value::String(payload) => text::from_base64(payload, &self.what()),
            json => Ok(json.to_string().into_bytes()),
        }
    }

    /// What the device has written, as JSON. Where it has written nothing, that is `null`.
    ///
    /// # Errors
    ///
    /// If it came as a text that is no base64, or if it is no JSON, or none that fits. The error may quote from it.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        text::json(self.bytes()?, self.what())
    }

    fn what(&self) -> String {
        let seq = self.seq.map_or(Cow::Borrowed("?"), |seq| seq.to_string().into());
        format!("the payload of the message {seq} of {}", self.topic)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Kind, Message, Status};
    use crate::events::tests::kept::{kept, published};

    #[test]
    fn published_messages_keep_all_they_have() {
        for message in published::<Message>("iot-") {
            assert_eq!(message.kind, Some(Kind::Publish));
            assert!(!message.bytes().unwrap().is_empty());
            assert!(message.status.is_none());
        }
    }

    #[test]
    fn a_message_of_a_queue_is_read() {
        let message = kept::<Message>(&json!({
            "MsgType": "Status", "Event": "Online", "Topic": "p/d/up", "Seq": "7", "PayloadLen": 8,
            "Payload": "eyJhIjoxfQ==", "ProductId": "p", "DeviceName": "d", "Time": "2026-11-25 15:12:05",
        }));
        assert_eq!((message.kind.clone(), message.status.clone()), (Some(Kind::StatusChange), Some(Status::Online)));
        assert_eq!((message.seq, message.bytes().unwrap()), (Some(7), b"{\"a\":1}".to_vec()));
        assert_eq!(message.json::<Value>().unwrap(), json!({ "a": 1 }));
        assert_eq!(message.time.as_deref(), Some("2026-11-25 15:12:05"));
        let error = message.json::<u8>().unwrap_err().to_string();
        assert!(error.starts_with("the payload of the message 7 of p/d/up does not fit as JSON"), "{error}");
    }

    #[test]
    fn a_request_is_read() {
        let mut came = json!({
            "devicename": "d", "productid": "p", "seq": 2, "topic": "p/d/up", "timestamp": 1_790_000_000,
            "payload": { "params": { "on": 1 } },
        });
        let message = kept::<Message>(&came);
        assert_eq!((message.device_name.as_str(), message.product_id.as_str()), ("d", "p"));
        assert_eq!(message.timestamp.unwrap().unix_timestamp(), 1_790_000_000);
        assert_eq!(message.json::<Value>().unwrap(), json!({ "params": { "on": 1 } }));
        assert_eq!(message.bytes().unwrap(), br#"{"params":{"on":1}}"#);
        came["payload"] = "/wA=".into();
        assert_eq!(kept::<Message>(&came).bytes().unwrap(), [255, 0]);
        came["payload"] = "%".into();
        let error = kept::<Message>(&came).bytes().unwrap_err().to_string();
        assert!(error.starts_with("the payload of the message 2 of p/d/up is no base64"), "{error}");
        assert!(kept::<Message>(&json!({ "topic": "t" })).bytes().unwrap().is_empty());
    }
}
