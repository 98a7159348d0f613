//! Says in the log when a handler holds the server's thread: meanwhile nothing else is served there, and no timer
//! fires, the deadline's included.

use std::cell::OnceCell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::Duration;

use crate::context::Context;
use crate::current::Current;

/// How often the thread looks. A handler that was in one and the same poll twice has held the server's thread for
/// at least this long.
const LOOK: Duration = Duration::from_millis(500);

/// The polls of one thread's handlers.
#[derive(Default)]
pub(crate) struct Polls {
    seen: Arc<Seen>,
    watcher: OnceCell<Option<Thread>>,
}

#[derive(Default)]
struct Seen {
    /// Goes up at the begin and at the end of a poll: odd within one.
    count: AtomicU64,
    /// Whether the watching thread sleeps until there is something to see.
    asleep: AtomicBool,
    /// Who is being polled.
    polled: Mutex<Option<(Context, &'static str)>>,
}

impl Polls {
    /// Starts the watching thread, unless it runs already.
    pub(crate) fn watch(&self) {
        self.watcher.get_or_init(|| {
            let seen = Arc::clone(&self.seen);
            let thread = thread::Builder::new().name("scf-watch".to_owned()).spawn(move || look_on(&seen));
            thread.map(|thread| thread.thread().clone()).ok()
        });
    }

    /// Notes that a handler is polled until the guard goes.
    pub(crate) fn begin(&self, current: &Current) -> impl Drop {
        struct End(Arc<Seen>);
        impl Drop for End {
            fn drop(&mut self) {
                self.0.count.fetch_add(1, Ordering::Release);
            }
        }
        let polled = Some((current.context.clone(), current.handler()));
        *self.seen.polled.lock().unwrap_or_else(PoisonError::into_inner) = polled;
        self.seen.count.fetch_add(1, Ordering::Release);
        if let Some(Some(watcher)) = self.watcher.get()
            && self.seen.asleep.swap(false, Ordering::AcqRel)
        {
            watcher.unpark();
        }
        End(Arc::clone(&self.seen))
    }
}

fn look_on(seen: &Seen) {
    let mut last = 0;
    let mut told = 0;
    loop {
        let count = seen.count.load(Ordering::Acquire);
        let polling = count % 2 == 1;
        if polling && count == last && count != told {
            told = count;
            tell(seen);
        }
        if !polling && count == last {
            seen.asleep.store(true, Ordering::Release);
            if seen.count.load(Ordering::Acquire) == count {
                thread::park();
            }
            seen.asleep.store(false, Ordering::Release);
        }
        last = seen.count.load(Ordering::Acquire);
        thread::sleep(LOOK);
    }
}

fn tell(seen: &Seen) {
    let polled = seen.polled.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((context, handler)) = polled {
        tracing::warn!(
            handler,
            request_id = context.request_id(),
            held_ms = u64::try_from(LOOK.as_millis()).unwrap_or(u64::MAX),
            "a handler blocks the runtime, nothing else is served and no deadline holds meanwhile: make it a plain \
             `fn`, or put the blocking part into `scf::actix_web::web::block`"
        );
    }
}
