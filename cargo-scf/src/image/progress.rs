//! What takes long is seen to go on.

use std::borrow::Cow;
use std::io::IsTerminal;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// As cargo's own.
const STEP: Style = AnsiColor::Green.on_default().bold();

const REDRAWN_A_SECOND: u8 = 10;

/// Where to show it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    is_shown: bool,
}

impl Progress {
    pub(crate) fn on_stderr() -> Self {
        Self { is_shown: std::io::stderr().is_terminal() }
    }

    /// One line, whether or not anybody watches.
    pub(crate) fn step(verb: &str, what: impl std::fmt::Display) {
        anstream::eprintln!("{STEP}{verb:>12}{STEP:#} {what}");
    }

    /// A bar over so many bytes. It is gone when it is dropped.
    pub(crate) fn bar(self, verb: &str, bytes: u64) -> Bar {
        if !self.is_shown {
            return Bar(ProgressBar::hidden());
        }
        let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr_with_hz(REDRAWN_A_SECOND));
        let style = ProgressStyle::with_template("{prefix:>12} [{bar:27}] {bytes}/{total_bytes} {elapsed}");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("=> "));
        bar.set_prefix(Cow::Owned(verb.to_owned()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Bar(bar)
    }
}

/// A bar that is taken away with its work.
#[derive(Debug)]
pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn advance(&self, bytes: u64) {
        self.0.inc(bytes);
    }

    pub(crate) fn set(&self, bytes: u64) {
        self.0.set_position(bytes);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A number of bytes for people.
pub(crate) fn bytes(number: u64) -> impl std::fmt::Display {
    HumanBytes(number)
}
