//! Functions without attributes, in all the forms that there are: the environment says which one this is.

use std::collections::HashMap;
use std::io::{self, Read};
use std::net::TcpStream;
use std::process::ExitCode;
use std::time::Duration;

use actix_web::web;
use scf::http::ServiceConfig;
use scf::serde_json::Value;
use scf::{Error, Failure, FromInvocation, Invocation, State, tracing};
use serde::{Deserialize, Serialize};

fn main() -> ExitCode {
    match &*std::env::var("FORM").unwrap_or_default() {
        "order" => scf::event(order).run(),
        "option" => scf::event(option).run(),
        "value" => scf::event(value).run(),
        "unit" => scf::event(unit).run(),
        "nothing" => scf::event(nothing).run(),
        "text length" => scf::event(text_length).run(),
        "plain" => scf::event(plain).run(),
        "failure" => scf::event(failure).run(),
        "odd reply" => scf::event(odd_reply).run(),
        "panics before its future" => scf::event(panics_before_its_future).run(),
        "takes a tenant" => scf::event(takes_a_tenant).run(),
        "panics in decoding" => scf::event(async |_: Undecodable| ()).run(),
        "panics in encoding" => scf::event(async || Unencodable).run(),

        "routes" => scf::http(routes).run(),
        "routes that panic" => scf::http(|_| panic!("no routes today")).run(),

        "no handler" => scf::main(),
        "within a runtime" => within_a_runtime(),
        "state that nobody makes" => scf::event(needs_a_text).run(),
        "state that two make" => scf::event(needs_a_text).init(a_text).init(a_text).run(),
        "state that one makes" => scf::event(needs_a_text).init(a_text).run(),
        "budget of a second" => scf::event(needs_a_text).init_within(Duration::from_secs(1), no_text).run(),
        "budget of 30 s" => scf::event(needs_a_text).init_within(Duration::from_secs(30), a_text).run(),
        "no budget" => scf::event(needs_a_text).init_within(Duration::ZERO, a_text).run(),
        "subscriber of its own" => {
            tracing_subscriber::fmt().without_time().with_writer(io::stdout).with_ansi(false).init();
            scf::event(nothing).run()
        }
        "main that goes on" => {
            let code = scf::event(nothing).shutdown(async || tracing::info!("the hook ran")).run();
            println!(r#"{{"message":"main goes on"}}"#);
            code
        }
        form => {
            eprintln!("there is no form {form}");
            ExitCode::FAILURE
        }
    }
}

fn within_a_runtime() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.map_or(ExitCode::from(3), |runtime| runtime.block_on(async { scf::main() }))
}

#[derive(Deserialize, Serialize)]
struct Order {
    id: u64,
    items: Vec<Item>,
}

#[derive(Deserialize, Serialize)]
struct Item {
    name: String,
    count: u8,
}

async fn order(order: Order) -> Order {
    order
}

async fn option(name: Option<String>) -> String {
    name.unwrap_or_else(|| "nobody".to_owned())
}

async fn value(value: Value) -> Value {
    value
}

async fn unit((): ()) -> &'static str {
    "unit"
}

async fn nothing() {}

async fn text_length(text: String) -> usize {
    text.len()
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PlainTask {
    Double(u64),
    Panic(String),
    Fail(String),
    Block { gate: String },
}

fn plain(task: PlainTask) -> Result<u64, Error> {
    tracing::info!("in the plain function");
    match task {
        PlainTask::Double(number) => Ok(number * 2),
        PlainTask::Panic(text) => panic!("{text}"),
        PlainTask::Fail(text) => Err(text)?,
        PlainTask::Block { gate } => {
            // Until the test lets it go on.
            TcpStream::connect(gate)?.read_to_end(&mut Vec::new())?;
            tracing::info!("the plain function ends");
            Ok(0)
        }
    }
}

#[derive(Debug)]
struct OutOfStock {
    left: u8,
}

impl std::fmt::Display for OutOfStock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} left", self.left)
    }
}

impl std::error::Error for OutOfStock {}

impl Failure for OutOfStock {
    fn status(&self) -> u16 {
        409
    }
}

async fn failure(left: u8) -> Result<u8, Error> {
    if left == 0 { Err(Error::from_failure(&OutOfStock { left })) } else { Ok(left) }
}

/// JSON has only texts as keys.
async fn odd_reply() -> HashMap<(u8, u8), u8> {
    HashMap::from([((1, 2), 3)])
}

fn panics_before_its_future() -> std::future::Ready<()> {
    panic!("the call panics")
}

struct Tenant(String);

impl FromInvocation for Tenant {
    fn from_invocation(invocation: &Invocation) -> Result<Self, Error> {
        let app_id = invocation.context().app_id();
        let app_id = app_id.ok_or_else(|| Error::new("NoTenant", "the request names no account").status(403))?;
        assert_ne!(app_id, "0", "no account has the number 0");
        Ok(Self(app_id.to_owned()))
    }
}

async fn takes_a_tenant(tenant: Tenant) -> String {
    tenant.0
}

struct Undecodable;

impl<'de> Deserialize<'de> for Undecodable {
    fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        panic!("the payload panics")
    }
}

struct Unencodable;

impl Serialize for Unencodable {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        panic!("the reply panics")
    }
}

async fn needs_a_text(text: State<String>) -> String {
    text.clone().to_string()
}

async fn a_text(_: &'static scf::Function) -> Result<String, Error> {
    Ok("a text".to_owned())
}

async fn no_text(_: &'static scf::Function) -> Result<String, Error> {
    std::future::pending().await
}

fn routes(app: &mut ServiceConfig) {
    app.route("/hello", web::get().to(async || "Hello!"));
}
