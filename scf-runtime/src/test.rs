//! Tests of handlers through the real decode and reply path, without a port.
//!
//! ```
//! use std::time::Duration;
//!
//! use scf::{Context, State};
//!
//! struct App { greeting: String }
//!
//! #[derive(serde::Deserialize)]
//! struct Greet { name: String }
//!
//! async fn greet(greet: Greet, app: State<App>) -> String {
//!     format!("{}, {}!", app.greeting, greet.name)
//! }
//!
//! # fn main() {
//! let reply = scf::test::block_on(
//!     scf::test::invoke(greet, scf::serde_json::json!({ "name": "Ada" }))
//!         .context(Context::builder().timeout(Duration::from_secs(3)).build())
//!         .state(App { greeting: "Hello".to_owned() }),
//! );
//! assert_eq!(reply.status(), 200);
//! assert_eq!(reply.text(), r#""Hello, Ada!""#);
//!
//! // A payload that does not fit is answered as it would be in production.
//! let reply = scf::test::block_on(scf::test::invoke(greet, 7).state(App { greeting: String::new() }));
//! assert_eq!(reply.status(), 400);
//! # }
//! ```
//!
//! An HTTP function is tested by its routes: see [`http()`].

#![allow(clippy::panic, reason = "a panic is how a test says that it fails")]

use std::future::IntoFuture;
use std::rc::Rc;
use std::sync::Arc;

use actix_http::body::to_bytes;
use actix_http::{Payload, Request};
use actix_web::http::Uri;
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use futures_util::future::LocalBoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::context::Context;
use crate::event::{EventFunction, EventService, Handler};
use crate::http::{Method, Routes};
use crate::launch::Runtime;
use crate::platform::EVENT_PATH;
use crate::registry::{EVENT_HANDLERS, HTTP_HANDLERS, Place, Program, StartError};
use crate::request::Requests;
use crate::settings::Settings;
use crate::state::{Need, States, shared};

/// Runs a future to its end on a runtime like the one that serves: one thread, and a pool for plain functions.
///
/// # Panics
///
/// If the system gives no runtime.
pub fn block_on<F: IntoFuture>(future: F) -> F::Output {
    let runtime = Runtime::new().unwrap_or_else(|error| panic!("{error}"));
    let output = runtime.block_on(future.into_future());
    runtime.end();
    output
}

/// Asserts what a start asserts: there is one event handler or some HTTP handlers, each state that is asked for is
/// made once, no two routes are the same, and making the routes does not panic. The inits are not run.
///
/// ```no_run
/// #[scf::event]
/// async fn greet(name: String) -> String {
///     format!("Hello, {name}!")
/// }
///
/// #[test]
/// fn starts() {
///     scf::test::assert_startable();
/// }
/// ```
///
/// # Panics
///
/// With the line that a start would end with.
#[track_caller]
pub fn assert_startable() {
    if let Err(error) = startable() {
        panic!("{error}");
    }
}

fn startable() -> Result<(), StartError> {
    let program = Program::linked()?;
    program.assert_states()?;
    let service = async { program.kind.service(program.given.clone(), &Settings::default()).await.map(|_| ()) };
    block_on(service)
}

/// Calls the annotated event handler of this crate with a payload, as the platform would call it: what
/// `#[scf::event]` knows of its types, a [`Failure`](crate::Failure) among its errors, holds here too.
///
/// ```no_run
/// #[scf::event]
/// async fn greet(name: String) -> String {
///     format!("Hello, {name}!")
/// }
///
/// #[test]
/// fn greets() {
///     let reply = scf::test::block_on(scf::test::event("Ada"));
///     assert_eq!((reply.status(), reply.text()), (200, "\"Hello, Ada!\""));
/// }
/// ```
///
/// # Panics
///
/// If there is not exactly one annotated event handler.
#[track_caller]
pub fn event(payload: impl Serialize) -> Invoke {
    let [handler] = &*EVENT_HANDLERS else {
        panic!("{} functions are annotated with `#[scf::event]`: there must be one", EVENT_HANDLERS.len());
    };
    Invoke::new(handler.handler(), serde_json::to_vec(&payload).map_err(|error| error.to_string()))
}

/// Calls any function as an event handler with a payload, by way of JSON, as a request does. Await it, or give it to [`block_on`].
pub fn invoke<H: EventFunction<A, M>, A, M>(handler: H, payload: impl Serialize) -> Invoke {
    Invoke::new(handler.into_handler(), serde_json::to_vec(&payload).map_err(|error| error.to_string()))
}

/// Calls an event handler with a body that need not be JSON.
pub fn invoke_bytes<H: EventFunction<A, M>, A, M>(handler: H, body: impl Into<Vec<u8>>) -> Invoke {
    Invoke::new(handler.into_handler(), Ok(body.into()))
}

/// A call that is about to be made. See [`invoke`].
#[must_use = "nothing is called before it is awaited"]
pub struct Invoke {
    handler: Arc<Handler>,
    body: Result<Vec<u8>, String>,
    context: Context,
    states: States,
}

impl Invoke {
    fn new(handler: Handler, body: Result<Vec<u8>, String>) -> Self {
        let context = Context::builder().build();
        Self { handler: Arc::new(handler), body, context, states: States::default() }
    }

    /// Sets what the platform says of the request.
    pub fn context(mut self, context: Context) -> Self {
        self.context = context;
        self
    }

    /// Gives a state that the handler takes.
    pub fn state<T: Send + Sync + 'static>(mut self, state: T) -> Self {
        self.states.insert(Need::of::<T>().id, shared(state));
        self
    }
}

impl IntoFuture for Invoke {
    type Output = Reply;
    type IntoFuture = LocalBoxFuture<'static, Reply>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let body = match self.body {
                Ok(body) => body,
                Err(error) => return Reply { status: 400, headers: Vec::new(), body: Bytes::from(error) },
            };
            let place = Place::new("test", file!(), line!());
            let service = Arc::new(EventService::new(place, self.handler, self.states, None));
            let request = request(&Method::POST, EVENT_PATH, &[], body);
            answer(&Requests::new(Box::new(service), None, Rc::default()), request, self.context).await
        })
    }
}

/// The annotated HTTP handlers of this crate, to be sent requests without a port.
///
/// ```no_run
/// use scf::State;
/// use scf::http::Path;
///
/// struct Prices { apple: u32 }
///
/// #[scf::init]
/// fn prices() -> Prices {
///     Prices { apple: 3 }
/// }
///
/// #[scf::http(get = "/prices/{item}")]
/// async fn price(item: Path<String>, prices: State<Prices>) -> String {
///     format!("{item}: {}", prices.apple)
/// }
///
/// #[test]
/// fn tells_the_price() {
///     let app = scf::test::http().state(Prices { apple: 4 });
///     let reply = scf::test::block_on(app.get("/prices/apple"));
///     assert_eq!((reply.status(), reply.text()), (200, "apple: 4"));
/// }
/// ```
pub fn http() -> HttpFunction {
    HttpFunction { routes: Routes::registered(&HTTP_HANDLERS).map(Arc::new), states: States::default() }
}

/// The routes of a function over `ServiceConfig`, to be sent requests without a port.
///
/// ```
/// use scf::actix_web::web;
/// use scf::http::{Method, ServiceConfig};
///
/// fn routes(app: &mut ServiceConfig) {
///     app.route("/method", web::to(async |method: Method| method.to_string()));
/// }
///
/// let app = scf::test::http_of(routes);
/// scf::test::block_on(async {
///     assert_eq!(app.put("/method").await.text(), "PUT");
///     assert_eq!(app.patch("/method").await.text(), "PATCH");
///     assert_eq!(app.delete("/method").await.text(), "DELETE");
///     assert_eq!(app.request(Method::OPTIONS, "/method").await.text(), "OPTIONS");
/// });
/// ```
pub fn http_of(configure: impl Fn(&mut crate::http::ServiceConfig) + Send + Sync + 'static) -> HttpFunction {
    let routes = Routes::configured(Place::new("configure", file!(), line!()), Arc::new(configure));
    HttpFunction { routes: Ok(Arc::new(routes)), states: States::default() }
}

/// An HTTP function under test. See [`http()`].
#[must_use = "nothing is called before a request is sent"]
pub struct HttpFunction {
    routes: Result<Arc<Routes>, StartError>,
    states: States,
}

impl HttpFunction {
    /// Gives a state that handlers take.
    pub fn state<T: Send + Sync + 'static>(mut self, state: T) -> Self {
        self.states.insert(Need::of::<T>().id, shared(state));
        self
    }

    /// A GET request.
    pub fn get(&self, path: &str) -> HttpCall {
        self.request(Method::GET, path)
    }

    /// A POST request.
    pub fn post(&self, path: &str) -> HttpCall {
        self.request(Method::POST, path)
    }

    /// A PUT request.
    pub fn put(&self, path: &str) -> HttpCall {
        self.request(Method::PUT, path)
    }

    /// A PATCH request.
    pub fn patch(&self, path: &str) -> HttpCall {
        self.request(Method::PATCH, path)
    }

    /// A DELETE request.
    pub fn delete(&self, path: &str) -> HttpCall {
        self.request(Method::DELETE, path)
    }

    /// A request of any method, [`Method::OPTIONS`] for example; the path may have a query.
    pub fn request(&self, method: Method, path: &str) -> HttpCall {
        HttpCall {
            routes: self.routes.as_ref().map(Arc::clone).map_err(ToString::to_string),
            states: self.states.clone(),
            method,
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            context: Context::builder().build(),
        }
    }
}

/// A request that is about to be sent. Await it, or give it to [`block_on`].
#[must_use = "nothing is sent before it is awaited"]
pub struct HttpCall {
    routes: Result<Arc<Routes>, String>,
    states: States,
    method: Method,
    path: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Vec<u8>,
    context: Context,
}

impl HttpCall {
    /// Adds a header. A name or a value that no header can have is left out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.parse(), HeaderValue::from_str(value)) {
            self.headers.push((name, value));
        }
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Sets the body to JSON, and the content type with it.
    pub fn json(mut self, body: impl Serialize) -> Self {
        self.headers.push((CONTENT_TYPE, HeaderValue::from_static("application/json")));
        // What does not become JSON leaves the body empty, which the handler's answer shows.
        self.body = serde_json::to_vec(&body).unwrap_or_default();
        self
    }

    /// Sets what the platform says of the request.
    pub fn context(mut self, context: Context) -> Self {
        self.context = context;
        self
    }
}

impl IntoFuture for HttpCall {
    type Output = Reply;
    type IntoFuture = LocalBoxFuture<'static, Reply>;

    /// # Panics
    ///
    /// If the routes cannot be made: with the line that a start would end with.
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let routes = self.routes.unwrap_or_else(|error| panic!("{error}"));
            let service = routes.app(self.states).await.unwrap_or_else(|error| panic!("{error}"));
            let request = request(&self.method, &self.path, &self.headers, self.body);
            answer(&Requests::new(Box::new(service), None, Rc::default()), request, self.context).await
        })
    }
}

fn request(method: &Method, path: &str, headers: &[(HeaderName, HeaderValue)], body: Vec<u8>) -> Request {
    let mut request = Request::with_payload(Payload::from(Bytes::from(body)));
    let head = request.head_mut();
    head.method = method.clone();
    head.uri = path.parse().unwrap_or_else(|_| Uri::from_static("/"));
    for (name, value) in headers {
        head.headers.append(name.clone(), value.clone());
    }
    request
}

async fn answer(requests: &Requests, request: Request, context: Context) -> Reply {
    let response = requests.answer(request, context).await;
    let status = response.status().as_u16();
    let headers = response.headers().iter();
    let headers = headers.map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect();
    let body = to_bytes(response.into_body()).await.unwrap_or_default();
    Reply { status, headers, body }
}

/// What a function under test has answered.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: Bytes,
}

impl Reply {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// A header's first value, if there is one and it is text. Names are compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(value).ok()
    }

    /// The body.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The body as text; empty where it is none.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }

    /// The body as a `T`.
    ///
    /// # Errors
    ///
    /// If the body is no JSON, or none that fits.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }

    /// The `errorType` of an error reply.
    pub fn error_type(&self) -> Option<String> {
        let body: serde_json::Value = self.json().ok()?;
        Some(body.get("errorType")?.as_str()?.to_owned())
    }
}
