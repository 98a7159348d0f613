//! An API over orders: routes, a shared store, errors of the domain, a download and a stream of events.

mod orders;
mod store;

use scf::State;
// An attribute brings `main` into the module that it is in, and the handlers are not in this one.
use scf::main;

use crate::store::Store;

// The store is this instance's memory: the platform runs as many instances as there are calls at a time, none of
// which sees another's orders, and when it recycles one its orders are lost. A real API opens its database here.
#[scf::init]
fn open_store() -> Store {
    Store::default()
}

#[scf::shutdown]
fn say_what_is_lost(store: State<Store>) {
    scf::tracing::info!(orders = store.count(), "the memory goes, and the orders with it");
}
