//! The inits, under the clock: each starts as soon as the states that it asks for are there, and the process ends
//! when one takes longer than its budget. And their counterpart, the shutdown hooks.

use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::pin::pin;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture};
use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::error::Error;
use crate::function::Function;
use crate::log;
use crate::panics::{self, Panic};
use crate::platform;
use crate::probe::Source;
use crate::registry::{Hook as RegisteredHook, InitFunction, Place, StartError};
use crate::state::{Need, Shared, States};
use crate::stop;
use crate::watch::LOOK;

/// What an init's parameters are taken from.
#[derive(Clone)]
pub struct Starting {
    function: &'static Function,
    states: States,
}

impl Starting {
    pub(crate) fn function(&self) -> &'static Function {
        self.function
    }
}

impl Source for Starting {
    fn states(&self) -> &States {
        &self.states
    }
}

/// What a shutdown hook's parameters are taken from.
#[derive(Clone)]
pub struct Ending {
    states: States,
}

impl Source for Ending {
    fn states(&self) -> &States {
        &self.states
    }
}

/// A state that an init has just made.
pub struct Fresh<T> {
    shared: Shared,
    made: PhantomData<fn() -> T>,
}

impl<T> Fresh<T> {
    pub(crate) fn new(shared: Shared) -> Self {
        Self { shared, made: PhantomData }
    }
}

/// How a function of the user's runs: on the server's thread, or on the blocking pool.
pub(crate) enum Run<S, V> {
    Asynchronous(Box<dyn Fn(S) -> LocalBoxFuture<'static, Result<V, Error>>>),
    Blocking(Arc<dyn Fn(S) -> Result<V, Error> + Send + Sync>),
}

impl<S: Send + 'static, V: Send + 'static> Run<S, V> {
    /// Runs it; on the blocking pool from now on, whatever holds the server's thread. `watched` is dropped when it is done,
    /// on whichever thread that is.
    fn run(&self, source: S, watched: impl Send + 'static) -> impl Future<Output = Result<V, Failed>> {
        let run = match self {
            Self::Asynchronous(function) => Either::Left(panics::caught_in(async move {
                let _watched = watched;
                function(source).await
            })),
            Self::Blocking(function) => {
                let function = Arc::clone(function);
                let call = move || {
                    let _watched = watched;
                    panics::caught(|| function(source))
                };
                let done = tokio::task::spawn_blocking(call);
                Either::Right(done.map(|done| done.unwrap_or_else(|error| Ok(Err(error.into())))))
            }
        };
        run.map(|outcome| outcome.map_err(Failed::Panicked)?.map_err(Failed::GaveError))
    }
}

/// Why a function of the user's gave nothing.
enum Failed {
    GaveError(Error),
    Panicked(Panic),
}

/// An init, with what it needs and makes.
pub struct Starter {
    pub(crate) needs: Vec<Need>,
    pub(crate) makes: Need,
    run: Run<Starting, Shared>,
}

impl Starter {
    pub fn asynchronous<F, Fut, T: 'static>(needs: &[Option<Need>], init: F) -> Self
    where
        F: Fn(Starting) -> Fut + 'static,
        Fut: Future<Output = Result<Fresh<T>, Error>> + 'static,
    {
        let run = move |starting| -> LocalBoxFuture<'static, Result<Shared, Error>> {
            Box::pin(init(starting).map(|made| made.map(|fresh| fresh.shared)))
        };
        Self::new::<T>(needs, Run::Asynchronous(Box::new(run)))
    }

    pub fn blocking<T: 'static>(
        needs: &[Option<Need>],
        init: impl Fn(Starting) -> Result<Fresh<T>, Error> + Send + Sync + 'static,
    ) -> Self {
        let run = move |starting| init(starting).map(|fresh| fresh.shared);
        Self::new::<T>(needs, Run::Blocking(Arc::new(run)))
    }

    fn new<T: 'static>(needs: &[Option<Need>], run: Run<Starting, Shared>) -> Self {
        Self { needs: needs.iter().copied().flatten().collect(), makes: Need::of::<T>(), run }
    }
}

/// A shutdown hook, with what it needs.
pub struct Hook {
    pub(crate) needs: Vec<Need>,
    run: Run<Ending, ()>,
}

impl Hook {
    pub fn asynchronous<F, Fut>(needs: &[Option<Need>], hook: F) -> Self
    where
        F: Fn(Ending) -> Fut + 'static,
        Fut: Future<Output = Result<(), Error>> + 'static,
    {
        let run = move |ending| -> LocalBoxFuture<'static, Result<(), Error>> { Box::pin(hook(ending)) };
        Self { needs: needs.iter().copied().flatten().collect(), run: Run::Asynchronous(Box::new(run)) }
    }

    pub fn blocking(
        needs: &[Option<Need>],
        hook: impl Fn(Ending) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Self {
        Self { needs: needs.iter().copied().flatten().collect(), run: Run::Blocking(Arc::new(hook)) }
    }
}

/// How long an init has taken.
pub(crate) struct Timed {
    pub(crate) place: Place,
    pub(crate) took: Duration,
}

/// The states, and what each init took.
pub(crate) struct Started {
    pub(crate) states: States,
    pub(crate) inits: Vec<Timed>,
    /// The smallest part of a budget that an init has left.
    pub(crate) budget_left: Option<Duration>,
}

/// Runs all inits at the same time, as far as they do not wait for one another's states.
///
/// That each need is made, and that there is no circle, is asserted before.
pub(crate) async fn run_inits(
    inits: &[InitFunction],
    function: &'static Function,
    given: States,
) -> Result<Started, StartError> {
    let mut started = Started { states: given, inits: Vec::with_capacity(inits.len()), budget_left: None };
    if inits.is_empty() {
        return Ok(started);
    }
    let watchdog = Watchdog::start();
    let mut waiting: Vec<&InitFunction> = inits.iter().collect();
    let mut running = FuturesUnordered::new();
    loop {
        let (ready, not_yet): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|init| init.starter.needs.iter().all(|need| started.states.has(*need)));
        waiting = not_yet;
        for init in ready {
            let starting = Starting { function, states: started.states.clone() };
            let watched = watchdog.watch(init);
            let holder = watchdog.0.holder.clone();
            let begun = Instant::now();
            let run = init.starter.run.run(starting, watched);
            running.push(async move {
                let outcome = holder.noted(init.place, run).await;
                (init, begun.elapsed(), outcome)
            });
        }
        let Some((init, took, outcome)) = running.next().await else { break };
        match outcome {
            Ok(state) => started.states.insert(init.starter.makes.id, state),
            Err(failed) => return Err(init_failed(init.place, took, &failed)),
        }
        let left = init.budget.saturating_sub(took);
        started.budget_left = Some(started.budget_left.map_or(left, |least| least.min(left)));
        started.inits.push(Timed { place: init.place, took });
    }
    Ok(started)
}

fn init_failed(place: Place, took: Duration, failed: &Failed) -> StartError {
    let took = in_words(took);
    StartError::new(match failed {
        Failed::GaveError(error) => format!("the init {place} gave an error after {took}: {error}"),
        Failed::Panicked(panic) => format!("the init {place} panicked after {took}, {panic}"),
    })
}

/// Runs the shutdown hooks, for `grace` at the most. What goes wrong is logged: the process ends in any case.
pub(crate) async fn run_hooks(hooks: &[RegisteredHook], states: &States, grace: Duration) {
    if hooks.is_empty() {
        return;
    }
    let holder = Holder::default();
    let _watched = watch_hooks(grace, &holder);
    let all = FuturesUnordered::new();
    for hook in hooks {
        let ending = Ending { states: states.clone() };
        let run = holder.noted(hook.place, hook.hook.run.run(ending, ()));
        all.push(async move {
            match run.await {
                Ok(()) => {}
                Err(Failed::GaveError(error)) => {
                    tracing::error!(hook = %hook.place, %error, "a shutdown hook gave an error");
                }
                Err(Failed::Panicked(panic)) => tracing::error!(hook = %hook.place, %panic, "a shutdown hook panicked"),
            }
        });
    }
    if tokio::time::timeout(grace, all.collect::<()>()).await.is_err() {
        tracing::error!(grace = ?grace, "the shutdown hooks took longer than the grace time: ending without them");
    }
}

/// Ends the process a little behind the grace time, unless what it gives is dropped before: where a hook holds the
/// server's thread, no timer fires there.
fn watch_hooks(grace: Duration, holder: &Holder) -> mpsc::Sender<()> {
    let (watched, done) = mpsc::channel();
    let holder = holder.clone();
    let thread = std::thread::Builder::new().name(WATCHDOG.to_owned()).spawn(move || {
        if done.recv_timeout(grace + LOOK) == Err(RecvTimeoutError::Timeout) {
            tracing::error!(
                hook = holder.get().map(|held| tracing::field::display(held.by)),
                ?grace,
                "a shutdown hook held the server's thread until the grace time was over: ending without it"
            );
            stop::end_process(0);
        }
    });
    if let Err(error) = thread {
        tracing::warn!(%error, "no thread for the watchdog: a shutdown hook that holds the server's thread is waited for");
    }
    watched
}

const WATCHDOG: &str = "scf-watchdog";

/// Which of the functions that run at the same time has the server's thread, for a watchdog to name it.
#[derive(Clone, Default)]
struct Holder(Arc<Mutex<Option<Held>>>);

#[derive(Clone, Copy)]
struct Held {
    by: Place,
    since: Instant,
}

impl Holder {
    /// Runs what stands at `place`, and notes in each poll that it has the thread.
    async fn noted<F: Future>(&self, place: Place, run: F) -> F::Output {
        let mut run = pin!(run);
        poll_fn(|task| {
            self.set(Some(Held { by: place, since: Instant::now() }));
            let polled = run.as_mut().poll(task);
            self.set(None);
            polled
        })
        .await
    }

    fn set(&self, held: Option<Held>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = held;
    }

    fn get(&self) -> Option<Held> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the process when an init takes longer than its budget, and when the process is told to end while an init
/// blocks the server's thread.
///
/// It is a thread of its own, since an init that blocks its thread never lets a timer fire there.
struct Watchdog(Arc<Watch>);

#[derive(Default)]
struct Watch {
    running: Mutex<Vec<Watched>>,
    holder: Holder,
    changed: Condvar,
}

#[derive(Clone, Copy)]
struct Watched {
    place: Place,
    budget: Duration,
    begun: Instant,
    /// Whether it runs on the server's thread, with others that may hold it.
    shares_thread: bool,
}

impl Watched {
    /// Whether this one's time was taken by another, which has held the thread for the greater part of the budget.
    fn was_kept_by(&self, holder: &Held) -> bool {
        self.shares_thread && holder.by != self.place && holder.since.elapsed() >= self.budget / 2
    }
}

/// An init under watch; dropped when it is done.
struct OnWatch {
    watch: Arc<Watch>,
    place: Place,
}

impl Watchdog {
    fn start() -> Self {
        let watch = Arc::new(Watch::default());
        let watching = Arc::downgrade(&watch);
        let thread = std::thread::Builder::new().name(WATCHDOG.to_owned()).spawn(move || {
            let mut told = None;
            while let Some(watch) = watching.upgrade() {
                watch.wait(&mut told);
            }
        });
        if let Err(error) = thread {
            tracing::warn!(%error, "no thread for the watchdog: budgets are not enforced");
        }
        Self(watch)
    }

    fn watch(&self, init: &InitFunction) -> OnWatch {
        let &InitFunction { place, budget, ref starter } = init;
        let shares_thread = matches!(starter.run, Run::Asynchronous(_));
        self.0.lock().push(Watched { place, budget, begun: Instant::now(), shares_thread });
        self.0.changed.notify_all();
        OnWatch { watch: Arc::clone(&self.0), place }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.0.changed.notify_all();
    }
}

impl Drop for OnWatch {
    fn drop(&mut self) {
        self.watch.lock().retain(|watched| watched.place != self.place);
    }
}

impl Watch {
    fn lock(&self) -> MutexGuard<'_, Vec<Watched>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the next budget ends, until there is something new to watch, or until it is time for a look.
    ///
    /// `told` is when it was first seen that the process is told to end. The server's thread then lets go of the
    /// inits, unless one of them blocks it.
    fn wait(&self, told: &mut Option<Instant>) {
        let running = self.lock();
        let now = Instant::now();
        if stop::is_told() && !running.is_empty() && now - *told.get_or_insert(now) >= LOOK {
            give_up(&running);
        }
        if let Some(late) = running.iter().find(|watched| now >= watched.begun + watched.budget) {
            match self.holder.get().filter(|holder| late.was_kept_by(holder)) {
                Some(holder) => end_holder(&holder, late),
                None => end_late(late),
            }
        }
        let next = running.iter().map(|watched| (watched.begun + watched.budget).saturating_duration_since(now)).min();
        let waited = self.changed.wait_timeout(running, next.unwrap_or(LOOK).min(LOOK));
        drop(waited);
    }
}

fn give_up(running: &[Watched]) -> ! {
    let inits: Vec<String> = running.iter().map(|watched| watched.place.to_string()).collect();
    tracing::warn!(
        inits = inits.join(", "),
        "told to end before the function was ready, and an init holds the server's thread: ending without it"
    );
    stop::end_process(0)
}

fn end_late(late: &Watched) -> ! {
    let Watched { place, budget, begun, .. } = late;
    end_start(format!(
        "the init {place} has taken {}, longer than its budget of {}: make it faster, or give it more by \
         `#[scf::init(budget = \"…\")]` or `init_within`, below the {} that the platform waits unless InitTimeout says otherwise",
        in_words(begun.elapsed()),
        in_words(*budget),
        in_words(platform::START_LIMIT),
    ))
}

fn end_holder(holder: &Held, late: &Watched) -> ! {
    end_start(format!(
        "the init {} has held the server's thread for {}, until the budget of {} was over that the init {} has: make it a \
         plain `fn`, which runs on a thread of its own",
        holder.by,
        in_words(holder.since.elapsed()),
        in_words(late.budget),
        late.place,
    ))
}

fn end_start(why: String) -> ! {
    log::last_words(&StartError::new(why).to_string());
    stop::end_process(1)
}

/// `1.25 s` or `17 ms`.
pub(crate) fn in_words(span: Duration) -> String {
    if span >= Duration::from_secs(1) {
        format!("{} s", (span.as_secs_f64() * 100.0).round() / 100.0)
    } else {
        format!("{} ms", span.as_millis())
    }
}
