//! The memory of a function, looked at all the time; what is above its limit is killed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal};

use crate::memory::{self, Use};

/// How often to look. A peak between two looks is not missed: the kernel remembers that of each process.
const PAUSE: Duration = Duration::from_millis(5);

/// A thread that looks, until this is dropped.
pub(crate) struct Watch(Arc<Shared>);

struct Shared {
    supervisor: i32,
    limit: u64,
    peak: AtomicU64,
    over: AtomicBool,
    is_done: AtomicBool,
}

impl Watch {
    /// Watches what is below a supervisor.
    pub(crate) fn over(supervisor: i32, limit: u64) -> Self {
        let shared = Shared {
            supervisor,
            limit,
            peak: AtomicU64::new(0),
            over: AtomicBool::new(false),
            is_done: AtomicBool::new(false),
        };
        let shared = Arc::new(shared);
        let watching = Arc::clone(&shared);
        thread::spawn(move || {
            while !watching.is_done.load(Ordering::Relaxed) {
                watching.measure();
                thread::sleep(PAUSE);
            }
        });
        Self(shared)
    }

    /// What is used now, and the most that was.
    pub(crate) fn measure(&self) -> Use {
        self.0.measure()
    }

    pub(crate) fn is_over(&self) -> bool {
        self.0.over.load(Ordering::SeqCst)
    }
}

impl Shared {
    fn measure(&self) -> Use {
        let processes = memory::descendants(self.supervisor);
        let used = memory::of(&processes);
        let peak = self.peak.fetch_max(used.peak, Ordering::Relaxed).max(used.peak);
        if peak > self.limit {
            // Before the kill, so that whoever sees the end sees the reason.
            self.over.store(true, Ordering::SeqCst);
            for pid in processes.into_iter().filter_map(Pid::from_raw) {
                let _ = rustix::process::kill_process(pid, Signal::KILL);
            }
        }
        Use { now: used.now, peak }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.is_done.store(true, Ordering::Relaxed);
    }
}
