//! The invocation that a thread works on right now: for what has to know it without being handed it, such as an
//! error that becomes a response, and for the thread that watches this one.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::Thread;

use crate::context::Context;

/// One invocation, as far as the runtime tells of it.
pub(crate) struct Current {
    pub(crate) context: Context,
    /// How long the request's body is, as its head says.
    pub(crate) announced: Option<u64>,
    /// Name of the handler, once it is known which one it is.
    handler: Mutex<&'static str>,
}

impl Current {
    pub(crate) fn new(context: Context, announced: Option<u64>, handler: &'static str) -> Arc<Self> {
        Arc::new(Self { context, announced, handler: Mutex::new(handler) })
    }

    pub(crate) fn handler(&self) -> &'static str {
        *self.handler.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

thread_local! {
    static WORK: Arc<Work> = Arc::default();
}

/// What a thread works on.
#[derive(Default)]
pub(crate) struct Work {
    current: Mutex<Option<Arc<Current>>>,
    /// Goes up when the thread enters an invocation and when it leaves it: odd within one.
    pub(crate) count: AtomicU64,
    pub(crate) watcher: OnceLock<Thread>,
    /// Whether the watcher sleeps until there is something to see.
    pub(crate) watcher_sleeps: AtomicBool,
    /// Whether the thread serves no more.
    pub(crate) is_over: AtomicBool,
}

impl Work {
    pub(crate) fn of_this_thread() -> Arc<Self> {
        WORK.with(Arc::clone)
    }

    pub(crate) fn current(&self) -> Option<Arc<Current>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets the current invocation and gives the one before.
    fn replace(&self, current: Option<Arc<Current>>) -> Option<Arc<Current>> {
        std::mem::replace(&mut *self.current.lock().unwrap_or_else(PoisonError::into_inner), current)
    }

    /// Notes that the thread has come from no invocation to one, or back.
    fn step(&self) {
        self.count.fetch_add(1, Ordering::SeqCst);
        if self.watcher_sleeps.load(Ordering::SeqCst)
            && let Some(watcher) = self.watcher.get()
        {
            watcher.unpark();
        }
    }
}

/// Makes an invocation the thread's current one until the guard goes.
pub(crate) fn enter(current: &Arc<Current>) -> impl Drop {
    struct Leave(Option<Arc<Current>>);
    impl Drop for Leave {
        fn drop(&mut self) {
            WORK.with(|work| {
                let outer = self.0.take();
                if outer.is_none() {
                    work.step();
                }
                work.replace(outer);
            });
        }
    }
    WORK.with(|work| {
        let outer = work.replace(Some(Arc::clone(current)));
        if outer.is_none() {
            work.step();
        }
        Leave(outer)
    })
}

/// Notes which handler the current invocation has come to.
pub(crate) fn handled_by(name: &'static str) {
    if let Some(current) = WORK.with(|work| work.current()) {
        *current.handler.lock().unwrap_or_else(PoisonError::into_inner) = name;
    }
}

/// The request id of the current invocation.
pub(crate) fn request_id() -> Option<String> {
    WORK.with(|work| work.current()).map(|current| current.context.request_id().to_owned())
}

/// Whether this thread serves no more: what still runs on it is not waited for.
pub(crate) fn serves_no_more() -> bool {
    WORK.with(|work| work.is_over.load(Ordering::SeqCst))
}
