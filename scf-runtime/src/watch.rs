//! Looks on while a thread serves. A handler that holds it is named in the log: meanwhile nothing else is served
//! there, and no timer fires, the deadline's included. And when the process is told to end, what still holds the
//! thread at the end of the grace time is not waited for: a handler, or a task that one has spawned.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::timeout;

use crate::current::{Current, Work};
use crate::stop;

/// How often the watcher looks. A handler that it has found in one and the same poll twice has held the thread for
/// at least this long.
pub(crate) const LOOK: Duration = Duration::from_millis(500);

/// How often the watcher looks when no handler runs: a task that holds the thread does not wake it.
const REST: Duration = Duration::from_secs(1);

/// When no request has come for so long, there is time to start a thread.
const IDLE: Duration = Duration::from_millis(1);

/// Has another thread look on while this one serves. Where `grace` is given, that one ends the process.
///
/// It is started behind the first reply, to which it would otherwise add, or when nobody waits for one.
pub(crate) async fn start(replied: Rc<Notify>, grace: Option<Duration>) {
    let _ = timeout(IDLE, replied.notified()).await;
    let work = Work::of_this_thread();
    let watched = Arc::clone(&work);
    // Where there is no thread for it, serving is still worth something.
    if let Ok(watcher) = thread::Builder::new().name("scf-watch".to_owned()).spawn(move || look_on(&watched, grace)) {
        let _ = work.watcher.set(watcher.thread().clone());
    }
}

/// Ends the watch of this thread, which serves no more.
pub(crate) fn end() {
    let work = Work::of_this_thread();
    work.is_over.store(true, Ordering::SeqCst);
    if let Some(watcher) = work.watcher.get() {
        watcher.unpark();
    }
}

fn look_on(work: &Work, grace: Option<Duration>) {
    let mut looked = Instant::now();
    let (mut count, mut since) = (0, looked);
    let mut named = 0;
    let (mut unheard, mut first_seen) = (None, None);
    while !work.is_over.load(Ordering::SeqCst) {
        rest(work, count, grace.is_some());
        let now = Instant::now();
        let counted = work.count.load(Ordering::SeqCst);
        if counted != count {
            (count, since) = (counted, now);
        }
        let held = is_within(count) && now - since >= LOOK;
        if held && named != count {
            named = count;
            name(work.current().as_deref());
        }
        let mut pause = LOOK;
        if let Some(grace) = grace
            && stop::is_told()
        {
            // A signal that the thread has not heard came after the last look: counted from there, the grace time is not
            // exceeded.
            let told = stop::heard().unwrap_or(*unheard.get_or_insert(looked));
            let left = grace.saturating_sub(now - told);
            if held && left.is_zero() {
                give_up(work.current().as_deref(), grace);
            }
            // The last look may have been long ago when no handler runs. And a thread that nothing holds has to be given
            // the time to go on.
            let told = stop::heard().unwrap_or(*first_seen.get_or_insert(now));
            if now - told >= grace + LOOK && !work.is_over.load(Ordering::SeqCst) {
                give_up(work.current().as_deref(), grace);
            }
            if !left.is_zero() {
                pause = left.min(LOOK);
            }
        }
        looked = Instant::now();
        thread::sleep(pause);
    }
}

/// Sleeps until a handler runs, if none has since the last look; not for ever where a signal is to be seen too.
fn rest(work: &Work, count: u64, sees_signals: bool) {
    if is_within(count) || (sees_signals && stop::is_told()) {
        return;
    }
    work.watcher_sleeps.store(true, Ordering::SeqCst);
    if work.count.load(Ordering::SeqCst) == count {
        if sees_signals {
            thread::park_timeout(REST);
        } else {
            thread::park();
        }
    }
    work.watcher_sleeps.store(false, Ordering::SeqCst);
}

/// Whether a thread whose count this is has entered an invocation and not left it.
fn is_within(count: u64) -> bool {
    count % 2 == 1
}

fn name(current: Option<&Current>) {
    tracing::warn!(
        handler = current.map(Current::handler),
        request_id = current.map(|current| current.context.request_id()),
        held_ms = u64::try_from(LOOK.as_millis()).unwrap_or(u64::MAX),
        "a handler blocks the runtime, nothing else is served and no deadline holds meanwhile: make it a plain `fn`, \
         or put the blocking part into `scf::actix_web::web::block`"
    );
}

fn give_up(current: Option<&Current>, grace: Duration) -> ! {
    match current {
        Some(current) => tracing::warn!(
            handler = current.handler(),
            request_id = current.context.request_id(),
            ?grace,
            "told to end, and a handler held the server's thread until the grace time was over: ending without it, and \
             without the shutdown hooks"
        ),
        None => tracing::warn!(
            ?grace,
            "told to end, and a spawned task held the server's thread until the grace time was over: ending without it, \
             and without the shutdown hooks"
        ),
    }
    stop::end_process(0)
}
