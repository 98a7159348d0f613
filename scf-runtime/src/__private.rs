//! What generated code may name. Nothing here is for anybody else, and nothing here stays as it is.

pub use linkme;
pub use scf_macros::behind;

pub use crate::event::Handler;
pub use crate::http::{Configures, Extractors, NoExtractors, NoServiceConfig, RouteMethod, Serves};
pub use crate::probe::{
    ActixFailure, AnyFailure, DomainFailure, HookParameter, InitParameter, Initialised, InvocationParameter, Module,
    NoEventIsHere, NoEventParameter, PayloadParameter, PlainValue, Probe, RequestParameter, Returned, Seen,
    UnsharedFailure, made_once, nothing, one_payload, only_http, reply, responder, see, service_config, state,
};
pub use crate::registry::{
    EVENT_HANDLERS, EventHandler, HTTP_HANDLERS, HttpHandler, INITS, Init, Place, SHUTDOWN_HOOKS, ShutdownHook,
};
pub use crate::startup::{Hook, Starter};

/// What an event handler brings into its module by a glob: the entry point, and word that it is there.
pub mod of_event {
    pub use crate::launch::main;
    pub use crate::probe::EventIsHere as _;
}

/// What an HTTP handler brings into its module by a glob: the entry point.
pub mod of_http {
    pub use crate::launch::main;
}
