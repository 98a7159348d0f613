//! The order of a process's life, from `main` to its exit code.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::runtime;
use tokio::sync::mpsc;
use tokio::sync::watch::{Receiver, channel};
use tokio::task::LocalSet;
use tokio::time::timeout;

use crate::error::Error;
use crate::function::{self, Function};
use crate::log;
use crate::panics;
use crate::platform::{INIT_BUDGET, START_LIMIT, WRITABLE_DIRECTORY};
use crate::registry::{InitFunction, Kind, Place, Program, StartError};
use crate::request::{Inner, Requests};
use crate::server::{self, Drained, Listening};
use crate::settings::{LogSettings, Settings};
use crate::startup::{self, Fresh, Hook, Started, Starter};
use crate::state::{Need, States, shared};
use crate::stop::Stop;
use crate::watch;

/// Serves the annotated functions until the process is told to end: the `main` of a program whose attributes
/// brought none.
///
/// A handler that is annotated in the root of the binary brings `main` along. With handlers in other modules
/// `main.rs` says `use scf::main;`, with handlers in a library `use my_lib as _;` too. An own `main` calls this:
///
/// ```no_run
/// # #[scf::event] async fn greet() {}
/// fn main() -> std::process::ExitCode {
///     // …
///     scf::main()
/// }
/// ```
///
/// It returns when the process has been told to end (SIGTERM, SIGINT) and all is done: success. Whatever
/// prevents the start is one line in the log, and failure.
#[must_use = "it is the exit code: let it be what `fn main() -> ExitCode` returns"]
pub fn main() -> ExitCode {
    launch(Program::linked)
}

/// The life of a process, step by step.
fn launch(program: impl FnOnce() -> Result<Program, StartError>) -> ExitCode {
    let begun = Instant::now();
    let function: &'static Function = FUNCTION.get_or_init(Function::from_environment);
    if let Err(error) = life(begun, function, program) {
        log::last_words(&error.to_string());
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

static FUNCTION: OnceLock<Function> = OnceLock::new();

fn life(
    begun: Instant,
    function: &'static Function,
    program: impl FnOnce() -> Result<Program, StartError>,
) -> Result<(), StartError> {
    let mut wrong = Vec::new();
    log::set_up(LogSettings::from_environment(function, &mut wrong), function);
    let settings = Settings::from_environment(function, wrong).map_err(|wrong| StartError::new(wrong.join("; ")))?;
    panics::log_panics();
    if runtime::Handle::try_current().is_ok() {
        return Err(StartError::new(
            "`scf::main` runs an async runtime of its own and was called within another: call it from a plain \
             `fn main`",
        ));
    }
    let program = program()?;
    program.assert_states()?;
    warn_of_environment(function);
    let reserved = server::reserve(settings.port)?;
    let runtime = Runtime::new()?;
    let outcome = runtime.block_on(async {
        let mut stop = None;
        if !program.inits.is_empty() {
            stop = Some(listen_to_signals()?);
        }
        let Some(started) =
            until_stopped(&mut stop, startup::run_inits(&program.inits, function, program.given.clone())).await
        else {
            return Ok(());
        };
        let started = started?;
        let serving = Serving::prepare(program.kind, &started.states, &settings).await?;
        let listening = reserved.listen()?;
        let stop = match stop {
            Some(stop) => stop,
            None => listen_to_signals()?,
        };
        report(begun, function, &serving, &listening, &started);
        let drained = serving.serve(listening, stop, &settings).await?;
        startup::run_hooks(&program.hooks, &started.states, settings.grace).await;
        farewell(&drained);
        Ok(())
    });
    runtime.end();
    log::flush();
    outcome
}

/// What a start can do without, but the function perhaps not.
fn warn_of_environment(function: &Function) {
    if !function.on_scf() {
        return;
    }
    let missing = function.missing();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        tracing::warn!(missing, "the platform's environment is not complete: `Function` says less than usual");
    }
    let directory = WRITABLE_DIRECTORY;
    let probe = format!("{directory}/.scf-{}", std::process::id());
    match fs::write(&probe, []).and_then(|()| fs::remove_file(&probe)) {
        Ok(()) => {}
        Err(error) => tracing::warn!(directory, %error, "the only writable directory cannot be written to"),
    }
}

/// A runtime on this thread alone, whose end does not wait for threads that still block.
pub(crate) struct Runtime {
    tokio: runtime::Runtime,
    tasks: LocalSet,
}

impl Runtime {
    pub(crate) fn new() -> Result<Self, StartError> {
        let tokio = runtime::Builder::new_current_thread().enable_all().build();
        let tokio = tokio.map_err(|error| StartError::new(format!("no async runtime can be made: {error}")))?;
        Ok(Self { tokio, tasks: LocalSet::new() })
    }

    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.tasks.block_on(&self.tokio, future)
    }

    pub(crate) fn end(self) {
        drop(self.tasks);
        self.tokio.shutdown_background();
    }
}

fn listen_to_signals() -> Result<Stop, StartError> {
    Stop::new().map_err(|error| StartError::new(format!("the process cannot listen to signals: {error}")))
}

/// What `work` gives, or nothing where the process is told to end before.
async fn until_stopped<T>(stop: &mut Option<Stop>, work: impl Future<Output = T>) -> Option<T> {
    let Some(stop) = stop else { return Some(work.await) };
    tokio::select! {
        done = work => Some(done),
        signal = stop.told() => {
            tracing::info!(signal, "told to end before the function was ready");
            None
        }
    }
}

/// What serves, ready to.
struct Serving {
    kind: Arc<dyn Kind>,
    service: Box<dyn Inner>,
    states: States,
}

impl Serving {
    async fn prepare(kind: Box<dyn Kind>, states: &States, settings: &Settings) -> Result<Self, StartError> {
        let service = kind.service(states.clone(), settings).await?;
        Ok(Self { kind: kind.into(), service, states: states.clone() })
    }

    /// Serves until a signal, and then until the running requests are done or the grace time is over.
    async fn serve(self, listening: Listening, mut stop: Stop, settings: &Settings) -> Result<Drained, StartError> {
        let (end, ending) = channel(false);
        let workers = Workers::start(&self, settings, &listening, &ending)?;
        let requests = watched_requests(self.service, Some(settings.grace));
        // Tasks of their own: whatever the runtime does, it polls the future that it was started with.
        spawn(async move {
            let signal = stop.told().await;
            tracing::info!(signal, "told to end: finishing what runs");
            end.send_replace(true);
        });
        let served = tokio::task::spawn_local(server::serve(listening, requests, ending, settings.grace)).await;
        let drained = served.map_err(io::Error::from).flatten();
        let drained = drained.map_err(|error| StartError::new(format!("the server does not run: {error}")))?;
        let drained = workers.drained(drained, settings.grace).await;
        watch::end();
        Ok(drained)
    }
}

/// The requests of this thread, which is watched. Where `grace` is given, the watcher ends the process.
fn watched_requests(service: Box<dyn Inner>, grace: Option<Duration>) -> Requests {
    let replied = Rc::default();
    spawn(watch::start(Rc::clone(&replied), grace));
    Requests::new(service, function::credentials(), replied)
}

/// Starts a task on this thread. All are of one type: each further one would be kilobytes of code.
fn spawn(task: impl Future<Output = ()> + 'static) {
    tokio::task::spawn_local(task.boxed_local());
}

/// Further threads that accept and serve, for HTTP functions that are given several requests at a time.
struct Workers {
    number: usize,
    /// How each of them ended.
    ended: mpsc::UnboundedReceiver<Drained>,
}

impl Workers {
    fn start(
        serving: &Serving,
        settings: &Settings,
        listening: &Listening,
        ending: &Receiver<bool>,
    ) -> Result<Self, StartError> {
        let number = if serving.kind.takes_workers() { settings.workers - 1 } else { 0 };
        let (end, ended) = mpsc::unbounded_channel();
        for at in 1..=number {
            let (kind, states, settings) = (Arc::clone(&serving.kind), serving.states.clone(), settings.clone());
            let (listening, ending, end) = (listening.clone(), ending.clone(), end.clone());
            let worker = thread::Builder::new().name(format!("scf-worker-{at}")).spawn(move || {
                match Self::work(&*kind, states, &settings, listening, ending) {
                    // Nobody is there to be told when the process does not wait any longer.
                    Ok(drained) => drop(end.send(drained)),
                    Err(error) => tracing::error!(%error, "a worker thread does not serve"),
                }
            });
            worker.map_err(|error| StartError::new(format!("a worker thread cannot be started: {error}")))?;
        }
        Ok(Self { number, ended })
    }

    fn work(
        kind: &dyn Kind,
        states: States,
        settings: &Settings,
        listening: Listening,
        ending: Receiver<bool>,
    ) -> Result<Drained, StartError> {
        let runtime = Runtime::new()?;
        let drained = runtime.block_on(async {
            let service = kind.service(states, settings).await?;
            let requests = watched_requests(service, None);
            let drained = server::serve(listening, requests, ending, settings.grace).await;
            watch::end();
            drained.map_err(|error| StartError::new(error.to_string()))
        });
        runtime.end();
        drained
    }

    /// Adds what the workers say to what the first thread says. Each of them keeps to the grace time, but for one
    /// whose thread a handler holds: that is not waited for.
    async fn drained(mut self, mut drained: Drained, grace: Duration) -> Drained {
        const ROOM: Duration = Duration::from_millis(100);
        let longest = grace.saturating_sub(drained.took) + ROOM;
        let all = async {
            while let Some(of_worker) = self.ended.recv().await {
                self.number -= 1;
                drained.add(&of_worker);
            }
        };
        if timeout(longest, all).await.is_err() {
            drained.left += self.number;
        }
        drained
    }
}

fn report(begun: Instant, function: &Function, serving: &Serving, listening: &Listening, started: &Started) {
    let ready_ms = milliseconds(begun.elapsed());
    let inits: Vec<String> =
        started.inits.iter().map(|init| format!("{} {}", init.place.name, startup::in_words(init.took))).collect();
    let inits = (!inits.is_empty()).then(|| inits.join(", "));
    tracing::info!(
        name = function.name(),
        kind = serving.kind.name(),
        address = listening.address.map(tracing::field::display::<SocketAddr>),
        ready_ms,
        inits,
        budget_left_ms = started.budget_left.map(milliseconds),
        "ready"
    );
}

fn farewell(drained: &Drained) {
    let took_ms = milliseconds(drained.took);
    match drained.left {
        0 => tracing::info!(took_ms, "ended"),
        left => tracing::warn!(took_ms, left, "ended with requests still running"),
    }
}

fn milliseconds(span: Duration) -> f64 {
    (span.as_secs_f64() * 1e6).round() / 1e3
}

// --- Without attributes ---------------------------------------------------------------------------------------

/// A program without attributes, made by [`event()`](crate::event()) or [`http()`](crate::http()).
///
/// Functions that are annotated with `#[scf::init]` and `#[scf::shutdown]` belong to it all the same.
#[must_use = "nothing is served before `run`"]
pub struct Launcher {
    program: Program,
    /// What is wrong with it already: said when it is started.
    wrong: Option<StartError>,
}

impl Launcher {
    pub(crate) fn new(program: Program) -> Self {
        Self { program, wrong: None }
    }

    /// Gives a state that is there already.
    pub fn state<T: Send + Sync + 'static>(mut self, state: T) -> Self {
        self.program.given.insert(Need::of::<T>().id, shared(state));
        self
    }

    /// Makes a state when the process starts, under the budget of an init (20 s).
    #[track_caller]
    pub fn init<F, Fut, T, E>(self, init: F) -> Self
    where
        F: FnOnce(&'static Function) -> Fut + 'static,
        Fut: Future<Output = Result<T, E>> + 'static,
        T: Send + Sync + 'static,
        E: Into<Error>,
    {
        self.init_within(INIT_BUDGET, init)
    }

    /// Makes a state when the process starts, under a budget of its own: above zero, and below the 30 s after which the
    /// platform ends a start. With another, the program does not start.
    #[track_caller]
    pub fn init_within<F, Fut, T, E>(mut self, budget: Duration, init: F) -> Self
    where
        F: FnOnce(&'static Function) -> Fut + 'static,
        Fut: Future<Output = Result<T, E>> + 'static,
        T: Send + Sync + 'static,
        E: Into<Error>,
    {
        let init = std::cell::Cell::new(Some(init));
        let starter = Starter::asynchronous(&[], move |starting| {
            let init = init.take();
            async move {
                let init = init.ok_or_else(|| Error::new("StartedTwice", "an init runs once"))?;
                let state = init(starting.function()).await.map_err(Into::into)?;
                Ok::<Fresh<T>, Error>(Fresh::new(shared(state)))
            }
        });
        let place = Place::of_caller("init");
        if budget.is_zero() || budget >= START_LIMIT {
            let (budget, limit) = (startup::in_words(budget), startup::in_words(START_LIMIT));
            self.wrong.get_or_insert_with(|| {
                StartError::new(format!(
                    "the init {place} has a budget of {budget}: the platform ends a start after {limit}, so give it one \
                     above zero and below that"
                ))
            });
        }
        self.program.inits.push(InitFunction { place, budget, starter });
        self
    }

    /// Runs `hook` when the process ends.
    #[track_caller]
    pub fn shutdown<F, Fut>(mut self, hook: F) -> Self
    where
        F: Fn() -> Fut + 'static,
        Fut: Future<Output = ()> + 'static,
    {
        let hook = Rc::new(hook);
        let hook = Hook::asynchronous(&[], move |_| {
            let hook = Rc::clone(&hook);
            async move {
                hook().await;
                Ok(())
            }
        });
        self.program.hooks.push(crate::registry::Hook { place: Place::of_caller("shutdown"), hook });
        self
    }

    /// Serves until the process is told to end. See [`main`].
    #[must_use = "it is the exit code: let it be what `fn main() -> ExitCode` returns"]
    pub fn run(self) -> ExitCode {
        launch(|| self.wrong.map_or(Ok(self.program), Err))
    }
}
