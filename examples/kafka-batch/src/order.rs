//! What a message says, and where in CKafka it is.

use std::fmt;
use std::num::NonZeroU32;

use scf::Error;
use scf::events::ckafka::Message;
use serde::{Deserialize, Serialize};

/// An order, as the shop writes it into the topic.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Order {
    #[serde(rename = "order")]
    pub(crate) number: u64,
    pub(crate) item: String,
    pub(crate) count: NonZeroU32,
}

impl Order {
    /// Whatever is refused here is refused however often the message comes.
    pub(crate) fn of(message: &Message) -> Result<Self, Error> {
        let order: Self = message.json()?;
        if order.item.trim().is_empty() {
            return Err(Error::new("NoItem", format!("order {} names no item", order.number)).status(400));
        }
        Ok(order)
    }
}

/// Where a message is. There is no second message there, so one that comes again is known by it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub(crate) struct Place {
    pub(crate) topic: String,
    pub(crate) partition: i32,
    pub(crate) offset: i64,
}

impl Place {
    /// Nothing for a message that does not say it, as those of the console's test events.
    pub(crate) fn of(message: &Message) -> Option<Self> {
        Some(Self { topic: message.topic.clone(), partition: message.partition?, offset: message.offset? })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.topic, self.partition, self.offset)
    }
}
