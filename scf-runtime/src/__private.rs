//! What generated code may name. Nothing here is for anybody else, and nothing here stays as it is.

pub use linkme;

pub use crate::event::Handler;
pub use crate::http::{Configures, Extractors, Method, NoExtractors, NoServiceConfig, Serves};
pub use crate::launch::main;
pub use crate::probe::{
    ActixFailure, AnyFailure, DomainFailure, Event, HookParameter, Http, InitParameter, Initialised,
    InvocationParameter, PayloadParameter, PlainValue, Probe, RequestParameter, Returned, Seen, extractor, one_payload,
    only_http, parameter, see, service_config,
};
pub use crate::registry::{
    EVENT_HANDLERS, EventHandler, HTTP_HANDLERS, HttpHandler, INITS, Init, Place, SHUTDOWN_HOOKS, ShutdownHook,
};
pub use crate::startup::{Hook, Starter};
