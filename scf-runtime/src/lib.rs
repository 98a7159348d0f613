#[cfg(panic = "abort")]
compile_error!("`panic = \"abort\"` would end the process with the first panic of a handler: remove it from the profile");

mod body;
mod context;
mod current;
mod error;
mod event;
mod function;
pub mod http;
mod launch;
mod log;
mod panics;
mod platform;
mod probe;
mod registry;
mod reply;
mod request;
mod server;
mod settings;
mod startup;
mod state;
pub mod test;
mod watch;

#[doc(hidden)]
pub mod __private;

pub use crate::context::{Context, ContextBuilder, Credentials};
pub use crate::error::{Error, Failure};
pub use crate::event::{Argument, EventFunction, FromInvocation, Invocation, Return, event};
pub use crate::function::{Function, FunctionBuilder};
pub use crate::http::http;
pub use crate::launch::{Launcher, main};
pub use crate::state::State;
pub use actix_web;
pub use secrecy;
pub use serde_json;
pub use tracing;
pub use scf_macros::{event, http, init, shutdown};
