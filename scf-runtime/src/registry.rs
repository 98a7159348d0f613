//! What the attributes register at link time, and the startup assertions over it.

use std::fmt;
use std::time::Duration;

use futures_util::future::LocalBoxFuture;

use crate::event::{self, Handler};
use crate::http::{self, Serves};
use crate::platform;
use crate::probe::is_unit;
use crate::request::Inner;
use crate::settings::Settings;
use crate::startup::{self, Starter};
use crate::state::{Need, States, shared};

// linkme puts these into link sections, which the compiler counts as unsafe code. It is the one exception.
#[allow(unsafe_code, reason = "linkme's expansion names link sections")]
mod slices {
    use linkme::distributed_slice;

    use super::{EventHandler, HttpHandler, Init, ShutdownHook};

    #[distributed_slice]
    pub static EVENT_HANDLERS: [EventHandler];
    #[distributed_slice]
    pub static HTTP_HANDLERS: [HttpHandler];
    #[distributed_slice]
    pub static INITS: [Init];
    #[distributed_slice]
    pub static SHUTDOWN_HOOKS: [ShutdownHook];
}
pub use slices::{EVENT_HANDLERS, HTTP_HANDLERS, INITS, SHUTDOWN_HOOKS};

/// A function of the user's: its name and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub(crate) name: &'static str,
    file: &'static str,
    line: u32,
}

impl Place {
    pub const fn new(name: &'static str, file: &'static str, line: u32) -> Self {
        Self { name, file, line }
    }

    /// Where a program without attributes names a function.
    #[track_caller]
    pub(crate) fn of_caller(name: &'static str) -> Self {
        let caller = std::panic::Location::caller();
        Self { name, file: caller.file(), line: caller.line() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({}:{})", self.name, self.file, self.line)
    }
}

/// What `#[scf::event]` registers.
pub struct EventHandler {
    place: Place,
    make: fn() -> Handler,
    assemble: fn(Place, Handler) -> Box<dyn Kind>,
}

impl EventHandler {
    pub const fn new(place: Place, make: fn() -> Handler) -> Self {
        Self { place, make, assemble: event::assemble }
    }

    pub(crate) fn handler(&self) -> Handler {
        (self.make)()
    }
}

type AssembleHttp = fn(&[HttpHandler]) -> Result<Box<dyn Kind>, StartError>;

/// What `#[scf::http]` registers.
pub struct HttpHandler {
    pub(crate) place: Place,
    pub(crate) serves: Serves,
    assemble: AssembleHttp,
}

impl HttpHandler {
    pub const fn new(place: Place, serves: Serves) -> Self {
        Self { place, serves, assemble: http::assemble }
    }
}

/// What `#[scf::init]` registers.
pub struct Init {
    place: Place,
    budget_ms: Option<u64>,
    make: fn() -> Starter,
}

impl Init {
    pub const fn new(place: Place, budget_ms: Option<u64>, make: fn() -> Starter) -> Self {
        Self { place, budget_ms, make }
    }
}

/// What `#[scf::shutdown]` registers.
pub struct ShutdownHook {
    place: Place,
    make: fn() -> startup::Hook,
}

impl ShutdownHook {
    pub const fn new(place: Place, make: fn() -> startup::Hook) -> Self {
        Self { place, make }
    }
}

/// An init that is to run.
pub(crate) struct InitFunction {
    pub(crate) place: Place,
    pub(crate) budget: Duration,
    pub(crate) starter: Starter,
}

/// A shutdown hook that is to run.
pub(crate) struct Hook {
    pub(crate) place: Place,
    pub(crate) hook: startup::Hook,
}

/// Everything that a process is made of.
pub(crate) struct Program {
    pub(crate) kind: Box<dyn Kind>,
    pub(crate) inits: Vec<InitFunction>,
    pub(crate) hooks: Vec<Hook>,
    /// States that are there without an init.
    pub(crate) given: States,
}

/// What a program serves.
///
/// It is known by what the handlers registered and by nothing else, so that an event function has nothing of
/// actix-web's routing in its binary.
pub(crate) trait Kind: Send + Sync {
    fn name(&self) -> &'static str;
    /// The states that the handlers take.
    fn needs(&self) -> Vec<(Place, Need)>;
    /// Whether the platform gives it several requests at a time, so that further threads are of use.
    fn takes_workers(&self) -> bool;
    /// What answers requests, made once a thread.
    fn service<'a>(
        &'a self,
        states: States,
        settings: &'a Settings,
    ) -> LocalBoxFuture<'a, Result<Box<dyn Inner>, StartError>>;
}

/// Why a program does not start: one line, what is true and what to do.
#[derive(Debug)]
pub(crate) struct StartError(String);

impl StartError {
    pub(crate) fn new(line: impl Into<String>) -> Self {
        Self(line.into())
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Program {
    /// The program that the annotated functions make.
    pub(crate) fn linked() -> Result<Self, StartError> {
        let kind = match (&*EVENT_HANDLERS, &*HTTP_HANDLERS) {
            ([], []) => {
                return Err(StartError::new(
                    "this program has no handler: annotate a function with `#[scf::event]` or `#[scf::http]`; if \
                     the handlers are in a library, `main.rs` must say `use that_library as _;`, or they are not \
                     linked",
                ));
            }
            ([event], []) => (event.assemble)(event.place, event.handler()),
            ([], http @ [first, ..]) => (first.assemble)(http)?,
            ([first, second, ..], []) => {
                let (first, second) = (first.place, second.place);
                return Err(StartError::new(format!(
                    "this program has two event handlers, {first} and {second}: keep one"
                )));
            }
            ([event, ..], [http, ..]) => {
                let (event, http) = (event.place, http.place);
                return Err(StartError::new(format!(
                    "this program has an event handler, {event}, and an HTTP handler, {http}: the platform creates \
                     a function as one or the other, so make two programs"
                )));
            }
        };
        Ok(Self::of(kind))
    }

    /// A program of the given kind, with the annotated inits and hooks.
    pub(crate) fn of(kind: Box<dyn Kind>) -> Self {
        let inits = INITS.iter().map(|init| InitFunction {
            place: init.place,
            budget: init.budget_ms.map_or(platform::INIT_BUDGET, Duration::from_millis),
            starter: (init.make)(),
        });
        let hooks = SHUTDOWN_HOOKS.iter().map(|hook| Hook { place: hook.place, hook: (hook.make)() });
        Self { kind, inits: inits.collect(), hooks: hooks.collect(), given: States::default() }
    }

    /// The assertions about states: each is made once, all that are asked for are made, and no init waits for
    /// itself. Those about handlers are part of making a [`Program`].
    pub(crate) fn assert_states(&self) -> Result<(), StartError> {
        for (at, init) in self.inits.iter().enumerate() {
            let made = init.starter.makes;
            let twin = self.inits[..at].iter().find(|other| other.starter.makes == made && !is_unit(made));
            if let Some(twin) = twin {
                let (first, second, name) = (twin.place, init.place, made.name);
                return Err(StartError::new(format!("two inits make a `{name}`, {first} and {second}: keep one")));
            }
        }
        for (place, need) in self.needs() {
            let made = self.given.has(need) || self.inits.iter().any(|init| init.starter.makes == need);
            if !made {
                let name = need.name;
                return Err(StartError::new(format!(
                    "{place} takes a `State<{name}>`, and nothing makes one: write an `#[scf::init]` that returns \
                     it; if there is one in a library, `main.rs` must say `use that_library as _;`"
                )));
            }
        }
        self.assert_no_circle()
    }

    fn assert_no_circle(&self) -> Result<(), StartError> {
        let mut there = self.given.clone();
        let mut waiting: Vec<&InitFunction> = self.inits.iter().collect();
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|init| {
                let ready = init.starter.needs.iter().all(|need| there.has(*need));
                if ready {
                    there.insert(init.starter.makes.id, shared(()));
                }
                !ready
            });
            if waiting.len() == before {
                let places: Vec<String> = waiting.iter().map(|init| init.place.to_string()).collect();
                return Err(StartError::new(format!(
                    "inits wait for one another's states, in a circle: {}",
                    places.join(", ")
                )));
            }
        }
        Ok(())
    }

    fn needs(&self) -> impl Iterator<Item = (Place, Need)> {
        let mut needs = self.kind.needs();
        for init in &self.inits {
            needs.extend(init.starter.needs.iter().map(|need| (init.place, *need)));
        }
        for hook in &self.hooks {
            needs.extend(hook.hook.needs.iter().map(|need| (hook.place, *need)));
        }
        needs.into_iter()
    }
}
