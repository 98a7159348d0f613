//! The timer trigger.

use time::OffsetDateTime;

use super::structure::structure;
use super::times::DateTime;

structure! {
    /// What a timer sends when it is due.
    ///
    /// Page: 583/9708.
    ///
    /// ```
    /// use scf::events::timer;
    ///
    /// #[scf::event]
    /// async fn report(timer: timer::Event) -> String {
    ///     format!("{} was due at {}", timer.trigger_name, timer.time)
    /// }
    /// ```
    pub struct Event {
        /// `Timer`.
        pub kind: String = "Type";
        /// The trigger's name.
        pub trigger_name: String = "TriggerName";
        /// When the timer was due, in UTC, to the second. The cron expression of the trigger itself may be in another
        /// zone.
        pub time: OffsetDateTime = "Time" => DateTime, required;
        /// What the trigger was given as its custom argument, up to 4 KB; empty if it was given none.
        pub message: String = "Message";
    }
}

impl Event {
    /// The message as JSON. An empty one is `null`: that of a timer that was given none.
    ///
    /// # Errors
    ///
    /// If the message is no JSON, or none that fits. The error may quote from the message.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, crate::Error> {
        super::text::json(&self.message, "the timer's message")
    }
}
