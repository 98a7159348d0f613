//! What is to be started, and under which restrictions.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::engine::Engine;
use crate::function::Function;

/// What is to be started, and how.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) program: Program,
    pub(crate) function: Function,
    pub(crate) network: Network,
    /// Whether to restrict it beyond memory and environment; of an image this is about its file system alone.
    pub(crate) sandbox: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Program {
    /// A program and its arguments, and where it starts.
    Command { command: Vec<OsString>, folder: PathBuf },
    /// What an engine has by this name.
    Image { engine: Engine, image: String },
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
