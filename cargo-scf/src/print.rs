//! Lines for people and for scripts. Who reads them may go at any time, as `head` does: that ends the tool as it ends
//! others, and what was started ends with it.

use std::fmt::Display;
use std::io::{self, Write};

use crate::stop;

/// A line on stdout: a result.
pub(crate) fn line(line: impl Display) {
    write(anstream::stdout(), line);
}

/// A line on stderr: about the work, not of it.
pub(crate) fn note(line: impl Display) {
    write(anstream::stderr(), line);
}

fn write(mut to: impl Write, line: impl Display) {
    if let Err(error) = writeln!(to, "{line}")
        && error.kind() == io::ErrorKind::BrokenPipe
    {
        std::process::exit(stop::BROKEN_PIPE);
    }
}
