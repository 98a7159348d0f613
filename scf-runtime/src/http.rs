//! HTTP functions: routes, and actix-web's types under the names that a handler uses.
//!
//! Everything here but [`http()`](crate::http()) is actix-web's own, and so is everything that its guides say of
//! extractors and responders. `Json`, `Form` and bodies are taken up to the platform's 6 MB. The rest of
//! actix-web is at [`scf::actix_web`](crate::actix_web).

use std::cell::Cell;
use std::marker::PhantomData;
use std::sync::Arc;

use actix_http::Request;
use actix_http::body::BoxBody;
use actix_service::{IntoServiceFactory, Service, ServiceFactory, apply_fn_factory, map_config};
use actix_web::dev::{AppConfig, Payload as RequestPayload, ResourceDef, ServiceRequest, ServiceResponse};
use actix_web::error::{BlockingError, JsonPayloadError, PathError, PayloadError, QueryPayloadError, UrlencodedError};
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use actix_web::{App, FromRequest, Handler, HttpMessage, ResponseError, guard, web};
use futures_util::future::{LocalBoxFuture, Ready, ready};

pub use actix_web::http::{Method, StatusCode};
pub use actix_web::web::{Bytes, Form, Json, Path, Payload, Query, ServiceConfig};
pub use actix_web::{HttpRequest, HttpResponse, Responder};

use crate::context::Context;
use crate::current::{self, Current};
use crate::error::Error;
use crate::launch::Launcher;
use crate::panics::{self, Panic};
use crate::platform::REQUEST_BODY_LIMIT;
use crate::probe::missing_state;
use crate::registry::{HttpHandler, Kind, Place, Program, StartError};
use crate::reply::{self, Answer, Audience, Failed};
use crate::request::{AtDeadline, Inner};
use crate::settings::Settings;
use crate::state::{Need, State, States};

/// An HTTP function without attributes: `scf::http(configure).run()` serves it until the process is told to end.
///
/// `configure` makes the routes, the actix way.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use scf::actix_web::web;
/// use scf::http::ServiceConfig;
///
/// fn routes(app: &mut ServiceConfig) {
///     app.route("/hello", web::get().to(async || "Hello!"));
/// }
///
/// fn main() -> ExitCode {
///     scf::http(routes).run()
/// }
/// ```
#[track_caller]
pub fn http(configure: impl Fn(&mut ServiceConfig) + Send + Sync + 'static) -> Launcher {
    let place = Place::of_caller("configure");
    Launcher::new(Program::of(Box::new(Routes::configured(place, Arc::new(configure)))))
}

/// The method of a route, or any.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteMethod {
    Get,
    Post,
    Put,
    Delete,
    Patch,
    Head,
    Options,
    Any,
}

impl RouteMethod {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Any => "any method of",
        }
    }

    /// Of two routes with one pattern that take a request, the one with the lower rank does: that for HEAD before
    /// that for GET, and both before that for any method.
    fn rank(self) -> u8 {
        match self {
            Self::Head => 0,
            Self::Any => 2,
            _ => 1,
        }
    }

    /// HEAD is answered where GET is; the server leaves out the body.
    fn takes(self, method: &Method) -> bool {
        self == Self::Any || method == self.name() || (self == Self::Get && method == Self::Head.name())
    }
}

/// What one `#[scf::http]` serves.
#[doc(hidden)]
pub enum Serves {
    Routes(&'static [(RouteMethod, &'static str)], fn() -> RouteHandler),
    Anything(fn() -> RouteHandler),
    Configured(fn() -> Configure),
}

/// A handler as actix-web takes it, with the states that it needs.
#[doc(hidden)]
pub struct RouteHandler {
    needs: Vec<Need>,
    route: actix_web::Route,
}

/// A function over `ServiceConfig`.
#[doc(hidden)]
pub struct Configure(fn(&mut ServiceConfig));

/// A responder without its type, so that one that is none is one error and not two.
#[doc(hidden)]
pub struct AnyResponder(Box<dyn FnOnce(&HttpRequest) -> HttpResponse>);

impl AnyResponder {
    pub(crate) fn new(responder: impl Responder + 'static) -> Self {
        Self(Box::new(|request| responder.respond_to(request).map_into_boxed_body()))
    }
}

impl Responder for AnyResponder {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        (self.0)(request)
    }
}

/// The parameters of a handler: all of them extractors, or not.
#[doc(hidden)]
pub struct Extractors<A> {
    needs: Vec<Need>,
    all: PhantomData<fn() -> A>,
}

impl<A> Extractors<A> {
    pub fn new(needs: &[Option<Need>]) -> Self {
        Self { needs: needs.iter().copied().flatten().collect(), all: PhantomData }
    }
}

impl<A: FromRequest + 'static> Extractors<A> {
    pub fn handler<F>(&self, handler: F) -> RouteHandler
    where
        F: Handler<A>,
        F::Output: Responder + 'static,
    {
        RouteHandler { needs: self.needs.clone(), route: web::to(handler) }
    }
}

/// Takes a handler where a parameter is no extractor, which is an error already, without a second one.
#[doc(hidden)]
pub trait NoExtractors {
    fn handler<F>(&self, _: F) -> RouteHandler {
        RouteHandler { needs: Vec::new(), route: actix_web::Route::new() }
    }
}
impl<A> NoExtractors for &Extractors<A> {}

/// The parameter of a function that may be `&mut ServiceConfig`.
#[doc(hidden)]
pub struct Configures<T>(PhantomData<fn() -> T>);

impl<T> Configures<T> {
    #[allow(clippy::new_without_default, reason = "only generated code makes one")]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl Configures<&mut ServiceConfig> {
    pub fn with(&self, configure: fn(&mut ServiceConfig)) -> Configure {
        Configure(configure)
    }
}

/// Takes a function where the parameter is no `&mut ServiceConfig`, which is an error already.
#[doc(hidden)]
pub trait NoServiceConfig {
    fn with<F>(&self, _: F) -> Configure {
        Configure(|_| {})
    }
}
impl<T> NoServiceConfig for &Configures<T> {}

/// A route of a handler.
struct Route {
    method: RouteMethod,
    pattern: &'static str,
    place: Place,
    make: fn() -> RouteHandler,
}

impl Route {
    /// Of a pattern the attribute has read all but the expressions in it.
    fn assert_readable(&self) -> Result<(), StartError> {
        let Self { method, pattern, place, .. } = self;
        if !pattern.contains(':') {
            return Ok(());
        }
        panics::caught(|| drop(ResourceDef::new(*pattern))).map_err(|panic| {
            let method = method.name();
            StartError::new(format!(
                "actix-web cannot read the route {method} {pattern} of {place}: {}",
                panic.message()
            ))
        })
    }
}

pub(crate) type SharedConfigure = Arc<dyn Fn(&mut ServiceConfig) + Send + Sync>;

/// All that an HTTP function serves.
#[derive(Default)]
pub(crate) struct Routes {
    /// From the most specific to the least, whatever the order in which they were linked.
    routes: Vec<Route>,
    fallback: Option<(Place, fn() -> RouteHandler)>,
    configured: Vec<(Place, SharedConfigure)>,
}

/// What the log calls a handler while none is known.
const UNMATCHED: &str = "unmatched";

impl Routes {
    /// The routes of the annotated functions. No two may answer the same requests.
    pub(crate) fn registered(handlers: &[HttpHandler]) -> Result<Self, StartError> {
        let mut all = Self::default();
        for HttpHandler { place, serves, .. } in handlers {
            match serves {
                Serves::Routes(routes, make) => {
                    for (method, pattern) in *routes {
                        let route = Route { method: *method, pattern, place: *place, make: *make };
                        route.assert_readable()?;
                        all.routes.push(route);
                    }
                }
                Serves::Anything(make) => {
                    if let Some((first, _)) = all.fallback.replace((*place, *make)) {
                        return Err(StartError::new(format!(
                            "two handlers take what no route matched, {first} and {place}: give one of them a route"
                        )));
                    }
                }
                Serves::Configured(make) => all.configured.push((*place, Arc::new(make().0))),
            }
        }
        all.routes.sort_by_cached_key(|route| (specificity(route.pattern), route.method.rank(), route.method.name()));
        for pair in all.routes.windows(2) {
            if let [first, second] = pair
                && first.method == second.method
                && specificity(first.pattern) == specificity(second.pattern)
            {
                return Err(same_route(first, second));
            }
        }
        Ok(all)
    }

    /// The routes of one function over `ServiceConfig`.
    pub(crate) fn configured(place: Place, configure: SharedConfigure) -> Self {
        Self { configured: vec![(place, configure)], ..Self::default() }
    }

    /// What the log calls a handler until one is known: those of routes that were made the actix way have no names, and
    /// the functions that made them have.
    fn unknown_handler(&self) -> &'static str {
        match &*self.configured {
            [] => UNMATCHED,
            [(place, _)] => place.name,
            // Kept for ever, once for each thread that serves.
            several => several.iter().map(|(place, _)| place.name).collect::<Vec<_>>().join(", ").leak(),
        }
    }

    /// `configures` tells whose code is running.
    fn configure(&self, config: &mut ServiceConfig, configures: &Cell<Option<Place>>) {
        for Route { method, pattern, place, make } in &self.routes {
            let (method, name) = (*method, place.name);
            let chosen = guard::fn_guard(move |request| {
                let chosen = method.takes(&request.head().method);
                if chosen {
                    current::handled_by(name);
                }
                chosen
            });
            config.service(web::resource(*pattern).guard(chosen).route(make().route));
        }
        match self.fallback {
            Some((place, make)) => {
                let name = place.name;
                config.default_service(apply_fn_factory(make().route, move |request: ServiceRequest, handler| {
                    current::handled_by(name);
                    handler.call(request)
                }));
            }
            None => {
                let unmatched = Arc::new(Unmatched::new(&self.routes));
                config.default_service(web::to(move |request: HttpRequest| {
                    current::handled_by(UNMATCHED);
                    ready(unmatched.answer(&request))
                }));
            }
        }
        for (place, configure) in &self.configured {
            configures.set(Some(*place));
            configure(config);
        }
        configures.set(None);
    }

    /// The actix-web `App`, ready to serve.
    pub(crate) async fn app(&self, states: States) -> Result<HttpService, StartError> {
        let configures = Cell::new(None);
        let build = || {
            App::new()
                .app_data(states)
                .app_data(web::PayloadConfig::new(REQUEST_BODY_LIMIT))
                .app_data(web::JsonConfig::default().limit(REQUEST_BODY_LIMIT))
                .app_data(web::FormConfig::default().limit(REQUEST_BODY_LIMIT))
                // By default the error is wrapped, and could not be told from the user's own.
                .app_data(web::PathConfig::default().error_handler(|error, _| error.into()))
                .configure(|config| self.configure(config, &configures))
                .into_factory()
        };
        let panicked = |panic: Panic| {
            // What was configured is made later, all together.
            let places: Vec<String> = match configures.get() {
                Some(place) => vec![place.to_string()],
                None => self.configured.iter().map(|(place, _)| place.to_string()).collect(),
            };
            let places = if places.is_empty() { "the routes".to_owned() } else { places.join(", ") };
            StartError::new(format!("making the routes panicked, in {places}, {panic}"))
        };
        let factory = panics::caught(build).map_err(panicked)?;
        let factory = map_config(factory, |()| AppConfig::default());
        let service = panics::caught_in(async move { factory.new_service(()).await }).await.map_err(panicked)?;
        let service = service.map_err(|()| StartError::new("a service or a middleware of the routes did not start"))?;
        let call: CallApp = Box::new(move |request| Box::pin(service.call(request)));
        Ok(HttpService { call, unknown_handler: self.unknown_handler() })
    }
}

/// The program that annotated HTTP handlers make.
pub(crate) fn assemble(handlers: &[HttpHandler]) -> Result<Box<dyn Kind>, StartError> {
    Ok(Box::new(Routes::registered(handlers)?))
}

impl Kind for Routes {
    fn name(&self) -> &'static str {
        "http"
    }

    fn needs(&self) -> Vec<(Place, Need)> {
        let routes = self.routes.iter().map(|route| (route.place, route.make));
        let handlers = routes.chain(self.fallback);
        handlers.flat_map(|(place, make)| make().needs.into_iter().map(move |need| (place, need))).collect()
    }

    fn takes_workers(&self) -> bool {
        true
    }

    fn service<'a>(
        &'a self,
        states: States,
        _: &'a Settings,
    ) -> LocalBoxFuture<'a, Result<Box<dyn Inner>, StartError>> {
        Box::pin(async move { Ok(Box::new(self.app(states).await?) as Box<dyn Inner>) })
    }
}

/// The places of two routes that would answer the same requests.
fn same_route(first: &Route, second: &Route) -> StartError {
    let (name, pattern) = (first.method.name(), first.pattern);
    let (first, second) = (first.place, second.place);
    StartError::new(format!("two handlers have the route {name} {pattern}, {first} and {second}: keep one"))
}

/// A key by which the most specific pattern sorts first; equal for patterns that match the same paths.
///
/// Segments are compared from the left: literal text goes before text with a parameter in it, that before a
/// parameter with an expression, a bare parameter, and one that takes the rest of the path.
fn specificity(pattern: &str) -> Vec<(u8, String)> {
    let mut key: Vec<(u8, String)> = segments(pattern)
        .into_iter()
        .map(|segment| {
            let Some((before, rest)) = segment.split_once('{') else { return (0, segment) };
            let (inside, after) = rest.rsplit_once('}').unwrap_or((rest, ""));
            let expression = inside.split_once(':').map(|(_, expression)| expression.to_owned());
            match (before, expression, after) {
                (_, _, "*") => (4, before.to_owned()),
                ("", Some(rest), _) if rest == ".*" => (4, String::new()),
                ("", Some(expression), "") => (2, expression),
                ("", None, "") => (3, String::new()),
                (before, expression, after) => (1, format!("{before}{{{}}}{after}", expression.unwrap_or_default())),
            }
        })
        .collect();
    // Where one pattern goes on and the other ends, the longer one says more.
    key.push((5, String::new()));
    key
}

/// A pattern's segments: split at `/`, but not within braces.
fn segments(pattern: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mut segments = vec![String::new()];
    for c in pattern.chars().skip(1) {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if c == '/' && depth == 0 {
            segments.push(String::new());
        } else if let Some(last) = segments.last_mut() {
            last.push(c);
        }
    }
    segments
}

/// Answers what no handler takes: 405 where the path is known, 404 elsewhere.
struct Unmatched(Vec<(ResourceDef, RouteMethod)>);

impl Unmatched {
    fn new(routes: &[Route]) -> Self {
        Self(routes.iter().map(|route| (ResourceDef::new(route.pattern), route.method)).collect())
    }

    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let (method, path) = (request.method(), request.path());
        let known = self.0.iter().filter(|(pattern, _)| pattern.is_match(path));
        let mut allow: Vec<&str> = known.map(|(_, method)| method.name()).collect();
        if allow.is_empty() {
            let error = Error::new("NotFound", format!("nothing is at {path}")).status(404);
            return HttpResponse::from_error(rejection_of(error));
        }
        if allow.contains(&RouteMethod::Get.name()) {
            allow.push(RouteMethod::Head.name());
        }
        allow.sort_unstable();
        allow.dedup();
        let allow = allow.join(", ");
        let error = Error::new("MethodNotAllowed", format!("{path} takes {allow}, and this was {method}")).status(405);
        let mut response = HttpResponse::from_error(rejection_of(error));
        // Names of methods are always a header's value.
        if let Ok(allow) = HeaderValue::from_str(&allow) {
            response.headers_mut().insert(ALLOW, allow);
        }
        response
    }
}

/// The built `App`.
pub(crate) struct HttpService {
    call: CallApp,
    unknown_handler: &'static str,
}

type CallApp = Box<dyn Fn(Request) -> LocalBoxFuture<'static, Result<ServiceResponse, actix_web::Error>>>;

impl Inner for HttpService {
    fn handler(&self) -> &'static str {
        self.unknown_handler
    }

    fn at_deadline(&self) -> AtDeadline {
        AtDeadline::End
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }

    fn call(&self, request: Request, current: &Current) -> LocalBoxFuture<'static, Answer> {
        let context = current.context.clone();
        request.extensions_mut().insert(context.clone());
        let response = (self.call)(request);
        Box::pin(async move {
            let response = response.await.map_or_else(HttpResponse::from_error, |response| response.into_parts().1);
            answer(response, &context)
        })
    }
}

/// The response as it is, unless it was made of an error that is answered in our words.
fn answer(response: HttpResponse, context: &Context) -> Answer {
    let Some(error) = response.error() else { return Answer { response: response.into(), failed: None } };
    match told_in_our_words(error) {
        Some(error) => reply::failure(&error, Audience::Public, context.request_id()),
        None => Answer { failed: Some(failed(error)), response: response.into() },
    }
}

fn failed(error: &actix_web::Error) -> Failed {
    match error.as_error::<Error>() {
        Some(error) => Failed::of(error),
        None => Failed { name: "Error".to_owned(), message: error.to_string() },
    }
}

/// actix-web answers its extractors' rejections in plain text; their words are fit for the public. It also answers
/// some errors of other crates with what they say, which is for the log alone, as with every error that comes
/// through `?`.
fn told_in_our_words(error: &actix_web::Error) -> Option<Error> {
    if is_internal(error) {
        return Some(Error::from(error.to_string()));
    }
    let of_body = error.as_error::<PayloadError>().or_else(|| passed_on(error));
    if let Some(of_body) = of_body {
        let status = of_body.status_code().as_u16();
        return Some(Error::new("InvalidBody", of_body.to_string()).status(status));
    }
    let name = if error.as_error::<JsonPayloadError>().is_some() {
        "InvalidJson"
    } else if error.as_error::<PathError>().is_some() {
        "InvalidPath"
    } else if error.as_error::<QueryPayloadError>().is_some() {
        "InvalidQuery"
    } else if error.as_error::<UrlencodedError>().is_some() {
        "InvalidForm"
    } else {
        return None;
    };
    let status = match name {
        // A path with a parameter that does not parse is one that leads nowhere. The error itself says 400.
        "InvalidPath" => 404,
        _ => error.as_response_error().status_code().as_u16(),
    };
    Some(Error::new(name, error.to_string()).status(status))
}

/// An error in reading a body that a handler has passed on by `?`, and of which it has said nothing of its own: like an
/// extractor's rejection it is the client's doing.
fn passed_on(error: &actix_web::Error) -> Option<&PayloadError> {
    let error = error.as_error::<Error>()?;
    let is_as_it_came = error.name() == "PayloadError" && error.status_code() == StatusCode::INTERNAL_SERVER_ERROR;
    error.downcast_ref().filter(|_| is_as_it_came)
}

/// Whether it is an error of the standard library, of serde or of actix-web's thread pool, which actix-web makes
/// responses of.
fn is_internal(error: &actix_web::Error) -> bool {
    error.as_error::<std::io::Error>().is_some()
        || error.as_error::<std::str::Utf8Error>().is_some()
        || error.as_error::<serde_json::Error>().is_some()
        || error.as_error::<serde::de::value::Error>().is_some()
        || error.as_error::<Box<dyn std::error::Error>>().is_some()
        || error.as_error::<BlockingError>().is_some()
}

/// An error as actix-web takes it.
pub(crate) fn rejection_of(error: Error) -> actix_web::Error {
    error.into()
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(Error::status_code(self)).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let request_id = current::request_id().unwrap_or_default();
        let body = reply::error_body(self, Audience::Public, &request_id);
        HttpResponse::build(ResponseError::status_code(self))
            .insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json")))
            .body(body)
    }
}

/// The context of the request; available in every handler, guard and middleware.
impl FromRequest for Context {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut RequestPayload) -> Self::Future {
        let context = request.extensions().get::<Self>().cloned();
        ready(context.ok_or_else(|| {
            rejection_of(Error::new("ContextMissing", "this request did not come through `scf`'s server"))
        }))
    }
}

impl<T: 'static> FromRequest for State<T> {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut RequestPayload) -> Self::Future {
        let state = request.app_data::<States>().and_then(States::get);
        ready(state.ok_or_else(|| rejection_of(missing_state(Need::of::<T>()))))
    }
}

#[cfg(test)]
mod tests;
