//! `cargo scf …`: functions for Tencent Cloud SCF on one's own machine, run as the platform runs them.
//!
//! A function is a black box behind a port: of whatever language, by whatever framework.

#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::expect_used, clippy::panic, clippy::unwrap_used))]

#[cfg(not(target_os = "linux"))]
compile_error!("cargo-scf runs functions by means of Linux: build it there, in a container or in WSL");

mod call;
mod cli;
mod client;
mod control;
mod events;
mod function;
mod invoke;
mod isolation;
mod launch;
mod link;
mod memory;
mod new;
mod output;
mod platform;
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
                anstream::eprintln!("{}error:{} {line}", cli::ERROR.render(), cli::ERROR.render_reset());
            }
            stop.code()
        }
    }
}

/// One thread does everything, and an interrupt ends it wherever it is: what is dropped cleans up after itself.
fn run(verb: Verb) -> Result<(), Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.or_stop(|| "the tool cannot be started".to_owned())?;
    runtime.block_on(async {
        tokio::select! {
            done = act(verb) => done,
            stop = interrupted() => Err(stop),
        }
    })
}

async fn act(verb: Verb) -> Result<(), Stop> {
    match verb {
        Verb::Invoke(invoke) => invoke::run(&invoke).await,
        Verb::New(new) => new::run(&new),
        Verb::Events(events) => events::run(&events),
    }
}

/// Waits for what ends a program.
async fn interrupted() -> Stop {
    let signals =
        [(SignalKind::interrupt(), "SIGINT"), (SignalKind::terminate(), "SIGTERM"), (SignalKind::hangup(), "SIGHUP")];
    let (told, mut tells) = tokio::sync::mpsc::unbounded_channel();
    for (kind, name) in signals {
        let told = told.clone();
        let Ok(mut stream) = signal(kind) else { continue };
        tokio::spawn(async move {
            stream.recv().await;
            let number = u8::try_from(kind.as_raw_value()).unwrap_or_default();
            // Only the first one counts.
            let _ = told.send(Stop::signal(number, name));
        });
    }
    match tells.recv().await {
        Some(stop) => stop,
        None => std::future::pending().await,
    }
}
