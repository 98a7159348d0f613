//! Where contacts go.

use std::sync::{Mutex, PoisonError};

use scf::{Error, serde_json};

use crate::form::Contact;

/// Contacts as JSON, in this instance's memory, and so for the example only: a real function sends each to a queue or
/// writes it into a database, and the platform ends this instance whenever it likes.
#[derive(Default)]
pub(crate) struct Inbox(Mutex<Vec<String>>);

impl Inbox {
    pub(crate) fn put(&self, contact: &Contact) -> Result<(), Error> {
        let contact = serde_json::to_string(contact)?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(contact);
        Ok(())
    }
}

#[cfg(test)]
impl Inbox {
    pub(crate) fn contacts(&self) -> Vec<Contact> {
        self.0.lock().unwrap().iter().map(|contact| serde_json::from_str(contact).unwrap()).collect()
    }
}
