//! The invocation that a thread works on right now: for what has to know it without being handed it, such as an
//! error that becomes a response.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::context::Context;

/// One invocation, as far as the runtime tells of it.
pub(crate) struct Current {
    pub(crate) context: Context,
    /// Name of the handler, once it is known which one it is.
    handler: Cell<&'static str>,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Current>>> = const { RefCell::new(None) };
}

impl Current {
    pub(crate) fn new(context: Context, handler: &'static str) -> Rc<Self> {
        Rc::new(Self { context, handler: Cell::new(handler) })
    }

    pub(crate) fn handler(&self) -> &'static str {
        self.handler.get()
    }
}

/// Makes an invocation the thread's current one until the guard goes.
pub(crate) fn enter(current: &Rc<Current>) -> impl Drop {
    struct Leave(Option<Rc<Current>>);
    impl Drop for Leave {
        fn drop(&mut self) {
            CURRENT.set(self.0.take());
        }
    }
    Leave(CURRENT.replace(Some(Rc::clone(current))))
}

/// Notes which handler the current invocation has come to.
pub(crate) fn handled_by(name: &'static str) {
    CURRENT.with_borrow(|current| {
        if let Some(current) = current {
            current.handler.set(name);
        }
    });
}

/// The request id of the current invocation.
pub(crate) fn request_id() -> Option<String> {
    CURRENT.with_borrow(|current| current.as_ref().map(|current| current.context.request_id().to_owned()))
}
