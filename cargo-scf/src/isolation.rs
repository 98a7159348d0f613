//! What a process can restrict about itself before it becomes a function: mounts, network, open files. The namespaces
//! that this happens in are made by `unshare`, which [`process`](crate::process) calls.

use std::fs;
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use rustix::mount::{MountFlags, MountPropagationFlags};
use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketType};
use rustix::process::{Resource, Rlimit};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::control::{Restriction, Setup, What};
use crate::platform;

impl Restriction {
    fn of(what: What, result: io::Result<()>) -> Self {
        Self { what, refused: result.err().map(|error| error.to_string()) }
    }

    /// In a network that could not be brought up, nobody could call the function.
    pub(crate) fn makes_unusable(&self) -> bool {
        self.what == What::OwnNetwork && self.refused.is_some()
    }
}

/// Applies what can be had, and says of each whether it could.
pub(crate) fn apply(setup: &Setup) -> Vec<Restriction> {
    let mut applied = Vec::new();
    if setup.own_mounts {
        // The order matters: what the empty directory keeps readable has to become read-only too.
        applied.push(Restriction::of(What::OwnTemporary, own_temporary(&setup.keep)));
        applied.push(Restriction::of(What::ReadOnlyRoot, read_only_root()));
    }
    if setup.own_network {
        applied.push(Restriction::of(What::OwnNetwork, bring_up_loopback()));
    }
    applied.push(Restriction::of(What::OpenFiles, limit_open_files()));
    applied
}

/// An empty directory over the writable one, with nothing of the old one in it but the folders to keep.
fn own_temporary(keep: &[PathBuf]) -> io::Result<()> {
    rustix::mount::mount_change("/", MountPropagationFlags::PRIVATE | MountPropagationFlags::REC)?;
    // What is open stays reachable once the old directory is hidden.
    let kept = keep.iter().map(fs::File::open).collect::<Result<Vec<_>, _>>()?;
    let size = format!("size={}m,mode=1777", platform::WRITABLE_DIRECTORY_MB);
    let size = std::ffi::CString::new(size)?;
    let flags = MountFlags::NOSUID | MountFlags::NODEV;
    rustix::mount::mount("tmpfs", platform::WRITABLE_DIRECTORY, "tmpfs", flags, Some(size.as_c_str()))?;
    for (file, path) in kept.iter().zip(keep) {
        if file.metadata()?.is_dir() {
            fs::create_dir_all(path)?;
        } else {
            fs::File::create_new(path)?;
        }
        rustix::mount::mount_bind_recursive(format!("/proc/self/fd/{}", file.as_raw_fd()), path)?;
    }
    Ok(())
}

/// Makes every mount read-only but the writable directory.
fn read_only_root() -> io::Result<()> {
    // The processes of this sandbox in place of the machine's. Where it may not be had, the function sees more.
    let flags = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
    let _ = rustix::mount::mount("proc", PROCESSES, "proc", flags, None);
    let mounts = fs::read_to_string("/proc/self/mountinfo")?;
    let mut refused = None;
    for (path, options) in mounts.lines().filter_map(mount_point) {
        if path.starts_with(PROCESSES) || path == Path::new(platform::WRITABLE_DIRECTORY) || !options.contains(&"rw") {
            continue;
        }
        // What a mount forbids has to be said again, or the kernel takes it for a wish to allow it.
        let kept = options.iter().fold(MountFlags::empty(), |flags, option| match *option {
            "nosuid" => flags | MountFlags::NOSUID,
            "nodev" => flags | MountFlags::NODEV,
            "noexec" => flags | MountFlags::NOEXEC,
            _ => flags,
        });
        let flags = MountFlags::BIND | MountFlags::RDONLY | kept;
        match rustix::mount::mount_remount(&path, flags, "") {
            Err(error) if path == Path::new("/") => return Err(error.into()),
            // Hidden below another mount, so nobody can write to it.
            Ok(()) | Err(rustix::io::Errno::NOENT | rustix::io::Errno::ACCESS | rustix::io::Errno::INVAL) => {}
            Err(error) => refused = Some(format!("`{}` stays writable: {error}", path.display())),
        }
    }
    refused.map_or(Ok(()), |line| Err(io::Error::other(line)))
}

const PROCESSES: &str = "/proc";

/// Path and options of a line of `mountinfo`.
fn mount_point(line: &str) -> Option<(PathBuf, Vec<&str>)> {
    let mut fields = line.split(' ').skip(4);
    let (path, options) = (fields.next()?, fields.next()?);
    Some((unescaped(path), options.split(',').collect()))
}

/// The kernel writes spaces and the like as `\040`.
fn unescaped(path: &str) -> PathBuf {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|digits| u8::from_str_radix(digits, 8).ok()).filter(|_| *first == b'\\') {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(3..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

/// Makes the calling thread, and the sockets that it makes, belong to the network of another process.
pub(crate) fn enter_network(process: i32) -> io::Result<()> {
    let network = fs::File::open(format!("{PROCESSES}/{process}/ns/net"))?;
    Ok(move_into_link_name_space(network.as_fd(), Some(LinkNameSpaceType::Network))?)
}

/// A new network has its loopback interface down. One message of rtnetlink(7) brings it up.
fn bring_up_loopback() -> io::Result<()> {
    const SET_LINK: u16 = 19;
    const REQUEST_WITH_ANSWER: u16 = 1 | 4;
    const FIRST_INTERFACE: i32 = 1;
    const UP: u32 = 1;
    let mut message = Vec::with_capacity(32);
    // The header: length, type, flags, number, sender.
    message.extend(32_u32.to_ne_bytes());
    message.extend(SET_LINK.to_ne_bytes());
    message.extend(REQUEST_WITH_ANSWER.to_ne_bytes());
    message.extend([0; 8]);
    // The interface: family and type, index, flags, which of the flags to change.
    message.extend([0; 4]);
    message.extend(FIRST_INTERFACE.to_ne_bytes());
    message.extend(UP.to_ne_bytes());
    message.extend(UP.to_ne_bytes());

    let socket = rustix::net::socket(AddressFamily::NETLINK, SocketType::RAW, None)?;
    rustix::net::send(&socket, &message, SendFlags::empty())?;
    let mut answer = [0; 256];
    rustix::net::recv(&socket, &mut answer[..], RecvFlags::empty())?;
    // Behind the header stands the negative number of an error, or 0.
    let [.., a, b, c, d] = answer[..20] else { return Err(io::ErrorKind::UnexpectedEof.into()) };
    match i32::from_ne_bytes([a, b, c, d]) {
        0 => Ok(()),
        error => Err(io::Error::from_raw_os_error(-error)),
    }
}

fn limit_open_files() -> io::Result<()> {
    let limit = Some(platform::OPEN_FILES);
    Ok(rustix::process::setrlimit(Resource::Nofile, Rlimit { current: limit, maximum: limit })?)
}
