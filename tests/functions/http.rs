//! An HTTP function that does what its path says.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::future::pending;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use actix_web::body::SizedStream;
use actix_web::error::PayloadError;
use actix_web::{FromRequest, dev, guard, rt, web};
use futures_util::stream::{self, Stream, StreamExt};
use scf::http::{Bytes, Form, HttpRequest, HttpResponse, Json, Path, Payload, Query, Responder, ServiceConfig};
use scf::serde_json::Value;
use scf::{Context, Error, Failure, tracing};
use serde::Deserialize;
use tokio::sync::Notify;

use crate::gate::Gate;

mod gate;
mod told;

// --- Routes ---------------------------------------------------------------------------------------------------

#[scf::http(get = "/hello")]
async fn hello() -> &'static str {
    "Hello!"
}

#[scf::http(get = "/orders/{id}")]
async fn order(id: Path<u64>) -> String {
    format!("order {id}")
}

#[scf::http(get = "/orders/new")]
async fn order_form() -> &'static str {
    "a form"
}

#[scf::http(post = "/orders", put = "/orders/{id}")]
async fn create(order: Json<Value>) -> impl Responder {
    Json(order.into_inner())
}

#[scf::http(get = "/orders/{id}/items")]
async fn items(id: Path<u64>) -> String {
    format!("items of {id}")
}

#[scf::http(get = "/orders/{rest}*")]
async fn anything_of_orders(rest: Path<String>) -> String {
    format!("rest {rest}")
}

#[scf::http(get = "/page")]
async fn page() -> &'static str {
    "the page"
}

#[scf::http(head = "/page")]
async fn head_of_page() -> impl Responder {
    HttpResponse::Ok().insert_header(("x-handled-by", "head")).finish()
}

#[scf::http(any = "/any")]
async fn any(request: HttpRequest) -> String {
    request.method().to_string()
}

#[scf::http(delete = "/gone")]
async fn gone() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

#[scf::http(get = "/unchanged")]
async fn unchanged() -> HttpResponse {
    HttpResponse::NotModified().insert_header(("etag", "\"7\"")).finish()
}

// --- What a request brings ------------------------------------------------------------------------------------

#[scf::http(any = "/context")]
async fn context(ctx: Context) -> Json<Value> {
    Json(told::context(&ctx))
}

#[scf::http(get = "/credentials")]
async fn credentials(ctx: Context) -> Json<Value> {
    tracing::info!(?ctx, "the context");
    Json(told::credentials(&ctx))
}

#[scf::http(get = "/headers")]
async fn headers(request: HttpRequest) -> Json<BTreeMap<String, String>> {
    tracing::info!(?request, "the request");
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    Json(request.headers().iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect())
}

#[scf::http(post = "/echo")]
async fn echo(body: Bytes) -> Bytes {
    body
}

#[scf::http(post = "/length")]
async fn length(body: Bytes) -> String {
    body.len().to_string()
}

/// Takes longer bodies than the platform sends, bit by bit.
#[scf::http(post = "/count")]
async fn count(mut body: Payload) -> Result<String, Error> {
    let mut bytes = 0;
    while let Some(chunk) = body.next().await {
        bytes += chunk?.len();
    }
    Ok(bytes.to_string())
}

#[scf::http(post = "/form")]
async fn form(form: Form<BTreeMap<String, u8>>) -> String {
    format!("{form:?}")
}

#[scf::http(get = "/query")]
async fn query(query: Query<BTreeMap<String, u8>>) -> String {
    format!("{:?}", query.into_inner())
}

// --- Errors ---------------------------------------------------------------------------------------------------

#[derive(Debug)]
enum OrderError {
    Sold,
    Database,
}

impl std::fmt::Display for OrderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sold => "the order is sold",
            Self::Database => "db-7.internal does not answer",
        })
    }
}

impl std::error::Error for OrderError {}

impl Failure for OrderError {
    fn name(&self) -> Cow<'static, str> {
        "OrderError".into()
    }

    fn status(&self) -> u16 {
        match self {
            Self::Sold => 410,
            Self::Database => 503,
        }
    }

    fn public_message(&self) -> Option<String> {
        matches!(self, Self::Sold).then(|| self.to_string())
    }
}

#[scf::http(get = "/fail/{how}")]
async fn fail(how: Path<String>) -> Result<String, Error> {
    match how.as_str() {
        "words" => Err(Error::new("OrderNotFound", "no order 7").status(404)),
        "std" => Err(io::Error::other("db-7.internal refuses the password"))?,
        "text" => Err("db-7.internal is down")?,
        "status" => Err(Error::from(io::Error::other("db-7.internal is busy")).status(503)),
        "too-long" => Err(PayloadError::Overflow)?,
        "storage" => Err(Error::from(PayloadError::Overflow).named("StorageFailed"))?,
        _ => Ok("did not fail".to_owned()),
    }
}

#[scf::http(get = "/domain/{how}")]
async fn domain(how: Path<String>) -> Result<String, OrderError> {
    match how.as_str() {
        "sold" => Err(OrderError::Sold),
        _ => Err(OrderError::Database),
    }
}

#[scf::http(get = "/actix-error")]
async fn actix_error() -> Result<String, actix_web::Error> {
    Err(actix_web::error::ErrorImATeapot("short and stout"))
}

#[scf::http(get = "/pool-error")]
async fn pool_error() -> actix_web::Result<String> {
    Ok(web::block(|| panic!("the pool panics")).await?)
}

#[scf::http(get = "/big/{bytes}")]
async fn big(bytes: Path<usize>) -> String {
    "x".repeat(*bytes)
}

#[scf::http(get = "/heavy/{bytes}")]
async fn heavy(bytes: Path<usize>) -> HttpResponse {
    HttpResponse::Ok().insert_header(("x-heavy", "x".repeat(*bytes))).body("heavy")
}

// --- Panics ---------------------------------------------------------------------------------------------------

struct PanicsInDrop;

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        panic!("the drop panics");
    }
}

/// An extractor that panics, in its call or in its future.
struct Explosive;

impl FromRequest for Explosive {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        assert_ne!(request.query_string(), "early", "the extractor's call panics");
        Box::pin(async { panic!("the extractor's future panics") })
    }
}

#[scf::http(get = "/panic/extractor")]
async fn panic_in_extractor(_: Explosive) -> &'static str {
    "never"
}

#[scf::http(get = "/panic/{moment}")]
async fn panic_at(moment: Path<String>) -> Result<HttpResponse, Error> {
    match moment.as_str() {
        "first-poll" => panic!("the first poll panics"),
        "later-poll" => {
            tokio::task::yield_now().await;
            panic!("a later poll panics")
        }
        "pool" => {
            let done = web::block(|| panic!("the pool panics")).await;
            done.map_err(|error| error.to_string())?;
            Ok(HttpResponse::Ok().finish())
        }
        "drop" => {
            let _held = PanicsInDrop;
            Ok(HttpResponse::Ok().body("never sent"))
        }
        "body-drop" => {
            let held = PanicsInDrop;
            let chunk = stream::iter([Ok::<_, io::Error>(Bytes::from_static(b"one"))]);
            let holding = stream::poll_fn(move |_| {
                let _held = &held;
                Poll::Ready(None)
            });
            Ok(HttpResponse::Ok().streaming(chunk.chain(holding)))
        }
        "payload" => std::panic::panic_any(PanicsInDrop),
        _ => Ok(HttpResponse::Ok().body("did not panic")),
    }
}

async fn any_path(request: HttpRequest) -> String {
    request.path().to_owned()
}

#[scf::http]
fn scope(app: &mut ServiceConfig) {
    use actix_web::dev::Service;
    app.service(
        web::scope("/scope")
            .wrap_fn(|request, next| {
                assert_ne!(request.query_string(), "early", "the middleware panics");
                let late = request.query_string() == "late";
                let response = next.call(request);
                async move {
                    let response = response.await;
                    assert!(!late, "the middleware panics late");
                    response
                }
            })
            .route("/inside", web::get().to(async || "inside")),
    );
    app.route("/actix-route", web::get().to(any_path));
    app.service(web::resource("/actix-resource").route(web::get().to(any_path)).route(web::put().to(any_path)));
    app.service(
        web::resource("/guarded")
            .guard(guard::fn_guard(|_| panic!("the guard panics")))
            .route(web::get().to(async || "never")),
    );
}

// --- Time -----------------------------------------------------------------------------------------------------

#[derive(Deserialize)]
struct At {
    gate: String,
}

#[scf::http(get = "/wait")]
async fn wait(at: Query<At>) -> Result<&'static str, Error> {
    gate::wait(&at.gate).await?;
    Ok("waited")
}

/// Holds the server's thread.
#[scf::http(get = "/block")]
async fn block(at: Query<At>) -> Result<&'static str, Error> {
    gate::block(&at.gate)?;
    Ok("blocked")
}

#[scf::http(get = "/pool")]
async fn pool(at: Query<At>) -> Result<&'static str, Error> {
    let gate = at.into_inner().gate;
    web::block(move || gate::block(&gate)).await.map_err(|error| error.to_string())??;
    Ok("off the thread")
}

#[scf::http(get = "/hang")]
async fn hang() -> &'static str {
    pending().await
}

/// Answers when so many requests are here at the same time.
#[scf::http(get = "/together/{all}")]
async fn together(all: Path<usize>) -> &'static str {
    static HERE: AtomicUsize = AtomicUsize::new(0);
    static ALL_HERE: Notify = Notify::const_new();
    if HERE.fetch_add(1, Ordering::SeqCst) + 1 == *all {
        ALL_HERE.notify_waiters();
    } else {
        let notified = ALL_HERE.notified();
        if HERE.load(Ordering::SeqCst) < *all {
            notified.await;
        }
    }
    "together"
}

#[scf::http(get = "/thread")]
async fn thread() -> String {
    format!("{:?}", std::thread::current().id())
}

// --- Streams --------------------------------------------------------------------------------------------------

#[derive(Deserialize)]
struct MaybeAt {
    gate: Option<String>,
}

type Chunk = Result<Bytes, io::Error>;

fn chunks(texts: &'static [&'static str]) -> impl Stream<Item = Chunk> {
    stream::iter(texts.iter().map(|text| Ok(Bytes::from_static(text.as_bytes()))))
}

/// A stream's piece that is no chunk.
fn then(end: impl Fn() -> Option<Chunk> + 'static) -> impl Stream<Item = Chunk> {
    stream::poll_fn(move |_| Poll::Ready(end()))
}

/// Waits at the gate before each chunk but the first.
fn gated(gate: Gate, texts: &'static [&'static str]) -> impl Stream<Item = Chunk> {
    stream::unfold((gate, texts.iter(), true), |(mut gate, mut texts, first)| async move {
        if !first {
            gate.pass().await;
        }
        let text = texts.next()?;
        Some((Ok(Bytes::from_static(text.as_bytes())), (gate, texts, false)))
    })
}

#[scf::http(get = "/events")]
async fn events(at: Query<At>) -> Result<HttpResponse, Error> {
    let events = gated(Gate::at(&at.gate).await?, &["data: 1\n\n", "data: 2\n\n", "data: 3\n\n"]);
    Ok(HttpResponse::Ok().content_type("text/event-stream").streaming(events))
}

#[scf::http(get = "/stream/{how}")]
async fn stream(how: Path<String>, at: Query<MaybeAt>) -> Result<HttpResponse, Error> {
    let mut ok = HttpResponse::Ok();
    Ok(match how.as_str() {
        "whole" => ok.streaming(chunks(&["one ", "two ", "three"])),
        "empty" => ok.streaming(chunks(&[])),
        "panic" => ok.streaming(chunks(&["one ", "two "]).chain(then(|| panic!("the stream panics")))),
        "panic-first" => ok.streaming(then(|| panic!("the stream panics at once"))),
        "error" => {
            ok.streaming(chunks(&["one ", "two "]).chain(then(|| Some(Err(io::Error::other("the stream gave up"))))))
        }
        "gated-panic" => {
            let gate = Gate::at(at.gate.as_deref().unwrap_or_default()).await?;
            ok.streaming(gated(gate, &["one ", "two "]).chain(then(|| panic!("the stream panics"))))
        }
        "sized" => {
            let gate = Gate::at(at.gate.as_deref().unwrap_or_default()).await?;
            ok.body(SizedStream::new(9, gated(gate, &["one, ", "two."])))
        }
        "sized-short" => ok.body(SizedStream::new(10, chunks(&["four"]))),
        "sized-nothing" => ok.body(SizedStream::new(0, chunks(&[]))),
        "endless" => ok.streaming(stream::unfold((), |()| async {
            tokio::task::yield_now().await;
            Some((Ok::<_, io::Error>(Bytes::from_static(&[b'x'; 1024])), ()))
        })),
        "status" => HttpResponse::ImATeapot().streaming(chunks(&["short"])),
        how => return Err(Error::new("NoSuchStream", format!("no stream {how}")).status(404)),
    })
}

// --- WebSockets -----------------------------------------------------------------------------------------------

#[scf::http(get = "/ws")]
async fn ws(request: HttpRequest, body: Payload) -> actix_web::Result<HttpResponse> {
    let (response, mut session, mut messages) = actix_ws::handle(&request, body)?;
    rt::spawn(async move {
        while let Some(Ok(message)) = messages.recv().await {
            let sent = match message {
                actix_ws::Message::Text(text) if text == "panic" => panic!("the session panics"),
                actix_ws::Message::Text(text) => session.text(text).await,
                actix_ws::Message::Binary(bytes) => session.binary(bytes).await,
                actix_ws::Message::Ping(bytes) => session.pong(&bytes).await,
                _ => break,
            };
            if sent.is_err() {
                break;
            }
        }
        let _ = session.close(None).await;
    });
    Ok(response)
}
