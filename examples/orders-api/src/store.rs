//! Orders in memory, and what has happened to them.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::num::NonZeroU32;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// How many changes are kept for those who were away for a moment.
const CHANGES_KEPT: usize = 1000;

/// What a client sends for an order.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct NewOrder {
    /// The client's own name for it. A second order by the same name is refused, so that a client may ask again
    /// where it did not hear the answer.
    pub(crate) reference: String,
    pub(crate) item: String,
    pub(crate) quantity: NonZeroU32,
}

/// An order, as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Order {
    pub(crate) id: u64,
    pub(crate) reference: String,
    pub(crate) item: String,
    pub(crate) quantity: NonZeroU32,
    pub(crate) status: Status,
}

/// How far an order is. What is shipped cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Open,
    Shipped,
}

/// Something that happened to an order.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// Counts from 1.
    pub(crate) number: u64,
    pub(crate) kind: ChangeKind,
    pub(crate) order: Order,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    Created,
    Shipped,
    Deleted,
}

impl ChangeKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Shipped => "shipped",
            Self::Deleted => "deleted",
        }
    }
}

/// What can be wrong with a wish. The name and the status are what the client sees of it, and the words as well:
/// there is nothing in them that it does not know.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum OrderError {
    NotFound(u64),
    DuplicateReference { reference: String, id: u64 },
    AlreadyShipped(u64),
}

impl fmt::Display for OrderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(id) => write!(f, "there is no order {id}"),
            Self::DuplicateReference { reference, id } => write!(f, "{reference} is order {id} already"),
            Self::AlreadyShipped(id) => write!(f, "order {id} is on its way already"),
        }
    }
}

impl std::error::Error for OrderError {}

impl scf::Failure for OrderError {
    fn name(&self) -> Cow<'static, str> {
        match self {
            Self::NotFound(_) => "OrderNotFound".into(),
            Self::DuplicateReference { .. } => "DuplicateReference".into(),
            Self::AlreadyShipped(_) => "AlreadyShipped".into(),
        }
    }

    fn status(&self) -> u16 {
        match self {
            Self::NotFound(_) => 404,
            Self::DuplicateReference { .. } | Self::AlreadyShipped(_) => 409,
        }
    }

    fn public_message(&self) -> Option<String> {
        Some(self.to_string())
    }
}

/// All orders of this instance.
#[derive(Default)]
pub(crate) struct Store {
    books: Mutex<Books>,
    /// The number of the last change. Whoever waits for news waits for this.
    last_change: watch::Sender<u64>,
}

#[derive(Default)]
struct Books {
    orders: BTreeMap<u64, Order>,
    /// Ids are not given twice, even where the order is gone.
    last_id: u64,
    changes: VecDeque<Change>,
}

impl Store {
    pub(crate) fn count(&self) -> usize {
        self.books().orders.len()
    }

    pub(crate) fn get(&self, id: u64) -> Result<Order, OrderError> {
        self.books().orders.get(&id).cloned().ok_or(OrderError::NotFound(id))
    }

    /// The first `limit` orders behind the one with the id `after`, of one status or of any.
    pub(crate) fn page(&self, after: u64, limit: usize, status: Option<Status>) -> Vec<Order> {
        let books = self.books();
        let behind = books.orders.range((Bound::Excluded(after), Bound::Unbounded)).map(|(_, order)| order);
        behind.filter(|order| status.is_none_or(|status| order.status == status)).take(limit).cloned().collect()
    }

    pub(crate) fn create(&self, new: NewOrder) -> Result<Order, OrderError> {
        let mut books = self.books();
        if let Some(known) = books.orders.values().find(|order| order.reference == new.reference) {
            return Err(OrderError::DuplicateReference { id: known.id, reference: new.reference });
        }
        books.last_id += 1;
        let NewOrder { reference, item, quantity } = new;
        let order = Order { id: books.last_id, reference, item, quantity, status: Status::Open };
        books.orders.insert(order.id, order.clone());
        self.tell(&mut books, ChangeKind::Created, &order);
        Ok(order)
    }

    pub(crate) fn ship(&self, id: u64) -> Result<Order, OrderError> {
        let mut books = self.books();
        let order = books.open_order(id)?;
        order.status = Status::Shipped;
        let order = order.clone();
        self.tell(&mut books, ChangeKind::Shipped, &order);
        Ok(order)
    }

    pub(crate) fn delete(&self, id: u64) -> Result<(), OrderError> {
        let mut books = self.books();
        let order = books.open_order(id)?.clone();
        books.orders.remove(&id);
        self.tell(&mut books, ChangeKind::Deleted, &order);
        Ok(())
    }

    /// What has happened behind the change `seen`, as far back as it is kept.
    pub(crate) fn changes_after(&self, seen: u64) -> Vec<Change> {
        self.books().changes.iter().filter(|change| change.number > seen).cloned().collect()
    }

    /// Tells when something happens from now on.
    pub(crate) fn news(&self) -> watch::Receiver<u64> {
        self.last_change.subscribe()
    }

    fn tell(&self, books: &mut Books, kind: ChangeKind, order: &Order) {
        let number = *self.last_change.borrow() + 1;
        if books.changes.len() == CHANGES_KEPT {
            books.changes.pop_front();
        }
        books.changes.push_back(Change { number, kind, order: order.clone() });
        self.last_change.send_replace(number);
    }

    /// A panic elsewhere leaves no change half made, so the books are good even then.
    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Books {
    fn open_order(&mut self, id: u64) -> Result<&mut Order, OrderError> {
        match self.orders.get_mut(&id) {
            None => Err(OrderError::NotFound(id)),
            Some(order) if order.status == Status::Shipped => Err(OrderError::AlreadyShipped(id)),
            Some(order) => Ok(order),
        }
    }
}
