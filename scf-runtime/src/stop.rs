//! The end of the process from outside: the signals that ask for it, and how it comes about where the server's
//! thread does not hear them because a handler or an init holds it.

use std::io;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Instant;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Whether a signal has come. The signal's own handler sets it, whatever the threads do.
static TOLD: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// When the server's thread heard of it.
static HEARD: OnceLock<Instant> = OnceLock::new();

/// The signals that end the process.
pub(crate) struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    /// Listens to the signals from now on. The first asks for the end; the second is the end, at once.
    pub(crate) fn new() -> io::Result<Self> {
        for signal in [SIGTERM, SIGINT] {
            // They run in this order, so that only a second signal finds what the first has left.
            flag::register_conditional_shutdown(signal, 0, Arc::clone(&TOLD))?;
            flag::register(signal, Arc::clone(&TOLD))?;
        }
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for a signal, and tells its name.
    pub(crate) async fn told(&mut self) -> &'static str {
        let signal = tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        };
        let _ = HEARD.set(Instant::now());
        signal
    }
}

/// Whether a signal has come, for a thread that watches the one that should have heard it.
pub(crate) fn is_told() -> bool {
    TOLD.load(Ordering::Relaxed)
}

/// When the server's thread heard the signal, unless it has not.
pub(crate) fn heard() -> Option<Instant> {
    HEARD.get().copied()
}

/// Ends the process from a thread that watches the server's.
#[allow(clippy::exit, reason = "the thread that would have to return is held, and nobody can make it let go")]
pub(crate) fn end_process(code: i32) -> ! {
    process::exit(code)
}
