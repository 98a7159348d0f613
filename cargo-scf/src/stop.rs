//! What ends the tool before it is done: one line, and an exit code.

use std::fmt;
use std::process::ExitCode;

/// What `--help` says of them: the same for every verb.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0    all went well
  1    the function failed
  2    the command cannot be carried out: a line on stderr says why
  130  ended by Ctrl-C (143 by SIGTERM, 129 by SIGHUP)";

/// Why the tool ends early. `cargo scf …` prints it as one line on stderr.
#[derive(Debug)]
pub(crate) struct Stop {
    code: u8,
    line: Option<String>,
}

/// A function failed: its code is for scripts to tell it from a mistake in the call.
pub(crate) const FAILED: u8 = 1;

/// Nobody reads the output any more: the shell's code for SIGPIPE.
pub(crate) const BROKEN_PIPE: i32 = 141;

/// What was asked for cannot be done.
const REFUSED: u8 = 2;

impl Stop {
    /// What was asked for cannot be done: says what is true, and what to do.
    pub(crate) fn new(line: impl Into<String>) -> Self {
        // One line, whatever an error's text brings along.
        let line = line.into();
        let line = line.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(": ");
        Self { code: REFUSED, line: Some(line) }
    }

    /// The work is done and reported, and its result is not good.
    pub(crate) fn failed() -> Self {
        Self { code: FAILED, line: None }
    }

    /// A signal ended the work: the code is the shell's.
    pub(crate) fn signal(number: u8, name: &str) -> Self {
        Self { code: 128_u8.saturating_add(number), line: Some(format!("ended by {name}")) }
    }

    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }

    pub(crate) fn line(&self) -> Option<&str> {
        self.line.as_deref()
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.line.as_deref().unwrap_or_default())
    }
}

/// Turns an error of the system's into a [`Stop`] that says what was tried.
pub(crate) trait OrStop<T> {
    /// `context` is what is true: "`x` cannot be read".
    fn or_stop(self, context: impl FnOnce() -> String) -> Result<T, Stop>;
}

impl<T, E: fmt::Display> OrStop<T> for Result<T, E> {
    fn or_stop(self, context: impl FnOnce() -> String) -> Result<T, Stop> {
        self.map_err(|error| Stop::new(format!("{}: {error}", context())))
    }
}
