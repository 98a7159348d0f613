//! What is to be started, and under which restrictions.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::function::Function;

/// What is to be started, and how.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The program and its arguments.
    pub(crate) command: Vec<OsString>,
    /// Where it starts.
    pub(crate) folder: PathBuf,
    pub(crate) function: Function,
    pub(crate) network: Network,
    /// Whether to restrict it beyond memory and environment.
    pub(crate) sandbox: bool,
}

/// Whose network a function sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Network {
    /// The machine's, or its own where the port is taken.
    Auto,
    /// The machine's: what runs here can be reached.
    Host,
    /// Its own: the port is always free, and nothing else can be reached.
    Own,
}
