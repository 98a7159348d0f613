//! Where orders go, and messages of which no order comes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use scf::events::ckafka::Message;
use scf::serde_json;
use serde::{Deserialize, Serialize};

use crate::order::{Order, Place};

/// Takes orders.
pub(crate) trait Store: Send + Sync {
    /// Books an order, and in the same transaction that the message at `place` is done: both, or neither. Says whether
    /// it was not done already.
    fn book(&self, place: &Place, order: &Order) -> Result<bool, StoreError>;
}

/// Takes messages that cannot be handled, for somebody to look at them: a topic of its own, a table, a bucket.
pub(crate) trait Aside: Send + Sync {
    /// Keeps a letter. A second one for the same place is not kept.
    fn keep(&self, place: Option<&Place>, letter: &Letter) -> Result<(), StoreError>;
}

/// A message that is kept aside. As JSON it has the message as it came, so that it can be sent again once it, or the
/// function, is mended.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Letter {
    pub(crate) why: String,
    pub(crate) message: Message,
}

/// What may be well again in a minute, and so is a reason to have the batch delivered again.
#[derive(Debug)]
pub(crate) struct StoreError(pub(crate) String);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the store does not take it: {}", self.0)
    }
}

impl std::error::Error for StoreError {}

impl scf::Failure for StoreError {
    fn name(&self) -> Cow<'static, str> {
        "StoreDown".into()
    }

    fn status(&self) -> u16 {
        503
    }
}

/// Both in memory, for the example. An instance of the function does not see what another one has, and loses all when
/// it ends; so in a real function this is a database, with topic, partition and offset as a key of the table.
#[derive(Default)]
pub(crate) struct Memory {
    orders: Mutex<BTreeMap<Place, Order>>,
    letters: Mutex<Vec<(Option<Place>, String)>>,
}

impl Store for Memory {
    fn book(&self, place: &Place, order: &Order) -> Result<bool, StoreError> {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = !orders.contains_key(place);
        if is_new {
            orders.insert(place.clone(), order.clone());
        }
        Ok(is_new)
    }
}

impl Aside for Memory {
    fn keep(&self, place: Option<&Place>, letter: &Letter) -> Result<(), StoreError> {
        let letter = serde_json::to_string(letter).map_err(|error| StoreError(error.to_string()))?;
        let mut letters = self.letters.lock().unwrap_or_else(PoisonError::into_inner);
        let is_kept = place.is_some() && letters.iter().any(|(kept, _)| kept.as_ref() == place);
        if !is_kept {
            letters.push((place.cloned(), letter));
        }
        Ok(())
    }
}

#[cfg(test)]
impl Memory {
    /// The numbers of the orders, by place.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        self.orders.lock().unwrap().values().map(|order| order.number).collect()
    }

    pub(crate) fn letters(&self) -> Vec<Letter> {
        let letters = self.letters.lock().unwrap();
        letters.iter().map(|(_, letter)| serde_json::from_str(letter).unwrap()).collect()
    }
}
