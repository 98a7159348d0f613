//! The process between the tool and the function, inside of the sandbox: applies what is asked for, starts the program,
//! hands out sockets of its network, passes signals on, and ends all of it.
//!
//! It is this binary, called by [`process`](crate::process) with [`ENTRY`] as its first argument.

use std::ffi::OsString;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rustix::net::{AddressFamily, SocketFlags, SocketType};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, WaitOptions, WaitStatus};

use crate::container::Container;
use crate::control::{self, Ask, End, Setup, Tell};
use crate::{isolation, memory};

/// The first argument by which the binary becomes a supervisor; then come the [`Setup`] in JSON and the command.
pub(crate) const ENTRY: &str = "__supervise";

/// The tool's end of the control socket.
fn tool() -> io::Stdin {
    io::stdin()
}

/// What the supervisor does with its life. Nobody reads its exit code: it says all over the socket.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    match supervise(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn supervise(mut arguments: impl Iterator<Item = OsString>) -> io::Result<()> {
    let setup = arguments.next().unwrap_or_default();
    let setup: Setup = serde_json::from_slice(setup.as_encoded_bytes())?;
    let applied = if setup.container.is_some() { Vec::new() } else { isolation::apply(&setup) };
    let usable = applied.iter().all(|restriction| !restriction.makes_unusable());
    control::send(tool(), &Tell::Applied(applied), None)?;
    if !usable {
        return Ok(());
    }
    let started = match &setup.container {
        Some(container) => container.make().map_err(|stop| io::Error::other(stop.to_string())),
        // What a program leaves behind becomes ours, to be ended with it.
        None => Ok(rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?),
    };
    let program = match started.and_then(|()| start(&setup, arguments)) {
        Ok(program) => program,
        Err(error) => {
            remove(&setup);
            return control::send(tool(), &Tell::NotStarted(error.to_string()), None);
        }
    };
    // Where the tool has gone meanwhile, this is seen below, and all is ended.
    let _ = control::send(tool(), &Tell::Started, None);

    let pid = Pid::from_child(&program);
    let alive = Arc::new(Mutex::new(true));
    let (watched, container) = (Arc::clone(&alive), setup.container.clone());
    let watching = thread::Builder::new().spawn(move || watch(pid, &watched, &setup));
    if watching.is_ok() {
        serve(pid, &alive, container.as_ref());
    }
    match (container, watching) {
        (None, _) => end(pid),
        // A container does not end with what attaches to it: who watches that removes it, and then ends us.
        (Some(_), Ok(watching)) => {
            signal(pid, Signal::KILL.as_raw(), &alive);
            let _ = watching.join();
        }
        (Some(container), Err(_)) => container.remove(),
    }
    Ok(())
}

fn remove(setup: &Setup) {
    if let Some(container) = &setup.container {
        container.remove();
    }
}

fn start(setup: &Setup, mut command: impl Iterator<Item = OsString>) -> io::Result<Child> {
    let program = command.next().ok_or_else(|| io::Error::other("there is no command"))?;
    let mut command_line = Command::new(program);
    command_line.args(command).current_dir(&setup.folder).stdin(Stdio::null());
    // A terminal's Ctrl-C is for the tool, which then ends the program.
    command_line.process_group(0).spawn()
}

/// Answers the tool until it closes the socket.
fn serve(program: Pid, alive: &Mutex<bool>, container: Option<&Container>) {
    let mut network = match container {
        Some(container) if container.has_own_network => Err("its network is not there yet".to_owned()),
        _ => Ok(()),
    };
    while let Ok(Some((ask, _))) = control::receive(tool()) {
        let answered = match ask {
            Ask::Signal(number) => {
                signal(program, number, alive);
                Ok(())
            }
            Ask::Enter(process) => {
                network = isolation::enter_network(process).map_err(|error| error.to_string());
                Ok(())
            }
            Ask::Socket { v6 } => {
                let family = if v6 { AddressFamily::INET6 } else { AddressFamily::INET };
                let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
                let socket = network.clone().and_then(|()| {
                    let socket = rustix::net::socket_with(family, SocketType::STREAM, flags, None);
                    socket.map_err(|error| error.to_string())
                });
                match socket {
                    Ok(socket) => control::send(tool(), &Tell::Socket, Some(socket.as_fd())),
                    Err(reason) => control::send(tool(), &Tell::NoSocket(reason), None),
                }
            }
        };
        if answered.is_err() {
            return;
        }
    }
}

fn signal(program: Pid, number: i32, alive: &Mutex<bool>) {
    // Under the lock nobody reaps the program, so its number is no other's.
    let alive = alive.lock().unwrap_or_else(PoisonError::into_inner);
    if let (true, Some(signal)) = (*alive, Signal::from_named_raw(number)) {
        // It may have ended just now: then there is nothing to signal.
        let _ = rustix::process::kill_process(program, signal);
    }
}

/// Reaps what ends. With the program ends everything, as a container does.
fn watch(program: Pid, alive: &Mutex<bool>, setup: &Setup) {
    while rustix::process::waitid(WaitId::All, WaitIdOptions::EXITED | WaitIdOptions::NOWAIT).is_ok() {
        let mut alive = alive.lock().unwrap_or_else(PoisonError::into_inner);
        while let Ok(Some((pid, status))) = rustix::process::wait(WaitOptions::NOHANG) {
            if pid == program {
                *alive = false;
                if setup.container.is_none() {
                    end(program);
                }
                let _ = control::send(tool(), &Tell::Ended(end_of(status)), None);
                remove(setup);
                // The other thread waits for the tool, which may keep its end open for as long as it likes.
                std::process::exit(0);
            }
        }
    }
}

fn end_of(status: WaitStatus) -> End {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => End::Code(code),
        (None, Some(signal)) => End::Signal(signal),
        (None, None) => End::Unknown,
    }
}

/// Ends the program and all that it started, and waits until they are gone.
fn end(program: Pid) {
    let own = rustix::process::getpid();
    // With process numbers of its own, the kernel ends them all with the first one, which this is.
    if own.is_init() {
        return;
    }
    loop {
        let _ = rustix::process::kill_process_group(program, Signal::KILL);
        for pid in memory::below(own.as_raw_pid()) {
            if let Some(pid) = Pid::from_raw(pid) {
                let _ = rustix::process::kill_process(pid, Signal::KILL);
            }
        }
        // Whose parent has ended becomes a child of ours, and is seen in the next turn.
        if rustix::process::wait(WaitOptions::empty()).is_err() {
            return;
        }
    }
}
