//! Books orders out of CKafka.
//!
//! The trigger delivers a batch again while the function fails, up to 10,000 times unless it is told otherwise, and the
//! partition waits. So there are two kinds of trouble:
//!
//! - A message of which no order comes would not become better by that. It is kept aside and reported, and the batch
//!   goes on.
//! - A store that is down may be up again. That fails the batch, which then comes again from its beginning; what is
//!   done already is skipped.

mod order;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use scf::events::ckafka::{self, Message};
use scf::{Error, State, tracing};
use serde::{Deserialize, Serialize};

use crate::order::{Order, Place};
use crate::store::{Aside, Letter, Memory, Store, StoreError};

#[derive(Clone)]
struct App {
    orders: Arc<dyn Store>,
    aside: Arc<dyn Aside>,
}

#[scf::init]
fn open() -> App {
    let memory = Arc::new(Memory::default());
    App { orders: memory.clone(), aside: memory }
}

/// What became of a batch. It ends in the platform's log, so nothing of a message's body is in it.
#[derive(Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
struct Done {
    booked: u32,
    /// Those that came before.
    skipped: u32,
    aside: Vec<KeptAside>,
}

#[derive(Debug, PartialEq, Eq, Deserialize, Serialize)]
struct KeptAside {
    topic: String,
    partition: Option<i32>,
    offset: Option<i64>,
    /// The error's name. Its words may quote the body, and are in the letter.
    why: String,
}

// A plain `fn`, as a client of a database that blocks is at home on a thread of its own.
#[scf::event]
fn book(batch: ckafka::Event, app: State<App>) -> Result<Done, StoreError> {
    let mut done = Done::default();
    // One after the other: within a partition a later message may be about the order of an earlier one.
    for message in batch.messages() {
        match read(message) {
            Ok((place, order)) => {
                let is_new = app.orders.book(&place, &order)?;
                let count = if is_new { &mut done.booked } else { &mut done.skipped };
                *count += 1;
                tracing::debug!(%place, order = order.number, is_new, "booked");
            }
            // If it cannot be kept, nobody would ever see it: then the batch has to come again.
            Err(error) => done.aside.push(keep_aside(message, &error, &*app.aside)?),
        }
    }
    tracing::info!(booked = done.booked, skipped = done.skipped, aside = done.aside.len(), "a batch is done");
    Ok(done)
}

fn read(message: &Message) -> Result<(Place, Order), Error> {
    // Without its place it could not be told from one that came before, and would be booked each time.
    let place =
        Place::of(message).ok_or_else(|| Error::new("NoPlace", "the message says no partition or no offset"))?;
    Ok((place, Order::of(message)?))
}

fn keep_aside(message: &Message, error: &Error, aside: &dyn Aside) -> Result<KeptAside, StoreError> {
    let Message { topic, partition, offset, .. } = message;
    let why = error.name();
    tracing::warn!(topic, partition, offset, why, "no order comes of a message: it is kept aside");
    let letter = Letter { why: error.to_string(), message: message.clone() };
    aside.keep(Place::of(message).as_ref(), &letter)?;
    Ok(KeptAside { topic: topic.clone(), partition: *partition, offset: *offset, why: why.to_owned() })
}
