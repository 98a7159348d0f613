//! `cargo scf …`: functions for Tencent Cloud SCF on one's own machine, run as the platform runs them.
//!
//! A function is a black box behind a port: of whatever language, by whatever framework.

#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::expect_used, clippy::panic, clippy::unwrap_used))]

#[cfg(not(target_os = "linux"))]
compile_error!("cargo-scf runs functions by means of Linux: build it there, in a container or in WSL");

mod apart;
mod call;
mod check;
mod cli;
mod client;
mod container;
mod control;
mod engine;
mod events;
mod finding;
mod function;
mod image;
mod invoke;
mod isolation;
mod launch;
mod link;
mod memory;
mod new;
mod output;
mod plan;
mod platform;
mod print;
mod process;
mod project;
mod report;
mod request;
mod stop;
mod supervisor;
mod target;
mod watch;

use std::env;
use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::{Cli, Verb};
use crate::stop::{OrStop, Stop};

fn main() -> ExitCode {
    let mut words: Vec<OsString> = env::args_os().collect();
    if words.get(1).is_some_and(|word| word == supervisor::ENTRY) {
        return supervisor::run(words.into_iter().skip(2));
    }
    // `cargo scf …` calls `cargo-scf scf …`.
    if words.get(1).is_some_and(|word| word == "scf") {
        words.remove(1);
    }
    match run(Cli::parse_from(words).verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            if let Some(line) = stop.line() {
                print::note(format_args!("{}error:{} {line}", cli::ERROR.render(), cli::ERROR.render_reset()));
            }
            stop.code()
        }
    }
}

/// One thread does everything, and an interrupt ends it wherever it is: what is dropped cleans up after itself.
fn run(verb: Verb) -> Result<(), Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.or_stop(|| "the tool cannot be started".to_owned())?;
    let done = runtime.block_on(async {
        // Before anything that would have to be cleaned up.
        let interrupted = interrupted().or_stop(|| "signals cannot be caught".to_owned())?;
        tokio::select! {
            done = act(verb) => done,
            stop = interrupted => Err(stop),
        }
    });
    // A thread may wait for stdin, which may never come.
    runtime.shutdown_background();
    done
}

async fn act(verb: Verb) -> Result<(), Stop> {
    match verb {
        Verb::New(new) => new::run(&new),
        Verb::Invoke(invoke) => invoke::run(&invoke).await,
        Verb::Check(check) => check::run(&check).await,
        Verb::Image(image) => image::run(&image).await,
        Verb::Events(events) => events::run(&events),
    }
}

/// Catches what ends a program, from now on; what is returned waits for it.
fn interrupted() -> io::Result<impl Future<Output = Stop>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(async move {
        let (kind, name) = tokio::select! {
            _ = interrupt.recv() => (SignalKind::interrupt(), "SIGINT"),
            _ = terminate.recv() => (SignalKind::terminate(), "SIGTERM"),
            _ = hangup.recv() => (SignalKind::hangup(), "SIGHUP"),
        };
        Stop::signal(u8::try_from(kind.as_raw_value()).unwrap_or_default(), name)
    })
}
