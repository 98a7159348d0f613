//! Event functions: body → payload → handler → reply.

use std::future::Future;
use std::sync::Arc;

use actix_http::header::{ALLOW, HeaderValue};
use actix_http::{Method, Payload, Request};
use actix_web::web::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::context::Context;
use crate::current::Current;
use crate::error::Error;
use crate::launch::Launcher;
use crate::platform::{EVENT_PATH, REQUEST_BODY_LIMIT};
use crate::probe::Source;
use crate::registry::{Kind, Place, Program, StartError};
use crate::reply::{self, Answer, Audience};
use crate::request::{AtDeadline, Inner};
use crate::settings::Settings;
use crate::state::{Need, State, States};

/// One call of an event function: what [`FromInvocation`] makes its values from.
pub struct Invocation {
    context: Context,
    body: Bytes,
    states: States,
}

impl Invocation {
    pub(crate) fn new(context: Context, body: Bytes, states: States) -> Self {
        Self { context, body, states }
    }

    /// What the platform says of the request.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The event as it came.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The state of type `T`, if some init makes one.
    pub fn state<T: 'static>(&self) -> Option<State<T>> {
        self.states.get()
    }
}

impl Source for Invocation {
    fn states(&self) -> &States {
        &self.states
    }
}

/// A type of the user's that an event handler can take as a parameter, beside its payload.
///
/// ```
/// use scf::{Error, FromInvocation, Invocation};
///
/// /// The account on whose behalf the function runs.
/// struct Tenant(String);
///
/// impl FromInvocation for Tenant {
///     fn from_invocation(invocation: &Invocation) -> Result<Self, Error> {
///         let app_id = invocation.context().app_id();
///         let app_id = app_id.ok_or_else(|| Error::new("NoTenant", "the request names no account").status(400))?;
///         Ok(Self(app_id.to_owned()))
///     }
/// }
///
/// #[scf::event]
/// async fn greet(name: String, tenant: Tenant) -> String {
///     format!("Hello, {name} of {}!", tenant.0)
/// }
/// ```
pub trait FromInvocation: Sized {
    /// Makes the value, or the error that is the invocation's reply.
    ///
    /// # Errors
    ///
    /// Whatever the type says.
    fn from_invocation(invocation: &Invocation) -> Result<Self, Error>;
}

impl FromInvocation for Context {
    fn from_invocation(invocation: &Invocation) -> Result<Self, Error> {
        Ok(invocation.context.clone())
    }
}

/// The JSON of a reply, or what failed.
pub(crate) type Outcome = Result<Vec<u8>, Error>;

/// An event handler, with the states that it needs.
pub struct Handler {
    pub(crate) needs: Vec<Need>,
    call: Call,
}

enum Call {
    Asynchronous(Box<dyn Fn(Invocation) -> LocalBoxFuture<'static, Outcome> + Send + Sync>),
    Blocking(Arc<dyn Fn(Invocation) -> Outcome + Send + Sync>),
}

impl Handler {
    #[doc(hidden)]
    pub fn asynchronous<F, Fut>(needs: &[Option<Need>], handler: F) -> Self
    where
        F: Fn(Invocation) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Outcome> + 'static,
    {
        let call = move |invocation| -> LocalBoxFuture<'static, Outcome> { Box::pin(handler(invocation)) };
        Self { needs: needs.iter().copied().flatten().collect(), call: Call::Asynchronous(Box::new(call)) }
    }

    #[doc(hidden)]
    pub fn blocking(needs: &[Option<Need>], handler: impl Fn(Invocation) -> Outcome + Send + Sync + 'static) -> Self {
        Self { needs: needs.iter().copied().flatten().collect(), call: Call::Blocking(Arc::new(handler)) }
    }

    /// Decodes, calls and encodes. A plain `fn` does all three on the blocking pool, so neither its work nor a
    /// large event stalls the server, and nothing of the user's has to cross threads.
    pub(crate) async fn call(&self, invocation: Invocation) -> Outcome {
        match &self.call {
            Call::Asynchronous(handler) => handler(invocation).await,
            Call::Blocking(handler) => {
                let handler = Arc::clone(handler);
                let span = tracing::Span::current();
                let done = tokio::task::spawn_blocking(move || span.in_scope(|| handler(invocation))).await;
                done.unwrap_or_else(|error| match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    Err(error) => Err(error.into()),
                })
            }
        }
    }

    fn at_deadline(&self) -> AtDeadline {
        match self.call {
            Call::Asynchronous(_) => AtDeadline::End,
            Call::Blocking(_) => AtDeadline::Log,
        }
    }
}

/// The payload in an event.
///
/// An empty event is `null`. What does not parse is parsed once more by way of `serde_path_to_error`, which says
/// where it was but is slower, and so is kept off the good path.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let body = if body.is_empty() { b"null" } else { body };
    match serde_json::from_slice(body) {
        Ok(payload) => Ok(payload),
        Err(error) if error.is_data() => {
            let mut json = serde_json::Deserializer::from_slice(body);
            serde_path_to_error::deserialize(&mut json).map_err(|error| {
                let path = error.path().to_string();
                let at = if path == "." { "the event".to_owned() } else { format!("`{path}`") };
                invalid_payload(&format!("{at} does not fit: {}", shortened(&error.into_inner().to_string())))
            })
        }
        Err(error) => Err(invalid_payload(&format!("the event is no JSON: {error}"))),
    }
}

fn invalid_payload(message: &str) -> Error {
    Error::new("InvalidPayload", message).status(400)
}

/// A message may quote a value of the payload, which may be as long as the payload.
pub(crate) fn shortened(message: &str) -> String {
    const HEAD: usize = 300;
    const TAIL: usize = 200;
    let length = message.chars().count();
    if length <= HEAD + TAIL {
        return message.to_owned();
    }
    let head: String = message.chars().take(HEAD).collect();
    let tail: String = message.chars().skip(length - TAIL).collect();
    format!("{head} … {tail}")
}

/// A reply's JSON.
pub(crate) fn encode(value: &impl Serialize) -> Outcome {
    serde_json::to_vec(value)
        .map_err(|error| Error::new("InvalidReply", format!("the reply does not become JSON: {error}")))
}

/// Answers `POST /event-invoke`, and nothing else.
pub(crate) struct EventService {
    handler: Arc<Handler>,
    states: States,
    audience: Audience,
    name: &'static str,
}

impl EventService {
    pub(crate) fn new(place: Place, handler: Arc<Handler>, states: States, error_status: Option<u16>) -> Self {
        Self { handler, states, audience: Audience::Owner { error_status }, name: place.name }
    }

    async fn answer(self: Arc<Self>, mut request: Request, context: Context, announced: Option<u64>) -> Answer {
        if let Some(answer) = wrong_door(&request, context.request_id()) {
            return answer;
        }
        let outcome = match read_body(&mut request, announced).await {
            Ok(body) => self.handler.call(Invocation::new(context.clone(), body, self.states.clone())).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(json) => reply::value(json, self.audience, context.request_id()),
            Err(error) => reply::failure(&error, self.audience, context.request_id()),
        }
    }
}

impl Inner for Arc<EventService> {
    fn handler(&self) -> &'static str {
        self.name
    }

    fn at_deadline(&self) -> AtDeadline {
        self.handler.at_deadline()
    }

    fn audience(&self) -> Audience {
        self.audience
    }

    fn call(&self, request: Request, current: &Current) -> LocalBoxFuture<'static, Answer> {
        Box::pin(Arc::clone(self).answer(request, current.context.clone(), current.announced))
    }
}

/// The program that one event handler makes.
struct OneHandler {
    place: Place,
    handler: Arc<Handler>,
}

pub(crate) fn assemble(place: Place, handler: Handler) -> Box<dyn Kind> {
    Box::new(OneHandler { place, handler: Arc::new(handler) })
}

impl Kind for OneHandler {
    fn name(&self) -> &'static str {
        "event"
    }

    fn needs(&self) -> Vec<(Place, Need)> {
        self.handler.needs.iter().map(|need| (self.place, *need)).collect()
    }

    /// One event at a time.
    fn takes_workers(&self) -> bool {
        false
    }

    fn service<'a>(
        &'a self,
        states: States,
        settings: &'a Settings,
    ) -> LocalBoxFuture<'a, Result<Box<dyn Inner>, StartError>> {
        let service = EventService::new(self.place, Arc::clone(&self.handler), states, settings.error_status);
        Box::pin(async move { Ok(Box::new(Arc::new(service)) as Box<dyn Inner>) })
    }
}

/// The answer to a request that is no event. That is no failed invocation, so the status is always the error's own.
fn wrong_door(request: &Request, request_id: &str) -> Option<Answer> {
    let refuse = |error: &Error| reply::failure(error, Audience::Owner { error_status: None }, request_id);
    if request.path() != EVENT_PATH {
        let message = format!("this is an event function: it answers POST {EVENT_PATH} and nothing else");
        Some(refuse(&Error::new("NotFound", message).status(404)))
    } else if request.method() != Method::POST {
        let message = format!("{EVENT_PATH} takes POST, and this was {}", request.method());
        let mut answer = refuse(&Error::new("MethodNotAllowed", message).status(405));
        answer.response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
        Some(answer)
    } else {
        None
    }
}

/// The whole body, whatever its content type.
async fn read_body(request: &mut Request, announced: Option<u64>) -> Result<Bytes, Error> {
    let announced = announced.map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    let mut payload = request.take_payload();
    if announced.is_some_and(|length| length > REQUEST_BODY_LIMIT) {
        drain(&mut payload).await;
        return Err(payload_too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| {
            Error::new("IncompleteRequest", format!("the request's body ended too early: {error}")).status(400)
        })?;
        if body.is_empty() && announced == Some(chunk.len()) {
            return Ok(chunk);
        }
        if body.len() + chunk.len() > REQUEST_BODY_LIMIT {
            drain(&mut payload).await;
            return Err(payload_too_large());
        }
        body.reserve(announced.unwrap_or(0).saturating_sub(body.len()).max(chunk.len()));
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Reads on past the limit, so that a client that is still sending gets the answer and no reset connection; but
/// not without end.
async fn drain<S, E>(payload: &mut Payload<S>)
where
    Payload<S>: futures_util::Stream<Item = Result<Bytes, E>> + Unpin,
{
    let mut left = 10 * REQUEST_BODY_LIMIT;
    while let Some(Ok(chunk)) = payload.next().await
        && left > chunk.len()
    {
        left -= chunk.len();
    }
}

fn payload_too_large() -> Error {
    let message = format!("the event is longer than the {REQUEST_BODY_LIMIT} bytes that the platform takes");
    Error::new("PayloadTooLarge", message).status(413)
}

// --- Without attributes ---------------------------------------------------------------------------------------

/// An event function without attributes: `scf::event(handler).run()` serves it until the process is told to end.
///
/// The handler is a function or a closure, `async` or plain, over the same parameters as under `#[scf::event]`.
/// That its states are made is asserted at start, as no attribute is there to prove it.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use scf::{Context, Error, State};
///
/// struct App { greeting: String }
///
/// async fn greet(name: String, app: State<App>, ctx: Context) -> Result<String, Error> {
///     Ok(format!("{}, {name}! ({})", app.greeting, ctx.request_id()))
/// }
///
/// fn main() -> ExitCode {
///     scf::event(greet).state(App { greeting: "Hello".to_owned() }).run()
/// }
/// ```
#[track_caller]
pub fn event<H: EventFunction<A, M>, A, M>(handler: H) -> Launcher {
    let place = Place::of_caller("handler");
    Launcher::new(Program::of(assemble(place, handler.into_handler())))
}

/// What [`event()`] and `scf::test::invoke` take: a function over any of a payload, `Context`, `State<_>` and
/// types that implement [`FromInvocation`], in any order, up to eight in all.
///
/// `A` and `M` only tell the compiler which form it is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no event handler",
    note = "an event handler is a function over a payload, `scf::Context`, `scf::State<_>` and types that implement `scf::FromInvocation`",
    note = "it returns nothing, something that implements `serde::Serialize`, or a `Result` of that and of an error"
)]
pub trait EventFunction<A, M>: Sized {
    /// The handler that the function is.
    fn into_handler(self) -> Handler;
}

/// A parameter of an [`EventFunction`]; `M` tells how it comes by its value.
pub trait Argument<M>: Sized {
    #[doc(hidden)]
    fn take(invocation: &Invocation) -> Result<Self, Error>;

    #[doc(hidden)]
    fn need() -> Option<Need> {
        None
    }
}

#[doc(hidden)]
pub struct AsPayload;
#[doc(hidden)]
pub struct AsInvocation;
#[doc(hidden)]
pub struct AsState;

impl<T: DeserializeOwned> Argument<AsPayload> for T {
    fn take(invocation: &Invocation) -> Result<Self, Error> {
        decode(invocation.body())
    }
}

impl<T: FromInvocation> Argument<AsInvocation> for T {
    fn take(invocation: &Invocation) -> Result<Self, Error> {
        T::from_invocation(invocation)
    }
}

impl<T: Send + Sync + 'static> Argument<AsState> for State<T> {
    fn take(invocation: &Invocation) -> Result<Self, Error> {
        invocation.state().ok_or_else(|| crate::probe::missing_state(Need::of::<T>()))
    }

    fn need() -> Option<Need> {
        Some(Need::of::<T>())
    }
}

/// What an [`EventFunction`] returns; `M` tells whether it is a `Result`.
pub trait Return<M> {
    #[doc(hidden)]
    fn into_outcome(self) -> Outcome;
}

#[doc(hidden)]
pub struct AsValue;
#[doc(hidden)]
pub struct AsResult;

impl<T: Serialize> Return<AsValue> for T {
    fn into_outcome(self) -> Outcome {
        encode(&self)
    }
}

// serde implements `Serialize` for `Result` where both sides have it, which errors rarely do.
impl<T: Serialize, E: Into<Error>> Return<AsResult> for Result<T, E> {
    fn into_outcome(self) -> Outcome {
        encode(&self.map_err(Into::into)?)
    }
}

#[doc(hidden)]
pub struct Async<M>(std::marker::PhantomData<M>);
#[doc(hidden)]
pub struct Plain<M>(std::marker::PhantomData<M>);

macro_rules! event_functions {
    ($($parameter:ident by $way:ident),*) => {
        impl<F, Fut, R, RM, $($parameter, $way),*> EventFunction<($($parameter,)*), Async<(RM, $($way),*)>> for F
        where
            F: Fn($($parameter),*) -> Fut + Send + Sync + 'static,
            Fut: Future<Output = R> + 'static,
            R: Return<RM>,
            $($parameter: Argument<$way>,)*
        {
            #[allow(non_snake_case, unused_variables, reason = "the types' names serve as variables; with none of them the invocation is not used")]
            fn into_handler(self) -> Handler {
                let function = Arc::new(self);
                Handler::asynchronous(&[$($parameter::need()),*], move |invocation| {
                    let function = Arc::clone(&function);
                    async move {
                        $(let $parameter = $parameter::take(&invocation)?;)*
                        function($($parameter),*).await.into_outcome()
                    }
                })
            }
        }

        impl<F, R, RM, $($parameter, $way),*> EventFunction<($($parameter,)*), Plain<(RM, $($way),*)>> for F
        where
            F: Fn($($parameter),*) -> R + Send + Sync + 'static,
            R: Return<RM>,
            $($parameter: Argument<$way>,)*
        {
            #[allow(non_snake_case, unused_variables, reason = "the types' names serve as variables; with none of them the invocation is not used")]
            fn into_handler(self) -> Handler {
                Handler::blocking(&[$($parameter::need()),*], move |invocation| {
                    $(let $parameter = $parameter::take(&invocation)?;)*
                    self($($parameter),*).into_outcome()
                })
            }
        }
    };
}

event_functions!();
event_functions!(A by AM);
event_functions!(A by AM, B by BM);
event_functions!(A by AM, B by BM, C by CM);
event_functions!(A by AM, B by BM, C by CM, D by DM);
event_functions!(A by AM, B by BM, C by CM, D by DM, E by EM);
event_functions!(A by AM, B by BM, C by CM, D by DM, E by EM, G by GM);
event_functions!(A by AM, B by BM, C by CM, D by DM, E by EM, G by GM, H by HM);
event_functions!(A by AM, B by BM, C by CM, D by DM, E by EM, G by GM, H by HM, I by IM);
