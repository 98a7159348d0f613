//! Functions for Tencent Cloud SCF as plain Rust functions. An attribute makes a function the handler; this crate
//! is the rest of the program: it listens where the platform expects it, decodes the request, calls the function
//! and answers, whatever happens.
//!
//! ```toml
//! [dependencies]
//! scf-runtime = "0.1" # its library is named `scf`
//! serde = { version = "1", features = ["derive"] }
//! ```
//!
//! # A whole program
//!
//! ```
//! use scf::{Context, State};
//! use serde::{Deserialize, Serialize};
//!
//! struct App {
//!     greeting: String,
//! }
//!
//! #[scf::init]
//! async fn init() -> Result<App, scf::Error> {
//!     Ok(App { greeting: "Hello".into() })
//! }
//!
//! #[derive(Deserialize)]
//! struct Greet {
//!     name: String,
//! }
//!
//! #[derive(Serialize)]
//! struct Reply {
//!     text: String,
//! }
//!
//! #[scf::event]
//! async fn greet(greet: Greet, app: State<App>, ctx: Context) -> Result<Reply, scf::Error> {
//!     scf::tracing::info!(remaining = ?ctx.remaining(), "greeting");
//!     Ok(Reply { text: format!("{}, {}!", app.greeting, greet.name) })
//! }
//! ```
//!
//! There is no `main`, no list of handlers and no server code: the attributes bring them along.
//!
//! # What there is
//!
//! | | |
//! | --- | --- |
//! | [`#[scf::event]`](macro@event) | the handler of an event function |
//! | [`#[scf::http]`](macro@http) | a handler of an HTTP function, or all of its routes |
//! | [`#[scf::init]`](macro@init) | makes a state before the first request |
//! | [`#[scf::shutdown]`](macro@shutdown) | runs when the process is told to end |
//! | [`State<T>`](State) | what an init has made, as a parameter of handlers, inits and hooks |
//! | [`Context`] | what the platform says of a request: id, deadline, memory, credentials |
//! | [`Function`] | what the platform says of the function, for all requests |
//! | [`Error`], [`Failure`] | what handlers fail with, and how a domain's own errors say their name and status |
//! | [`FromInvocation`] | makes a type of yours a parameter of event handlers |
//! | [`mod@http`] | actix-web's extractors and responses |
//! | [`mod@test`] | calls handlers without a port |
//! | [`event()`], [`http()`], [`Launcher`] | the same without attributes |
//!
//! The platform creates a function as event-triggered or as HTTP-triggered. A program is of one kind too: one
//! `#[scf::event]`, or any number of `#[scf::http]`.
//!
//! # Where handlers stand
//!
//! A handler in the root of the binary brings `main` along. With handlers in modules, `main.rs` says
//! `use scf::main;`; with handlers in a library it also says `use my_library as _;`, since a library that nobody
//! names is not linked. An own `main` wins, and calls [`scf::main()`](main()):
//!
//! ```no_run
//! mod orders {
//!     #[scf::event]
//!     pub async fn order(id: u64) -> String {
//!         format!("order {id}")
//!     }
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     // What has to happen before anything else.
//!     scf::main()
//! }
//! ```
//!
//! # Running and testing on one's own machine
//!
//! `cargo run` serves on port 9000, or on the one that `PORT` names, as on the platform. A request of the
//! platform's is a `POST` with headers that begin with `X-Scf-`; all of them may be left out.
//!
//! ```sh
//! curl http://localhost:9000/event-invoke \
//!   -H 'X-Scf-Request-Id: 3b21a413-6e6a-11ee-b2ba-52540008c7f7' \
//!   -H 'X-Scf-Timeout: 3000' \
//!   -H 'X-Scf-Memory: 128' \
//!   -d '{"name": "Ada"}'
//! ```
//!
//! `X-Scf-Timeout` is in milliseconds; with it the deadline can be tried. An HTTP function answers its own paths.
//!
//! A handler stays the function that it is: a test may call it. [`mod@test`] calls it through the real decoding and
//! answering, without a port:
//!
//! ```
//! #[scf::event]
//! async fn greet(name: String) -> String {
//!     format!("Hello, {name}!")
//! }
//!
//! let reply = scf::test::block_on(scf::test::invoke(greet, "Ada"));
//! assert_eq!((reply.status(), reply.text()), (200, r#""Hello, Ada!""#));
//! ```
//!
//! # Settings
//!
//! Variables of the environment, the same in every program. One that is empty counts as not set; a value that does
//! not parse is a line in the log, and the program does not start.
//!
//! | variable | takes | unless set | says |
//! | --- | --- | --- | --- |
//! | `RUST_LOG` | `off`, `error`, `warn`, `info`, `debug` or `trace`; or levels by target, as in `info,my_crate=debug` | `info` | what is logged |
//! | `FN_LOG` | `json` or `text` | `json` on the platform, `text` elsewhere | the form of a log line |
//! | `PORT` | 0 to 65535, where 0 is any free port | 9000 | the port, outside of the platform; on it, it is always 9000 |
//! | `FN_WORKERS` | 1 to 64 | 1 | threads that accept and serve, for HTTP functions that are given several requests at a time; an event function has one |
//! | `FN_GRACE` | `10s`, `500ms`, or a bare number of seconds, up to `900s` | `10s` | how long running requests may take when the process is told to end; shutdown hooks may then take as long again |
//! | `FN_ERROR_STATUS` | 200 to 599 | the error's own status | one status for all failed invocations of an event function; another path or method is 404 or 405 all the same |
//!
//! # Features
//!
//! None is on unless the program's `Cargo.toml` says so.
//!
//! | feature | brings |
//! | --- | --- |
//! | `cls` | `decode` of [`events::cls::Event`], which unpacks what the log service sends, and gzip for it |
//!
//! # Logs
//!
//! The log is `tracing`'s, at [`scf::tracing`](tracing), and goes to stdout, one line a record. A subscriber that is
//! set before `main` gets to its work is left alone, and gets the records instead. On a terminal:
//!
//! ```text
//! 09:30:00.951Z  INFO scf::launch: ready kind="event" address="[::]:9000" ready_ms=1.1 inits="init 0 ms" budget_left_ms=19999.986
//! 09:30:04.509Z  INFO hello: greeting remaining="Some(2.849748567s)" request_id=3b21a413-6e6a-11ee-b2ba-52540008c7f7
//! 09:30:04.509Z  INFO scf::request: invocation handler="greet" outcome="ok" status=200 duration_ms=0.507 bytes_in=15 bytes_out=22 cold_start=true request_id=3b21a413-6e6a-11ee-b2ba-52540008c7f7
//! ```
//!
//! On the platform each line is one flat JSON object, of which its log service makes fields. It is never longer than
//! the 8 KB at which the platform cuts: long texts are shortened, and say so, and `fields_left_out` is the number of
//! fields for which there was still no room.
//!
//! ```json
//! {"timestamp":"2026-11-24T09:30:04.509Z","level":"INFO","target":"hello","message":"greeting","request_id":"3b21a413-6e6a-11ee-b2ba-52540008c7f7","function":"hello","remaining":"Some(2.849748567s)"}
//! ```
//!
//! Each invocation ends with one line of the target `scf::request`: `handler`, `outcome` (`ok`, `error`, `broke off`
//! for a body that could not be sent to its end, `client gone`, `left` for one that the process did not wait for at its end), `status`, `duration_ms`, `bytes_in`, `bytes_out`,
//! `cold_start`, and of an error `error_type` and `error`. Secrets of the platform's headers are in no line, and
//! payloads only as far as an error quotes them.
//!
//! # Errors
//!
//! Whatever goes wrong, a request is answered. The body is the same for both kinds of function:
//!
//! ```json
//! {"errorType":"OrderNotFound","errorMessage":"no order 7","requestId":"3b21a413-6e6a-11ee-b2ba-52540008c7f7","statusCode":404}
//! ```
//!
//! | what happens | status | `errorType` |
//! | --- | --- | --- |
//! | the handler gives an [`Error`] or a [`Failure`] | its own, 500 unless given | its name |
//! | any other error comes through `?`, [`BlockingError`](actix_web::error::BlockingError) too | 500 | event: the error type's name; HTTP: `InternalError` |
//! | the payload does not fit | 400 | `InvalidPayload`; HTTP: see [`#[scf::http]`](macro@http) |
//! | the request's body is longer than 6 MiB | 413 | `PayloadTooLarge`; HTTP: see there |
//! | the reply of an event handler is longer than 6 MiB | 500 | `ReplyTooLarge` |
//! | the handler panics | 500 | `HandlerPanicked` |
//! | an `async` handler is not done at its [deadline](Context::deadline) | 504 | `DeadlineExceeded` |
//!
//! The caller of an event function belongs to its owner's account and gets an error's message with all of its causes.
//! The caller of an HTTP function is anybody: see [`Error`] for what is told to whom. What a panic said is in the log
//! alone.
//!
//! # The life of a process
//!
//! It checks what is registered, takes the port without opening it, runs the inits, opens the port and writes the line
//! `ready`: an open port is the platform's sign that the function takes requests. What prevents the start is one line
//! in the log, and exit code 1.
//!
//! On SIGTERM or SIGINT it stops accepting, lets running requests finish within `FN_GRACE`, runs the shutdown hooks and
//! ends with exit code 0. A handler that holds the server's thread until `FN_GRACE` is over, or a task that it has spawned,
//! is said in the log and left, and no hook runs; a second signal ends the process at once. The platform may also end it without a signal, or freeze it
//! between requests: keep nothing in memory alone, and start nothing that goes on after the reply.
//!
//! A plain `fn` runs on a pool of threads, an `async fn` on the thread that serves. One that computes for long or
//! blocks holds up everything else, its own deadline included; the log says so and names it.

#![warn(missing_docs)]
// A request ends no process, and the log is the one voice.
#![cfg_attr(
    not(test),
    warn(
        clippy::exit,
        clippy::expect_used,
        clippy::panic,
        clippy::print_stderr,
        clippy::print_stdout,
        clippy::unwrap_used
    )
)]

#[cfg(panic = "abort")]
compile_error!(
    "`panic = \"abort\"` would end the process with the first panic of a handler: remove it from the profile"
);

mod body;
mod context;
mod current;
mod error;
mod event;
pub mod events;
mod function;
pub mod http;
mod launch;
mod log;
mod panics;
mod platform;
#[doc(hidden)]
mod probe;
#[doc(hidden)]
mod registry;
mod reply;
mod request;
mod server;
mod settings;
#[doc(hidden)]
mod startup;
mod state;
mod stop;
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

/// Makes a function the handler of an event function.
///
/// ```
/// use scf::{Context, Error};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize)]
/// struct Resize {
///     bucket: String,
///     key: String,
///     width: u32,
/// }
///
/// #[derive(Serialize)]
/// struct Resized {
///     key: String,
/// }
///
/// #[scf::event]
/// async fn resize(event: Resize, ctx: Context) -> Result<Resized, Error> {
///     if event.width == 0 {
///         return Err(Error::new("NoWidth", "a picture is at least one pixel wide").status(400));
///     }
///     scf::tracing::info!(bucket = event.bucket, left = ?ctx.remaining(), "resizing");
///     Ok(Resized { key: format!("{}-{}", event.width, event.key) })
/// }
/// ```
///
/// The program answers `POST /event-invoke` and nothing else. The body is taken as it is, whatever its content type,
/// up to 6 MiB, and decoded as JSON; an empty one is `null`. What the function returns becomes the JSON of the reply.
///
/// # Parameters and what is returned
///
/// | | |
/// | --- | --- |
/// | function | `async fn`, on the thread that serves; or `fn`, on a pool of threads, for what computes or blocks |
/// | payload, at most one | any `T: serde::de::DeserializeOwned`: a struct that derives `Deserialize`, `String`, `Vec<_>`, `scf::serde_json::Value` |
/// | [`Context`] | what the platform says of this request |
/// | [`State<T>`](State) | what the `#[scf::init]` for `T` has made |
/// | your own types | that implement [`FromInvocation`] |
/// | returns | nothing (`null`), a `T: serde::Serialize`, or a `Result<T, E>` of one |
/// | `E` | [`Error`], a [`Failure`], any `std::error::Error + Send + Sync`, `anyhow::Error`, `Box<dyn Error + Send + Sync>`, `String` |
///
/// Any of the parameters, in any order. Types are told apart by their traits, so aliases work.
///
/// # Arguments
///
/// | argument | |
/// | --- | --- |
/// | `crate = path` | where this crate is, if its dependency is renamed: `#[scf::event(crate = ::my_scf)]` |
///
/// # What to know of the platform
///
/// - **No secrets in replies.** The platform writes the reply of an event function into its own log, whole, and that
///   cannot be turned off. The same holds for the messages of errors.
/// - **What a status means is not documented.** An error is answered with a status of 400 or above and with a body that
///   says so as well, since many callers see the body only. Whether that status makes the invocation a failed one,
///   which the platform would try again, can only be found out on a real account; `FN_ERROR_STATUS=200` changes it for
///   all failed invocations. What is no invocation, another path or method, is 404 or 405 all the same.
/// - **An event may come twice.** Asynchronous invocations and some triggers are repeated after an error, perhaps with
///   the work half done. Make it harmless: the [request id](Context::request_id) is there to remember what is done.
/// - The `X-Scf-…` headers behind [`Context`] are information, never a proof of who calls.
/// - At its [deadline](Context::deadline), which is shortly before the function's time-out, an `async fn` is dropped
///   and answered with 504. A plain `fn` cannot be stopped: the log says so, and the platform ends the instance.
///
/// # What is generated
///
/// The function stays as it is. Behind it comes code like this:
///
/// ```text
/// const _: () = {
///     #[distributed_slice(EVENT_HANDLERS)] // the linker collects it
///     static REGISTERED: EventHandler = EventHandler::new(Place::new("resize", file!(), line!()), || {
///         let p0 = parameter::<Resize>();  // the compiler finds out that it is a payload
///         let p1 = parameter::<Context>(); // and this not
///         Handler::asynchronous(&[p0.need(), p1.need()], |invocation| async move {
///             let p0 = p0.take(&invocation)?;
///             let p1 = p1.take(&invocation)?;
///             outcome(resize(p0, p1).await)
///         })
///     });
/// };
/// pub(crate) use ::scf::__private::of_event::*; // a `main`, unless there is one
/// ```
///
/// # Errors one may meet
///
/// | the compiler says | what to do |
/// | --- | --- |
/// | `Resize` cannot be a parameter of an event handler | derive `serde::Deserialize` for it, or implement [`FromInvocation`] |
/// | an event handler takes one payload, and this is the second | put both into one struct |
/// | no `#[scf::init]` makes a `Db` | write one that returns `Db` or `Result<Db, _>` |
/// | `Resized` cannot be the reply of an event handler | derive `serde::Serialize` for it |
/// | `MyError` does not become a `scf::Error` | implement `std::error::Error` for it, and [`Failure`] for its name and status |
/// | nothing outlives the call that a reference could point into | take `String` for `&str` |
/// | `main` function not found in crate | the handler is in a module: `main.rs` says `use scf::main;` |
/// | the name `__a_program_has_one_scf_event_handler` is defined multiple times | two handlers: keep one |
///
/// A payload that cannot be decoded:
///
/// ```compile_fail,E0277
/// struct Resize {
///     width: u32,
/// }
///
/// #[scf::event]
/// async fn resize(event: Resize) {}
/// ```
///
/// A reference has nothing to point into:
///
/// ```compile_fail
/// #[scf::event]
/// async fn greet(name: &str) {}
/// ```
///
/// A state that nobody makes:
///
/// ```compile_fail,E0277
/// struct Db;
///
/// #[scf::event]
/// async fn count(db: scf::State<Db>) {}
/// ```
///
/// Two handlers in one program:
///
/// ```compile_fail,E0428
/// #[scf::event]
/// async fn first() {}
///
/// #[scf::event]
/// async fn second() {}
/// ```
pub use scf_macros::event;

/// Makes a function a handler of an HTTP function.
///
/// ```
/// use scf::http::{Json, Path};
/// use scf::{Error, State};
/// use serde::{Deserialize, Serialize};
/// use std::collections::HashMap;
///
/// #[derive(Clone, Serialize, Deserialize)]
/// struct Item {
///     name: String,
/// }
///
/// struct Stock(HashMap<u64, Item>);
///
/// #[scf::init]
/// fn stock() -> Stock {
///     Stock(HashMap::from([(1, Item { name: "apple".to_owned() })]))
/// }
///
/// #[scf::http(get = "/items/{id}")]
/// async fn item(id: Path<u64>, stock: State<Stock>) -> Result<Json<Item>, Error> {
///     let found = stock.0.get(&id).cloned();
///     found.map(Json).ok_or_else(|| Error::new("ItemNotFound", format!("no item {id}")).status(404))
/// }
/// ```
///
/// # Forms
///
/// | attribute | on | serves |
/// | --- | --- | --- |
/// | `#[scf::http(get = "/items/{id}")]` | `async fn` | a method and the paths of a pattern |
/// | `#[scf::http]` | `async fn` | whatever no route matched: any path and any method |
/// | `#[scf::http]` | `fn(&mut ServiceConfig)` | routes made the actix way, with scopes and middleware |
///
/// A program may have any number of the first and the third, and one of the second:
///
/// ```
/// use scf::actix_web::web;
/// use scf::http::{HttpRequest, Responder, ServiceConfig};
///
/// #[scf::http(get = "/health", any = "/echo/{rest}*")]
/// async fn path(req: HttpRequest) -> String {
///     req.path().to_owned()
/// }
///
/// #[scf::http]
/// fn routes(app: &mut ServiceConfig) {
///     app.service(web::scope("/admin").route("/users", web::get().to(async || "nobody")));
/// }
///
/// #[scf::http]
/// async fn fallback(req: HttpRequest) -> impl Responder {
///     format!("{} {}", req.method(), req.path())
/// }
/// ```
///
/// # Parameters and what is returned
///
/// | | |
/// | --- | --- |
/// | function | `async fn`; for what computes or blocks there is [`web::block`](actix_web::web::block) |
/// | extractors | [`Path`](http::Path), [`Query`](http::Query), [`Json`](http::Json), [`Form`](http::Form), [`Bytes`](http::Bytes), `String`, [`Payload`](http::Payload), [`HttpRequest`](http::HttpRequest), and every other [`FromRequest`](actix_web::FromRequest) |
/// | [`Context`] | what the platform says of this request |
/// | [`State<T>`](State) | what the `#[scf::init]` for `T` has made |
/// | returns | an [`impl Responder`](http::Responder): text, [`Json`](http::Json), [`HttpResponse`](http::HttpResponse), or a `Result<_, E>` of one |
/// | `E` | [`Error`], a [`Failure`], an error of actix-web's, any `std::error::Error + Send + Sync` |
///
/// Futures need not be `Send`. Bodies stream in both directions, and WebSockets work with the crate `actix-ws`; the
/// deadline ends with the reply's head.
///
/// # Arguments
///
/// | argument | |
/// | --- | --- |
/// | `get`, `post`, `put`, `delete`, `patch`, `head`, `options` `= "/path"` | a route. Each may be given once |
/// | `any = "/path"` | a route for all methods |
/// | `crate = path` | where this crate is, if its dependency is renamed |
///
/// A pattern begins with `/`. `{name}` takes a segment, `{name:[0-9]+}` one that fits an expression, and `{name}*`, at
/// the end, the rest of the path.
///
/// # Which handler answers
///
/// - The most specific route, whatever the order in the source: literal text goes before `{name}` with text around it,
///   that before `{name:expression}`, `{name}` and `{name}*`, segment by segment from the left. Routes of attributes go
///   before those of a function over `ServiceConfig`.
/// - `HEAD` is answered where `GET` is, without the body.
/// - A known path with another method is 405 with `Allow`, any other path 404, both with the JSON error body. With a
///   handler for what no route matched, it is that which gets all of these.
/// - The last two hold for routes of attributes. In a function over `ServiceConfig` it is as actix-web has it: `HEAD` is
///   a method like any other; another method is an empty 405 with `Allow` where `web::resource("/path").route(…)` made the
///   route, and what no route matched where `app.route("/path", …)` did.
/// - `/items` and `/items/` are two paths. `/event-invoke` is a path like any other.
/// - Two handlers for one method and one pattern prevent the start.
///
/// # What to know of the platform
///
/// - **`X-Scf-…` headers prove nothing.** On some ways into a function a client's own pass through. What [`Context`]
///   says is information; authenticate by something else.
/// - **Redirects** are relative (`Location: /login`), or built from `X-Forwarded-Proto`: the last hop to the function
///   is plain http, so an absolute address made from the connection would lead to `http://`.
/// - **Sizes**: a request's body and a reply's have at most 6 MB, and the names and values of all reply headers
///   together 4 KB. A body above that is 413 from the extractors that collect it; a reply above it is sent, with a warning in
///   the log, since the platform will not pass it on.
/// - Credentials of the execution role are at [`Context::credentials`]. They have left the header map before a handler
///   or a middleware sees it.
///
/// # Errors in replies
///
/// What an extractor rejects is answered with the JSON error body: `InvalidPath` (404), `InvalidJson`, `InvalidQuery`,
/// `InvalidForm` and `InvalidBody` (400; 413 where it is too long, 415 where the content type of a form is another). An error
/// of [`Payload`](http::Payload) that a handler passes on by `?` is `InvalidBody` too.
/// An [`Error`] in words and what a [`Failure`] calls public is told to the caller. Of what came through `?` the caller
/// gets "internal error" and the request id, and the log the rest; the same where the closure of a
/// [`web::block`](actix_web::web::block) panicked. Other errors of actix-web's are answered as they say.
///
/// # What is generated
///
/// The function stays as it is. Behind it comes code like this:
///
/// ```text
/// const _: () = {
///     #[distributed_slice(HTTP_HANDLERS)] // the linker collects it
///     static REGISTERED: HttpHandler = HttpHandler::new(
///         Place::new("item", file!(), line!()),
///         Serves::Routes(&[(RouteMethod::Get, "/items/{id}")], || {
///             let p0 = extractor::<Path<u64>>();
///             let p1 = extractor::<State<Stock>>();
///             handler(|p0: Path<u64>, p1: State<Stock>| async move { outcome(item(p0, p1).await) })
///         }),
///     );
/// };
/// pub(crate) use ::scf::__private::of_http::*; // a `main`, unless there is one
/// ```
///
/// # Errors one may meet
///
/// | the compiler says | what to do |
/// | --- | --- |
/// | `u64` cannot be a parameter of an HTTP handler | take it out of the request by an extractor: `Path<u64>`, `Query<_>`, `Json<_>` |
/// | `Item` cannot be the reply of an HTTP handler | return `Json<Item>` |
/// | no `#[scf::init]` makes a `Db` | write one that returns `Db` or `Result<Db, _>` |
/// | an HTTP handler runs on the server's own thread | make it `async fn` |
/// | a path starts with `/` | write it with one |
/// | an event handler and an HTTP handler cannot be in one function of the platform | make two programs |
///
/// A parameter that is no extractor:
///
/// ```compile_fail,E0277
/// #[scf::http(get = "/items/{id}")]
/// async fn item(id: u64) -> String {
///     id.to_string()
/// }
/// ```
///
/// A plain `fn`, which would hold up all other requests:
///
/// ```compile_fail
/// #[scf::http(get = "/health")]
/// fn health() -> &'static str {
///     "well"
/// }
/// ```
///
/// A path without its slash:
///
/// ```compile_fail
/// #[scf::http(get = "health")]
/// async fn health() -> &'static str {
///     "well"
/// }
/// ```
///
/// Both kinds in one program:
///
/// ```compile_fail,E0277
/// # mod handlers {
/// #[scf::event]
/// async fn tick() {}
///
/// #[scf::http]
/// async fn page() -> &'static str {
///     "hello"
/// }
/// # }
/// ```
pub use scf_macros::http;

/// Makes a state, once, before the first request.
///
/// ```
/// use std::collections::HashMap;
///
/// use scf::{Error, Function, State};
///
/// struct Prices(HashMap<String, u32>);
///
/// struct Shop {
///     region: String,
///     items: usize,
/// }
///
/// #[scf::init]
/// fn prices() -> Result<Prices, Error> {
///     // A plain `fn` may block: it runs on a pool of threads.
///     Ok(Prices(HashMap::from([("apple".to_owned(), 3)])))
/// }
///
/// #[scf::init(budget = "5s")]
/// async fn shop(function: &Function, prices: State<Prices>) -> Shop {
///     Shop { region: function.region().unwrap_or("here").to_owned(), items: prices.0.len() }
/// }
///
/// #[scf::event]
/// async fn describe(shop: State<Shop>) -> String {
///     format!("{} items in {}", shop.items, shop.region)
/// }
/// ```
///
/// The port opens when all inits are done. An error, a panic or too long a time ends the process with exit code 1 and
/// one line that names the init, its file and line, the time and the causes.
///
/// # Parameters and what is returned
///
/// | | |
/// | --- | --- |
/// | function | `async fn`, or `fn` on a pool of threads |
/// | [`&Function`](Function) | what the environment says of the function |
/// | [`State<T>`](State) | what another init makes: this one starts when it is there |
/// | returns | `T` or `Result<T, E>`, where `T: Send + Sync + 'static` is what [`State<T>`](State) hands out |
/// | `E` | what a handler's may be: see [`#[scf::event]`](macro@event) |
///
/// - Several inits run at the same time, each as soon as the states that it asks for are there. A circle prevents the
///   start.
/// - There is one init for a type. Two of the same type are told apart by a struct around each.
/// - An init that only prepares something returns `()`, and there may be several of these.
/// - Types of other crates, such as a client, are states as they are. What changes is behind a `Mutex` or the like:
///   a state is shared by all requests.
/// - Nothing that is kept here is sure to last: the platform ends instances as it likes, and starts others.
///
/// # Arguments
///
/// | argument | unless given | |
/// | --- | --- | --- |
/// | `budget = "5s"`, or `"500ms"` | 20 s | how long the init may take. It is below the 30 s after which the platform ends a start |
/// | `init_timeout = "90s"` | 30 s | what the function's InitTimeout is set to, 3 to 300 s, for a budget above |
/// | `crate = path` | `::scf` | where this crate is, if its dependency is renamed |
///
/// ```
/// struct Model(Vec<f32>);
///
/// #[scf::init(budget = "60s", init_timeout = "90s")]
/// fn model() -> Model {
///     Model(vec![0.5; 1024])
/// }
/// ```
///
/// `init_timeout` sets nothing on the platform: it says here what is set there. InitTimeout counts the pull of the
/// image too, so leave room.
///
/// # What is generated
///
/// The function stays as it is. Behind it comes code like this:
///
/// ```text
/// const _: () = {
///     #[distributed_slice(INITS)] // the linker collects it
///     static REGISTERED: Init = Init::new(Place::new("shop", file!(), line!()), Some(5_000), || {
///         let p0 = parameter::<&Function>();
///         let p1 = parameter::<State<Prices>>();
///         Starter::asynchronous(&[p0.need(), p1.need()], |starting| async move {
///             let p0 = p0.take(&starting)?;
///             let p1 = p1.take(&starting)?;
///             outcome(shop(p0, p1).await)
///         })
///     });
/// };
/// const _: () = {
///     pub struct Maker;
///     impl Initialised<Maker> for Shop {} // the proof that `State<Shop>` asks for
/// };
/// ```
///
/// # Errors one may meet
///
/// | the compiler says | what to do |
/// | --- | --- |
/// | `String` cannot be a parameter of an init | no request is there yet: take `&Function` or a `State<_>` |
/// | `Rc<u8>` cannot be a state | threads share it: take `Arc` for `Rc`, `Mutex` for `RefCell` |
/// | the platform ends this start after 15 s, and an init without a `budget` has 20 s | give it a `budget` below 15 s |
/// | the platform ends a start after 30 s | keep the budget below, or give `init_timeout` |
/// | the type of a state needs a name | write it out in place of `impl Trait` |
///
/// A payload, when there is no request yet:
///
/// ```compile_fail,E0277
/// #[scf::init]
/// async fn init(name: String) -> u8 {
///     0
/// }
/// ```
///
/// A state that threads cannot share:
///
/// ```compile_fail,E0277
/// use std::rc::Rc;
///
/// #[scf::init]
/// async fn init() -> Rc<u8> {
///     Rc::new(0)
/// }
/// ```
///
/// A budget that the platform does not grant:
///
/// ```compile_fail
/// #[scf::init(budget = "60s")]
/// async fn init() {}
/// ```
///
/// A type without a name:
///
/// ```compile_fail
/// #[scf::init]
/// fn init() -> impl Fn() -> u8 {
///     || 0
/// }
/// ```
pub use scf_macros::init;

/// Runs a function when the process is told to end.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use scf::State;
///
/// struct Served(AtomicU64);
///
/// #[scf::init]
/// fn served() -> Served {
///     Served(AtomicU64::new(0))
/// }
///
/// #[scf::event]
/// async fn count(served: State<Served>) -> u64 {
///     served.0.fetch_add(1, Ordering::Relaxed) + 1
/// }
///
/// #[scf::shutdown]
/// async fn tell(served: State<Served>) -> Result<(), scf::Error> {
///     scf::tracing::info!(served = served.0.load(Ordering::Relaxed), "that was it");
///     Ok(())
/// }
/// ```
///
/// SIGTERM or SIGINT tells the process to end. When the running requests are done, or `FN_GRACE` is over, all hooks run
/// at the same time, for `FN_GRACE` at the most. An error, a panic or too long a time is a line in the log, and so is a
/// hook that holds the server's thread; the process ends in any case. No hook runs when a second signal comes, or when a handler or a task
/// holds the server's thread until the grace time is over.
///
/// Do not depend on it. The platform documents SIGTERM for asynchronous execution alone, and no time for what comes
/// after; SIGKILL, which nobody hears of, is possible at any time. A hook may flush and say goodbye. What must not be
/// lost is written before the reply.
///
/// # Parameters and what is returned
///
/// | | |
/// | --- | --- |
/// | function | `async fn`, or `fn` on a pool of threads |
/// | [`State<T>`](State) | what the `#[scf::init]` for `T` has made |
/// | returns | nothing, or `Result<(), E>` |
/// | `E` | what a handler's may be: see [`#[scf::event]`](macro@event) |
///
/// # Arguments
///
/// | argument | |
/// | --- | --- |
/// | `crate = path` | where this crate is, if its dependency is renamed |
///
/// # What is generated
///
/// The function stays as it is. Behind it comes code like this:
///
/// ```text
/// const _: () = {
///     #[distributed_slice(SHUTDOWN_HOOKS)] // the linker collects it
///     static REGISTERED: ShutdownHook = ShutdownHook::new(Place::new("tell", file!(), line!()), || {
///         let p0 = parameter::<State<Served>>();
///         Hook::asynchronous(&[p0.need()], |ending| async move {
///             let p0 = p0.take(&ending)?;
///             outcome(tell(p0).await)
///         })
///     });
/// };
/// ```
///
/// # Errors one may meet
///
/// | the compiler says | what to do |
/// | --- | --- |
/// | `String` cannot be a parameter of a shutdown hook | no request is there any more: take `State<_>` |
/// | a shutdown hook returns nothing, and this one returns `u8` | return nothing, or `Result<(), E>` |
/// | no `#[scf::init]` makes a `Db` | write one that returns `Db` or `Result<Db, _>` |
///
/// A payload, when there is no request any more:
///
/// ```compile_fail,E0277
/// #[scf::shutdown]
/// async fn bye(name: String) {}
/// ```
///
/// A value that nobody would take:
///
/// ```compile_fail,E0277
/// #[scf::shutdown]
/// async fn bye() -> u8 {
///     0
/// }
/// ```
pub use scf_macros::shutdown;

// Says that there is no such attribute.
#[doc(hidden)]
pub use scf_macros::main;

// The blocks of the README compile too.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
