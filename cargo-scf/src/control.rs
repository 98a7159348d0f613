//! What [`process`](crate::process) and the supervisor inside the sandbox say to one another, over a socket that keeps
//! messages apart.
//!
//! The supervisor's end is its stdin. When the other end is closed, by whatever death, the supervisor ends the function:
//! so nothing is left behind even where the tool was killed.

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::PathBuf;

use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags, SocketFlags, SocketType,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::container::Container;

/// What the supervisor is to apply before it starts the program.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Setup {
    /// It has mounts of its own: make all read-only and lay an empty directory over the writable one.
    pub(crate) own_mounts: bool,
    /// It has a network of its own: bring it up.
    pub(crate) own_network: bool,
    /// Folders and files that stay readable though they lie in the writable directory.
    pub(crate) keep: Vec<PathBuf>,
    /// Where the program starts.
    pub(crate) folder: PathBuf,
    /// What the program starts, which an engine restricts.
    pub(crate) container: Option<Container>,
}

/// A restriction of the platform's, and whether it holds here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Restriction {
    pub(crate) what: What,
    /// Why it does not hold.
    pub(crate) refused: Option<String>,
}

/// What is restricted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum What {
    /// Nothing but the writable directory can be written to.
    ReadOnlyRoot,
    /// The writable directory begins empty, and has the platform's size.
    OwnTemporary,
    /// The port belongs to the function alone, and nothing else can be reached.
    OwnNetwork,
    /// The number of open files is the platform's.
    OpenFiles,
    /// It can do nothing that not every program can.
    NoPrivileges,
    /// The kernel ends what uses more memory.
    Memory,
}

/// To the supervisor.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    /// A socket in the function's network, not connected.
    Socket { v6: bool },
    /// The function has the network of this process; sockets are to be of that.
    Enter(i32),
    /// A signal for the program.
    Signal(i32),
}

/// From the supervisor.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Tell {
    /// What was applied; the program is started next.
    Applied(Vec<Restriction>),
    /// The program runs.
    Started,
    /// There is no such program, or it may not be run.
    NotStarted(String),
    /// The socket that was asked for comes with this message.
    Socket,
    /// There is none.
    NoSocket(String),
    /// The program has ended, and so has all that it started.
    Ended(End),
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum End {
    Code(i32),
    Signal(i32),
    /// The supervisor is gone and cannot say.
    Unknown,
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(code) => write!(f, "exit code {code}"),
            Self::Signal(signal) => write!(f, "signal {signal}"),
            Self::Unknown => f.write_str("an end that nobody saw"),
        }
    }
}

/// Longer than any message is.
const LONGEST: usize = 64 * 1024;

/// Both ends: neither outlives an exec.
pub(crate) fn pair() -> io::Result<(OwnedFd, OwnedFd)> {
    Ok(rustix::net::socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?)
}

/// Sends a message, and a descriptor with it.
pub(crate) fn send(end: impl AsFd, message: &impl Serialize, descriptor: Option<BorrowedFd<'_>>) -> io::Result<()> {
    let bytes = serde_json::to_vec(message)?;
    let descriptors = descriptor.as_slice();
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    if !descriptors.is_empty() {
        ancillary.push(SendAncillaryMessage::ScmRights(descriptors));
    }
    rustix::net::sendmsg(end, &[IoSlice::new(&bytes)], &mut ancillary, SendFlags::NOSIGNAL)?;
    Ok(())
}

/// The next message, and the descriptor that came with it; `None` where the other end is closed.
pub(crate) fn receive<T: DeserializeOwned>(end: impl AsFd) -> io::Result<Option<(T, Option<OwnedFd>)>> {
    let mut bytes = vec![0; LONGEST];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    let received =
        rustix::net::recvmsg(end, &mut [IoSliceMut::new(&mut bytes)], &mut ancillary, RecvFlags::CMSG_CLOEXEC)?;
    if received.bytes == 0 {
        return Ok(None);
    }
    let descriptor = ancillary.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut descriptors) => descriptors.next(),
        _ => None,
    });
    let bytes = bytes.get(..received.bytes).unwrap_or_default();
    Ok(Some((serde_json::from_slice(bytes)?, descriptor)))
}
