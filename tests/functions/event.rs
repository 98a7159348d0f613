//! An event function that does what its event says, and at its start and its end what its environment says.

use std::io;
use std::sync::OnceLock;

use scf::actix_web::rt::{self, task::spawn_blocking};
use scf::serde_json::{Value, json};
use scf::{Context, Function, State, tracing};
use serde::Deserialize;

mod gate;
mod told;

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
enum Task {
    Echo {
        value: Value,
    },
    Context,
    Credentials,
    /// What `Debug` prints of the context, into the reply and into the log.
    Debug,
    Reply {
        bytes: usize,
    },
    Fail {
        with: Failing,
    },
    Panic {
        at: Moment,
    },
    Wait {
        gate: String,
    },
    /// Waits and holds the server's thread.
    Block {
        gate: String,
    },
    /// Waits well, and then holds the server's thread.
    WaitThenBlock {
        gate: String,
    },
    /// Leaves a task behind that waits well, and then holds the server's thread.
    Spawn {
        gate: String,
    },
    Hang,
    /// Never ends, and its end is a panic.
    HangThenPanic,
    Log {
        what: Logged,
    },
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Failing {
    Words,
    Status { status: u16 },
    Std,
    Text,
    Huge { bytes: usize },
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Moment {
    FirstPoll,
    LaterPoll,
    Pool,
    SpawnedTask,
    Drop,
    WithoutText,
    WithPanickingPayload,
    ManyLines,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Logged {
    Line,
    Huge { bytes: usize },
    Many,
    ReservedNames,
    ControlCharacters,
    FromPool,
    Levels,
}

struct App {
    greeting: &'static str,
}

static APP_ON_SCF: OnceLock<bool> = OnceLock::new();

fn setting(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

#[scf::init]
async fn app(function: &Function) -> Result<App, scf::Error> {
    let _ = APP_ON_SCF.set(function.on_scf());
    match &*setting("INIT") {
        "error" => Err(io::Error::other(Caused))?,
        "panic" => panic!("the init panics"),
        "caught panic" => drop(std::panic::catch_unwind(|| panic!("a panic that the init catches"))),
        "gate" => gate::wait(&setting("GATE")).await?,
        "block" => gate::block(&setting("GATE"))?,
        _ => {}
    }
    Ok(App { greeting: "Hello" })
}

/// An error with a cause.
#[derive(Debug)]
struct Caused;

impl std::fmt::Display for Caused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the database does not answer")
    }
}

impl std::error::Error for Caused {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        static CAUSE: std::fmt::Error = std::fmt::Error;
        Some(&CAUSE)
    }
}

struct PanicsInDrop;

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        panic!("the drop panics");
    }
}

#[scf::event]
async fn work(task: Task, app: State<App>, ctx: Context) -> Result<Value, scf::Error> {
    Ok(match task {
        Task::Echo { value } => json!({ "greeting": app.greeting, "value": value }),
        Task::Context => told::context(&ctx),
        Task::Credentials => told::credentials(&ctx),
        Task::Debug => {
            tracing::info!(?ctx, "the context");
            json!(format!("{ctx:?} {:#?}", ctx.credentials()))
        }
        Task::Reply { bytes } => "x".repeat(bytes).into(),
        Task::Fail { with } => return fail(with),
        Task::Panic { at } => panic_at(at).await,
        Task::Wait { gate } => {
            gate::wait(&gate).await?;
            json!("waited")
        }
        Task::Block { gate } => {
            gate::block(&gate)?;
            json!("blocked")
        }
        Task::WaitThenBlock { gate } => {
            gate::wait(&gate).await?;
            gate::block(&gate)?;
            json!("blocked")
        }
        Task::Spawn { gate } => {
            rt::spawn(async move {
                gate::wait(&gate).await?;
                gate::block(&gate)
            });
            json!("left a task")
        }
        Task::Hang => std::future::pending().await,
        Task::HangThenPanic => {
            let _held = PanicsInDrop;
            std::future::pending().await
        }
        Task::Log { what } => {
            log(what).await?;
            json!("logged")
        }
    })
}

fn fail(with: Failing) -> Result<Value, scf::Error> {
    match with {
        Failing::Words => Err(scf::Error::new("OrderNotFound", "no order 7")),
        Failing::Status { status } => Err(scf::Error::new("OrderNotFound", "no order 7").status(status)),
        Failing::Std => Err(io::Error::other(Caused))?,
        Failing::Text => Err("only a text")?,
        Failing::Huge { bytes } => Err("x".repeat(bytes))?,
    }
}

async fn panic_at(moment: Moment) -> Value {
    match moment {
        Moment::FirstPoll => panic!("the first poll panics"),
        Moment::LaterPoll => {
            tokio::task::yield_now().await;
            panic!("a later poll panics")
        }
        Moment::Pool => {
            let done = spawn_blocking(|| panic!("the pool panics")).await;
            done.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
        }
        Moment::SpawnedTask => {
            let done = rt::spawn(async { panic!("a task panics") }).await;
            json!(done.is_err())
        }
        Moment::Drop => {
            let _held = PanicsInDrop;
            json!("never sent")
        }
        Moment::WithoutText => std::panic::panic_any(7),
        Moment::WithPanickingPayload => std::panic::panic_any(PanicsInDrop),
        Moment::ManyLines => panic!("the first line\nthe second line"),
    }
}

async fn log(what: Logged) -> Result<(), scf::Error> {
    match what {
        Logged::Line => tracing::info!(user = "ada", number = 7, ratio = 0.5, yes = true, "a line"),
        Logged::Huge { bytes } => tracing::info!(huge = "ä\"\n".repeat(bytes / 4), small = "stays", "a huge field"),
        Logged::Many => thousand_fields(),
        Logged::ReservedNames => {
            let _span = tracing::info_span!("mine", request_id = "of a span").entered();
            tracing::info!("a reserved name in a span");
            tracing::info!(
                timestamp = 1,
                level = "mine",
                target = "mine",
                function = "mine",
                request_id = "mine",
                "reserved names"
            );
        }
        Logged::ControlCharacters => tracing::info!(odd = "a\nb\rc\u{1b}[31m\u{0}d", "two\nlines"),
        Logged::FromPool => {
            let span = tracing::Span::current();
            spawn_blocking(move || span.in_scope(|| tracing::info!("from the pool"))).await?;
        }
        Logged::Levels => {
            tracing::debug!("at debug");
            tracing::info!("at info");
            tracing::warn!("at warn");
        }
    }
    Ok(())
}

/// A line with a thousand fields, most of them from the spans around it.
fn thousand_fields() {
    macro_rules! ten_fields {
        ($first:literal $second:literal $($third:literal)*) => {
            tracing::info_span!("many", $({ concat!("field_", $first, $second, $third) } = "0123456789"),*)
        };
    }
    macro_rules! hundred_fields {
        ($first:literal $($second:literal)*) => {
            $(let _span = ten_fields!($first $second 0 1 2 3 4 5 6 7 8 9).entered();)*
        };
    }
    macro_rules! all_fields {
        ($($first:literal)*) => {
            $(hundred_fields!($first 0 1 2 3 4 5 6 7 8 9);)*
        };
    }
    all_fields!(0 1 2 3 4 5 6 7 8 9);
    tracing::info!("a thousand fields");
}

#[scf::shutdown]
async fn say_farewell(app: State<App>) -> Result<(), scf::Error> {
    tracing::info!(greeting = app.greeting, "the asynchronous hook ran");
    match &*setting("HOOK") {
        "error" => Err("the hook fails")?,
        "panic" => panic!("the hook panics"),
        "hang" => std::future::pending().await,
        "hold" => gate::block(&setting("GATE"))?,
        _ => {}
    }
    Ok(())
}

#[scf::shutdown]
fn clean_up() {
    tracing::info!(on_scf = APP_ON_SCF.get(), "the plain hook ran");
    if setting("HOOK") == "block" {
        let _ = gate::block(&setting("GATE"));
    }
}
