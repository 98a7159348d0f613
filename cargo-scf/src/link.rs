//! The tool's end of the control socket: questions to a supervisor, answers from it, and its end.

use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::process::Child;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::io::Interest;
use tokio::net::UnixDatagram;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use crate::control::{self, Ask, End, Tell};

/// How long a supervisor may take to end what it has started, before it is killed itself. An engine takes its time.
const PATIENCE: Duration = Duration::from_secs(20);

/// A supervisor that has said all that it says by itself.
pub(crate) struct Link {
    socket: Arc<UnixDatagram>,
    supervisor: Supervisor,
    waiting: Arc<Waiting>,
    ended: watch::Receiver<Option<End>>,
    reader: JoinHandle<()>,
}

/// The process, or the `unshare` around it. Never without this: it would be left behind.
pub(crate) struct Supervisor(pub(crate) Child);

/// Who asked for a socket, in the order in which they asked.
type Waiting = Mutex<VecDeque<oneshot::Sender<io::Result<OwnedFd>>>>;

impl Link {
    pub(crate) fn new(socket: UnixDatagram, supervisor: Supervisor) -> Self {
        let socket = Arc::new(socket);
        let waiting = Arc::new(Waiting::default());
        let (says, ended) = watch::channel(None);
        let reader = tokio::spawn(read(Arc::clone(&socket), Arc::clone(&waiting), says));
        Self { socket, supervisor, waiting, ended, reader }
    }

    pub(crate) async fn ask(&self, ask: &Ask) -> io::Result<()> {
        self.socket.async_io(Interest::WRITABLE, || control::send(&*self.socket, ask, None)).await
    }

    /// A socket of the function's network, not connected.
    pub(crate) async fn socket(&self, v6: bool) -> io::Result<OwnedFd> {
        let (sends, comes) = oneshot::channel();
        let ended = || io::Error::new(io::ErrorKind::ConnectionRefused, "the function has ended");
        if self.ended.borrow().is_some() {
            return Err(ended());
        }
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(sends);
        self.ask(&Ask::Socket { v6 }).await?;
        comes.await.unwrap_or_else(|_| Err(ended()))
    }

    /// How it has ended, if it has.
    pub(crate) fn end(&self) -> Option<End> {
        *self.ended.borrow()
    }

    pub(crate) async fn ended(&self) -> End {
        let mut ended = self.ended.clone();
        let end = ended.wait_for(Option::is_some).await;
        end.ok().and_then(|end| *end).unwrap_or(End::Unknown)
    }
}

async fn read(socket: Arc<UnixDatagram>, waiting: Arc<Waiting>, says: watch::Sender<Option<End>>) {
    let next = || async { next(&socket).await };
    let mut end = End::Unknown;
    while let Ok(Some((tell, descriptor))) = next().await {
        let socket = match tell {
            Tell::Ended(how) => {
                end = how;
                continue;
            }
            Tell::Socket => descriptor.ok_or_else(|| io::Error::other("no socket has come")),
            Tell::NoSocket(reason) => Err(io::Error::other(reason)),
            Tell::Applied(_) | Tell::Started | Tell::NotStarted(_) => continue,
        };
        if let Some(asker) = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front() {
            // Who does not wait any more needs no socket.
            let _ = asker.send(socket);
        }
    }
    says.send_replace(Some(end));
    waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// The supervisor's next message; `None` where it has ended.
pub(crate) async fn next(socket: &UnixDatagram) -> io::Result<Option<(Tell, Option<OwnedFd>)>> {
    let received = socket.async_io(Interest::READABLE, || control::receive(socket)).await;
    match received {
        // It ended with something of ours unread.
        Err(error) if error.kind() == io::ErrorKind::ConnectionReset => Ok(None),
        received => received,
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.reader.abort();
        // The reader may hold the socket a little longer, so that closing our part of it would not do.
        let _ = rustix::net::shutdown(self.socket.as_fd(), rustix::net::Shutdown::Both);
        self.supervisor.wait();
    }
}

impl Supervisor {
    /// Waits until it has ended what it started and itself.
    fn wait(&mut self) {
        let until = Instant::now() + PATIENCE;
        while matches!(self.0.try_wait(), Ok(None)) {
            if Instant::now() > until {
                let _ = self.0.kill();
                let _ = self.0.wait();
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        self.wait();
    }
}
