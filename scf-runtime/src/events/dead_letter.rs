//! What is left of an event that a function has failed on too often: the text of a message in its dead-letter queue.

use serde::de::DeserializeOwned;
use time::OffsetDateTime;

use super::structure::structure;
use super::text;
use super::times::{DateTime, Millis};
use crate::error::Error;

structure! {
    /// An event that a function has failed on too often, and why.
    ///
    /// It is the text of a message in the queue, which a function gets by a trigger of that queue.
    ///
    /// Page: 583/39704.
    ///
    /// ```
    /// use scf::events::{cmq, dead_letter, timer};
    ///
    /// #[scf::event]
    /// async fn bury(event: cmq::Event) -> Result<(), scf::Error> {
    ///     for message in event.messages() {
    ///         let letter: dead_letter::Message = message.json()?;
    ///         let timer: timer::Event = letter.original()?;
    ///         scf::tracing::error!(timer = timer.trigger_name, why = letter.error_message, "given up");
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub struct Message {
        /// The id of the invocation that failed.
        pub request_id: String = "RequestId";
        /// Why it failed, as a number.
        pub error_code: i64 = "ErrorCode";
        /// Why it failed, in the function's words.
        pub error_message: String = "ErrorMessage";
        /// The invocation.
        pub invocation: Invocation = "Body", required;
    }
}

structure! {
    /// An invocation that was given up.
    pub struct Invocation {
        /// The APPID of the function's account.
        pub app_id: String = "AppId";
        /// The number of the function's account.
        pub uin: String = "Uin";
        /// The number of the sub-account that made the function, if one did.
        pub sub_account_uin: Option<String> = "SubAccountUin";
        /// Where the event came from: `TRIGGER_TIMER` and others.
        pub source: String = "RequestSource";
        /// The function.
        pub function_name: String = "FunctionName";
        /// Its namespace.
        pub namespace: String = "Namespace";
        /// Its version or alias: `$DEFAULT`.
        pub qualifier: String = "Qualifier";
        /// How it was invoked. `RequestResponse`, which elsewhere says that somebody waits, is documented here although
        /// nobody does.
        pub invocation_type: String = "InvocationType";
        /// The event, as the text that it came as. See [`Message::original`].
        pub event: String = "ClientContext", required;
        /// Which log the caller asked for; empty if none.
        pub log_type: String = "LogType";
        /// When it was invoked. It comes in milliseconds since 1970, as text.
        pub invoked: Option<OffsetDateTime> = "TimeStampForInvoker" => Millis;
        /// The id of the invocation.
        pub request_id: String = "RequestId";
        /// When it was put into the dead-letter queue, as documented. In the sample it is when the timer was due.
        pub pushed: Option<OffsetDateTime> = "PushTime" => DateTime;
        /// How often it was tried again: up to twice.
        pub retries: Option<i64> = "RetryNum";
        /// How long the event was kept to be tried again. The unit is not documented; that of the function's setting is
        /// seconds.
        pub ttl: Option<i64> = "Ttl";
    }
}

impl Message {
    /// The event on which the function has failed.
    ///
    /// # Errors
    ///
    /// If it is no JSON, or none that fits: the error says which invocation it was of, and may quote from it.
    pub fn original<T: DeserializeOwned>(&self) -> Result<T, Error> {
        text::json(&self.invocation.event, format_args!("the event of the invocation {}", self.request_id))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Message;
    use crate::events::tests::kept::{kept, published};
    use crate::events::timer;

    #[test]
    fn published_messages_keep_all_they_have() {
        for message in published::<Message>("dlq-") {
            assert_eq!(message.original::<timer::Event>().unwrap().trigger_name, "tabortimer");
            assert_eq!(message.invocation.pushed.unwrap().nanosecond(), 61_824_591);
            // The digits of its time are blotted out.
            assert_eq!(message.invocation.invoked, None);
        }
    }

    #[test]
    fn a_message_is_read() {
        let message = kept::<Message>(&json!({
            "RequestId": "r-1", "ErrorCode": -1, "ErrorMessage": "no", "Body": {
                "AppId": 1_250_000_000, "SubAccountUin": null, "RequestSource": "TRIGGER_TIMER",
                "ClientContext": "{\"Type\":\"Timer\",\"TriggerName\":\"t\",\"Time\":\"2026-11-25T08:00:00Z\"}",
                "TimeStampForInvoker": "1790000000123", "PushTime": "2026-11-25T16:00:00.061824591+08:00",
                "RetryNum": 2, "Ttl": 0,
            },
        }));
        let invocation = &message.invocation;
        assert_eq!((invocation.app_id.as_str(), invocation.retries, invocation.ttl), ("1250000000", Some(2), Some(0)));
        assert_eq!(invocation.invoked.unwrap().unix_timestamp_nanos(), 1_790_000_000_123_000_000);
        let original: timer::Event = message.original().unwrap();
        assert_eq!(original.time, invocation.pushed.unwrap().replace_nanosecond(0).unwrap());
        let error = message.original::<u8>().unwrap_err().to_string();
        assert!(error.starts_with("the event of the invocation r-1 does not fit as JSON"), "{error}");
    }
}
