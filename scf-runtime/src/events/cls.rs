//! The CLS trigger.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use time::OffsetDateTime;

use super::structure::structure;
use super::text;
use super::times::MicrosAsText;
use crate::error::Error;

#[cfg(feature = "cls")]
mod decode;
#[cfg(feature = "cls")]
pub use decode::DECODED_MAX;

structure! {
    /// A batch of log records from CLS, packed: JSON in gzip in base64. An event is 128 KB at the most.
    ///
    /// `Event::decode` unpacks it. It is there with the feature `cls` of this crate, which brings gzip along:
    ///
    /// ```toml
    /// [dependencies]
    /// scf-runtime = { version = "0.1", features = ["cls"] }
    /// ```
    ///
    /// Page: 583/59090. The packed text of its sample is cut off, and no gzip.
    ///
    #[cfg_attr(feature = "cls", doc = "```")]
    #[cfg_attr(not(feature = "cls"), doc = "```ignore")]
    /// use scf::events::cls;
    ///
    /// #[scf::event]
    /// async fn errors(event: cls::Event) -> Result<usize, scf::Error> {
    ///     let batch = event.decode()?;
    ///     Ok(batch.records.iter().filter(|record| record.content.contains("ERROR")).count())
    /// }
    /// ```
    pub struct Event {
        /// The packed batch, in its wrapper.
        pub logs: Packed = "clslogs", required;
    }
}

structure! {
    /// A packed batch.
    pub struct Packed {
        /// JSON in gzip in base64.
        pub data: String = "data", required;
    }
}

structure! {
    /// A batch of log records, unpacked.
    pub struct LogBatch {
        /// The id of the log topic from which they come.
        pub topic_id: String = "topic_id";
        /// The name of the log topic.
        pub topic_name: String = "topic_name";
        /// The records.
        pub records: Vec<LogRecord> = "records", required;
    }
}

structure! {
    /// A log record.
    pub struct LogRecord {
        /// When it was logged. It comes in microseconds since 1970, as text or as a number.
        pub timestamp: OffsetDateTime = "timestamp" => MicrosAsText, required;
        /// The logged text or, of a record that has fields, a JSON object of them: see [`LogRecord::fields`].
        pub content: String = "content";
    }
}

impl LogRecord {
    /// The fields of the record; nothing if its content is not a JSON object.
    pub fn fields(&self) -> Option<Map<String, Value>> {
        serde_json::from_str(&self.content).ok()
    }

    /// The content as JSON. An empty one is `null`.
    ///
    /// # Errors
    ///
    /// If the content is no JSON, or none that fits. The error may quote from the content.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        text::json(&self.content, format_args!("the content of the log record of {}", self.timestamp))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Event, LogBatch};
    use crate::events::tests::kept::{kept, published};

    #[test]
    fn published_batches_keep_all_they_have() {
        for event in published::<Event>("cls-envelope") {
            assert!(!event.logs.data.is_empty());
        }
        for batch in published::<LogBatch>("cls-decoded") {
            assert_eq!((batch.topic_name.as_str(), batch.records[0].timestamp.year()), ("testname", 2020));
        }
    }

    #[test]
    fn times_are_read_from_text_and_from_numbers() {
        let batch = kept::<LogBatch>(&json!({ "topic_id": "t", "topic_name": "n", "records": [
            { "timestamp": "1790000000123456", "content": "plain" },
            { "timestamp": 1_790_000_000_123_456_i64, "content": "{\"level\": \"INFO\"}", "pkg_id": 1 },
        ] }));
        let [plain, with_fields] = &batch.records[..] else { panic!("{batch:?}") };
        assert_eq!(plain.timestamp, with_fields.timestamp);
        assert_eq!(plain.timestamp.unix_timestamp_nanos(), 1_790_000_000_123_456_000);
        assert_eq!(plain.fields(), None);
        assert_eq!(with_fields.fields().unwrap()["level"], "INFO");
        assert_eq!(with_fields.json::<serde_json::Value>().unwrap(), json!({ "level": "INFO" }));
        let error = plain.json::<u8>().unwrap_err().to_string();
        assert!(error.starts_with("the content of the log record of 2026-"), "{error}");
    }
}
