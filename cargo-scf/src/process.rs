//! A program as the platform runs it: started with the built-in environment and restricted as far as this system lets
//! us, called on its port, watched, ended with all that it has started.
//!
//! ```text
//! let process = Process::start(&Plan { program, function, network, sandbox }).await?;
//! process.isolation();                    // what of the platform's restrictions holds, and why the rest does not
//! process.ready(limit).await?;            // the port is open; else NotReady: died, silent, on loopback alone, too large
//! process.connect(process.address()).await?;   // a connection of its own, in the function's network
//! process.output().from(0);               // its lines so far, with times
//! process.memory();                       // now, and the most that there was; above the limit it is killed
//! process.signal(Signal::TERM).await?;    // to the program alone
//! process.ended().await;                  // how it ended, with `is_over_memory()` for why
//! drop(process);                          // ends the whole tree, and waits until it is gone
//! ```
//!
//! A function in a network of its own is at an address that this process has no way to: its supervisor hands out
//! sockets of that network, and [`Process::connect`] gives what a connection from outside would be.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};

use crate::container;
use crate::control::{Ask, End};
use crate::launch::{self, Isolation};
use crate::link::Link;
use crate::memory::Use;
use crate::output::Output;
use crate::plan::Plan;
use crate::platform;
use crate::stop::Stop;
use crate::watch::Watch;

/// A program that was started. To drop it is to end it.
pub(crate) struct Process {
    began: Instant,
    port: u16,
    isolation: Isolation,
    output: Output,
    /// An engine watches its containers itself.
    watch: Option<Watch>,
    // The last to be dropped: with it ends the supervisor.
    link: Link,
}

/// Why a function's port is not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotReady {
    /// The process has ended.
    Ended(End),
    /// It used more memory than it has.
    OverMemory,
    /// The time is over.
    Silent,
    /// The port is open, and only on 127.0.0.1: the platform does not reach it.
    OnLoopbackAlone,
}

impl Process {
    /// Starts a program. What the system does not allow is left out, and in [`Process::isolation`].
    pub(crate) async fn start(plan: &Plan) -> Result<Self, Stop> {
        let launched = launch::launch(plan).await?;
        Ok(Self {
            began: launched.began,
            port: launched.port,
            isolation: launched.isolation,
            output: launched.output,
            watch: launched.watched.map(|supervisor| Watch::over(supervisor, plan.function.memory())),
            link: launched.link,
        })
    }

    /// What of the platform's restrictions holds.
    pub(crate) fn isolation(&self) -> &Isolation {
        &self.isolation
    }

    /// When it was started.
    pub(crate) fn began(&self) -> Instant {
        self.began
    }

    /// Where it is to be called. It is no address of this machine where the function has a network of its own.
    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::new(platform::ADDRESS, self.port)
    }

    /// What it has written.
    pub(crate) fn output(&self) -> &Output {
        &self.output
    }

    /// What it uses, measured now; of a container that is not known.
    pub(crate) fn memory(&self) -> Use {
        self.watch.as_ref().map(Watch::measure).unwrap_or_default()
    }

    /// Whether it has used more than its limit, at whatever time.
    pub(crate) fn is_over_memory(&self) -> bool {
        match &self.watch {
            Some(watch) => watch.is_over(),
            None => self.link.end() == Some(End::Code(container::KILLED)),
        }
    }

    /// Waits until the port is open, as the platform does: by a connection that is closed without a byte.
    pub(crate) async fn ready(&self, limit: Duration) -> Result<(), NotReady> {
        let opened = async {
            let mut pause = Duration::from_millis(1);
            loop {
                if self.is_open(self.address()).await {
                    return Ok(());
                }
                let loopback = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), self.port);
                // It may have opened between the two looks.
                if self.is_open(loopback).await && !self.is_open(self.address()).await {
                    return Err(NotReady::OnLoopbackAlone);
                }
                sleep(pause).await;
                pause = (pause * 2).min(Duration::from_millis(10));
            }
        };
        let left = limit.saturating_sub(self.began.elapsed());
        tokio::select! {
            end = self.ended() => Err(if self.is_over_memory() { NotReady::OverMemory } else { NotReady::Ended(end) }),
            opened = timeout(left, opened) => opened.unwrap_or(Err(NotReady::Silent)),
        }
    }

    async fn is_open(&self, address: SocketAddr) -> bool {
        // A try that hangs is a try that failed.
        matches!(timeout(Duration::from_secs(1), self.connect(address)).await, Ok(Ok(_)))
    }

    /// A connection of its own, in the function's network.
    pub(crate) async fn connect(&self, to: SocketAddr) -> io::Result<TcpStream> {
        let socket: OwnedFd = self.link.socket(to.is_ipv6()).await?;
        TcpSocket::from_std_stream(std::net::TcpStream::from(socket)).connect(to).await
    }

    /// Sends a signal to the program alone.
    pub(crate) async fn signal(&self, signal: Signal) -> io::Result<()> {
        self.link.ask(&Ask::Signal(signal.as_raw())).await
    }

    /// Waits until the program has ended.
    pub(crate) async fn ended(&self) -> End {
        self.link.ended().await
    }
}
