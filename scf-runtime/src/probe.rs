//! How generated code asks the compiler what the user's types are, so that a wrong one is one error, under the
//! user's own word, in words that say how to mend it.
//!
//! Types are told apart by traits, never by their spelling. Two devices do it:
//!
//! - *A probe* is a method that exists several times, on values of different depth of reference. The compiler
//!   takes the first that fits ("autoref specialisation"), and so makes a choice where a bound could only fail.
//!   A probe never fails.
//! - *A demand* is a bound that may fail, in one place. Its trait has two impls, the second of which is never
//!   met: with two ways that both fail the compiler reports the trait itself, in the words that
//!   `on_unimplemented` gives, and not the last condition of its only impl.
//!
//! What a demand hands back is a function pointer without bounds, so that nothing fails a second time.

use std::any::TypeId;
use std::marker::PhantomData;
use std::sync::Arc;

use actix_web::{FromRequest, Responder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Failure};
use crate::event::{FromInvocation, Invocation, decode};
use crate::function::Function;
use crate::http::{ServiceConfig, rejection_of};
use crate::startup::{Ending, Fresh, Starting};
use crate::state::{Need, Shared, State, States};

/// The second way of a demand: nobody goes it.
pub trait Nobody {}

/// Which of a demand's two ways was gone.
pub struct First;
/// See [`First`].
pub struct Second;

// --- State: proven through a local type -----------------------------------------------------------------------

/// Says that an init, known by its local type `I`, returns `Self`. As `I` is local to the user's crate, the impl
/// is legal there for every type.
pub trait Initialised<I> {}

/// Some init makes `Self`: it returns it, or a `Result` with it.
#[diagnostic::on_unimplemented(
    message = "no `#[scf::init]` makes a `{Self}`",
    label = "nobody makes this state",
    note = "write `#[scf::init] fn init() -> {Self} {{ … }}`, or return `Result<{Self}, _>` from it"
)]
pub trait Made<M> {}

pub struct ByValue<I>(PhantomData<I>);
pub struct ByResult<E, I>(PhantomData<(E, I)>);

impl<T, I> Made<ByValue<I>> for T where T: Initialised<I> {}
impl<T, E, I> Made<ByResult<E, I>> for T where Result<T, E>: Initialised<I> {}

// --- Parameters -----------------------------------------------------------------------------------------------

/// A parameter's type, about to be asked what it is.
pub struct Probe<P>(PhantomData<fn() -> P>);

pub struct ViaState;
pub struct ViaInvocation;
pub struct ViaPayload;
pub struct ViaRequest;
pub struct ViaFunction;
pub struct ViaNothing;

impl<P> Probe<P> {
    #[allow(clippy::new_without_default, reason = "only generated code makes one")]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Probe<State<T>> {
    pub fn via(&self) -> ViaState {
        ViaState
    }
}

pub trait InvocationParameter {
    fn via(&self) -> ViaInvocation {
        ViaInvocation
    }
}
impl<P: FromInvocation> InvocationParameter for Probe<P> {}

pub trait PayloadParameter {
    fn via(&self) -> ViaPayload {
        ViaPayload
    }
}
impl<P> PayloadParameter for &Probe<P> {}

pub trait RequestParameter {
    fn via(&self) -> ViaRequest {
        ViaRequest
    }
}
impl<P> RequestParameter for &Probe<P> {}

pub trait InitParameter {
    fn via(&self) -> ViaFunction {
        ViaFunction
    }
}
impl<P> InitParameter for &Probe<P> {}

pub trait HookParameter {
    fn via(&self) -> ViaNothing {
        ViaNothing
    }
}
impl<P> HookParameter for &Probe<P> {}

/// The way to a parameter of type `T` from an `S`: an invocation, a start, an end.
pub struct Parameter<T, V, S> {
    take: fn(&S) -> Result<T, Error>,
    need: Option<Need>,
    via: PhantomData<fn() -> V>,
}

impl<T, V, S> Clone for Parameter<T, V, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, V, S> Copy for Parameter<T, V, S> {}

impl<T, V, S> Parameter<T, V, S> {
    pub fn take(&self, source: &S) -> Result<T, Error> {
        (self.take)(source)
    }

    pub fn need(&self) -> Option<Need> {
        self.need
    }
}

/// Demands that a `T` can be had from an `S` the way that its probe has found.
pub fn parameter<T: TakenFrom<S, V, M>, S, V, M>(_: V) -> Parameter<T, V, S> {
    Parameter { take: T::take, need: T::need(), via: PhantomData }
}

/// What a function's parameters are taken from.
pub trait Source {
    fn states(&self) -> &States;
}

pub trait TakenFrom<S, V, M>: Sized {
    fn take(source: &S) -> Result<Self, Error>;

    fn need() -> Option<Need> {
        None
    }
}

impl<S: Source, T: Made<M> + Send + Sync + 'static, M> TakenFrom<S, ViaState, M> for State<T> {
    fn take(source: &S) -> Result<Self, Error> {
        source.states().get().ok_or_else(|| missing_state(Need::of::<T>()))
    }

    fn need() -> Option<Need> {
        Some(Need::of::<T>())
    }
}

/// The startup assertions rule this out for programs; a test may forget a state.
pub(crate) fn missing_state(need: Need) -> Error {
    let name = need.name;
    Error::new("StateMissing", format!("there is no `{name}`: in a test, give one by `.state(…)`"))
}

impl<T: FromInvocation> TakenFrom<Invocation, ViaInvocation, First> for T {
    fn take(invocation: &Invocation) -> Result<Self, Error> {
        T::from_invocation(invocation)
    }
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of an event handler",
    label = "neither a payload nor taken from the invocation",
    note = "a payload derives `serde::Deserialize`; what comes from the request's context implements `scf::FromInvocation`"
)]
pub trait Payload<M>: Sized {
    fn decode(body: &[u8]) -> Result<Self, Error>;
}

impl<T: DeserializeOwned> Payload<First> for T {
    fn decode(body: &[u8]) -> Result<Self, Error> {
        decode(body)
    }
}

impl<T: Nobody> Payload<Second> for T {
    fn decode(_: &[u8]) -> Result<Self, Error> {
        Err(nobody())
    }
}

fn nobody() -> Error {
    Error::new("Unreachable", "no type takes the second way of a demand")
}

impl<T: Payload<M>, M> TakenFrom<Invocation, ViaPayload, M> for T {
    fn take(invocation: &Invocation) -> Result<Self, Error> {
        T::decode(invocation.body())
    }
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of an init",
    label = "no request is there yet",
    note = "an init takes `&scf::Function`, and `State<_>` of other inits"
)]
pub trait KnownAtStart<M>: Sized {
    fn known(starting: &Starting) -> Result<Self, Error>;
}

impl KnownAtStart<First> for &'static Function {
    fn known(starting: &Starting) -> Result<Self, Error> {
        Ok(starting.function())
    }
}

impl<T: Nobody> KnownAtStart<Second> for T {
    fn known(_: &Starting) -> Result<Self, Error> {
        Err(nobody())
    }
}

impl<T: KnownAtStart<M>, M> TakenFrom<Starting, ViaFunction, M> for T {
    fn take(starting: &Starting) -> Result<Self, Error> {
        T::known(starting)
    }
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of a shutdown hook",
    label = "no request is there any more",
    note = "a shutdown hook takes `State<_>` and nothing else"
)]
pub trait KnownAtEnd<M>: Sized {}

impl<T: Nobody> KnownAtEnd<First> for T {}
impl<T: Nobody + Send> KnownAtEnd<Second> for T {}

impl<T: KnownAtEnd<M>, M> TakenFrom<Ending, ViaNothing, M> for T {
    fn take(_: &Ending) -> Result<Self, Error> {
        Err(nobody())
    }
}

// --- One payload ----------------------------------------------------------------------------------------------

pub struct NoPayloadYet;
pub struct OnePayload;
/// What a parameter adds to those before it.
pub struct NothingWrong;
pub struct SecondPayload;

/// What has been seen once a parameter is: total, so that only [`one_payload`] fails, and once a parameter.
pub trait See<V> {
    type Then;
    type Finding;
}

impl See<ViaPayload> for NoPayloadYet {
    type Then = OnePayload;
    type Finding = NothingWrong;
}
impl See<ViaPayload> for OnePayload {
    type Then = Self;
    type Finding = SecondPayload;
}
impl<S> See<ViaInvocation> for S {
    type Then = S;
    type Finding = NothingWrong;
}
impl<S> See<ViaState> for S {
    type Then = S;
    type Finding = NothingWrong;
}

/// Types that stand for what has been seen, without a value.
pub struct Seen<S>(PhantomData<S>);

impl Seen<NoPayloadYet> {
    pub fn nothing() -> Self {
        Self(PhantomData)
    }
}

pub fn see<S: See<V>, V, T, I>(_: Seen<S>, _: &Parameter<T, V, I>) -> (Seen<S::Then>, Seen<S::Finding>) {
    (Seen(PhantomData), Seen(PhantomData))
}

#[diagnostic::on_unimplemented(
    message = "an event handler takes one payload, and this is the second",
    label = "a second payload",
    note = "put both into one struct"
)]
pub trait AtMostOnePayload {}
impl AtMostOnePayload for NothingWrong {}

/// Demands that a parameter is no second payload.
pub fn one_payload<F: AtMostOnePayload>(_: Seen<F>) {}

// --- What a function returns ----------------------------------------------------------------------------------

/// What a call returned, about to be asked whether it is a `Result`.
pub struct Returned<R>(R);

impl<R> Returned<R> {
    pub fn new(value: R) -> Self {
        Self(value)
    }
}

/// The error of a function that cannot fail.
pub enum Never {}

/// How to take what was returned apart.
pub struct Returns<R, T, E> {
    split: fn(R) -> Result<T, E>,
}

impl<T, E> Returned<Result<T, E>> {
    pub fn returns(&self) -> Returns<Result<T, E>, T, E> {
        Returns { split: |result| result }
    }
}

pub trait PlainValue<R> {
    fn returns(&self) -> Returns<R, R, Never> {
        Returns { split: Ok }
    }
}
impl<R> PlainValue<R> for &Returned<R> {}

impl<R, T, E> Returns<R, T, E> {
    pub fn error(&self) -> ErrorProbe<E> {
        ErrorProbe(PhantomData)
    }

    pub fn reply<M>(&self) -> fn(T) -> Result<Vec<u8>, Error>
    where
        T: Reply<M>,
    {
        T::encode
    }

    pub fn state<M>(&self) -> fn(T) -> Result<Fresh<T>, Error>
    where
        T: Shareable<M>,
    {
        |value| Ok(Fresh::new(value.share()))
    }

    pub fn nothing<M>(&self) -> fn(T) -> Result<(), Error>
    where
        T: Nothing<M>,
    {
        |_| Ok(())
    }

    pub fn responder<M>(&self) -> fn(T) -> Result<T, actix_web::Error>
    where
        T: HttpReply<M>,
    {
        Ok
    }

    /// What a function's attribute makes of what it returned.
    pub fn outcome<V, X>(
        &self,
        returned: Returned<R>,
        value: fn(T) -> Result<V, X>,
        error: fn(E) -> X,
    ) -> Result<V, X> {
        (self.split)(returned.0).map_err(error).and_then(value)
    }
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the reply of an event handler",
    label = "this does not become JSON",
    note = "derive `serde::Serialize` for it"
)]
pub trait Reply<M>: Sized {
    fn encode(self) -> Result<Vec<u8>, Error>;
}

impl<T: Serialize> Reply<First> for T {
    fn encode(self) -> Result<Vec<u8>, Error> {
        crate::event::encode(&self)
    }
}

impl<T: Nobody> Reply<Second> for T {
    fn encode(self) -> Result<Vec<u8>, Error> {
        Err(nobody())
    }
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a state",
    label = "threads could not share this",
    note = "a state is `Send + Sync + 'static`: take `Arc` for `Rc`, `Mutex` for `RefCell`, and owned data for borrowed"
)]
pub trait Shareable<M>: Sized {
    fn share(self) -> Shared;
}

impl<T: Send + Sync + 'static> Shareable<First> for T {
    fn share(self) -> Shared {
        Arc::new(self)
    }
}

impl<T: Nobody> Shareable<Second> for T {
    fn share(self) -> Shared {
        Arc::new(())
    }
}

#[diagnostic::on_unimplemented(
    message = "a shutdown hook returns nothing, and this one returns `{Self}`",
    label = "nobody is there to take it",
    note = "return nothing, or `Result<(), E>`"
)]
pub trait Nothing<M> {}
impl Nothing<First> for () {}
impl<T: Nobody> Nothing<Second> for T {}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the reply of an HTTP handler",
    label = "this does not become a response",
    note = "return an `impl scf::http::Responder`; for JSON, `scf::http::Json<{Self}>`"
)]
pub trait HttpReply<M> {}
impl<T: Responder> HttpReply<First> for T {}
impl<T: Nobody> HttpReply<Second> for T {}

/// An error's type, about to be asked what it is.
pub struct ErrorProbe<E>(PhantomData<fn() -> E>);

impl ErrorProbe<Never> {
    pub fn failure(&self) -> fn(Never) -> Error {
        |never| match never {}
    }

    pub fn rejection(&self) -> fn(Never) -> actix_web::Error {
        |never| match never {}
    }
}

pub trait DomainFailure<E> {
    fn failure(&self) -> fn(E) -> Error;
    fn rejection(&self) -> fn(E) -> actix_web::Error;
}

impl<E: Failure> DomainFailure<E> for &&ErrorProbe<E> {
    fn failure(&self) -> fn(E) -> Error {
        |failure| Error::from_failure(&failure)
    }

    fn rejection(&self) -> fn(E) -> actix_web::Error {
        |failure| rejection_of(Error::from_failure(&failure))
    }
}

pub trait ActixFailure<E> {
    fn rejection(&self) -> fn(E) -> actix_web::Error;
}

impl<E: Into<actix_web::Error>> ActixFailure<E> for &ErrorProbe<E> {
    fn rejection(&self) -> fn(E) -> actix_web::Error {
        Into::into
    }
}

pub trait AnyFailure<E> {
    fn failure<M>(&self) -> fn(E) -> Error
    where
        E: IntoError<M>;

    fn rejection<M>(&self) -> fn(E) -> actix_web::Error
    where
        E: IntoError<M>;
}

impl<E> AnyFailure<E> for ErrorProbe<E> {
    fn failure<M>(&self) -> fn(E) -> Error
    where
        E: IntoError<M>,
    {
        E::into_error
    }

    fn rejection<M>(&self) -> fn(E) -> actix_web::Error
    where
        E: IntoError<M>,
    {
        |error| rejection_of(error.into_error())
    }
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` does not become a `scf::Error`",
    label = "not an error that can be answered",
    note = "these do: every `std::error::Error + Send + Sync + 'static`, `anyhow::Error`, `Box<dyn std::error::Error + Send + Sync>`, `String`",
    note = "an error type of your own implements `std::error::Error`, and `scf::Failure` for its name and status"
)]
pub trait IntoError<M> {
    fn into_error(self) -> Error;
}

impl<E: Into<Error>> IntoError<First> for E {
    fn into_error(self) -> Error {
        self.into()
    }
}

impl<E: Nobody> IntoError<Second> for E {
    fn into_error(self) -> Error {
        nobody()
    }
}

// --- HTTP -----------------------------------------------------------------------------------------------------

/// The need of a parameter of an HTTP handler.
pub struct ExtractorNeed(Option<Need>);

impl ExtractorNeed {
    pub fn need(&self) -> Option<Need> {
        self.0
    }
}

/// Demands that a `T` can be had from a request the way that its probe has found.
pub fn extractor<T: Extracted<V, M>, V, M>(_: V) -> ExtractorNeed {
    ExtractorNeed(T::need())
}

pub trait Extracted<V, M> {
    fn need() -> Option<Need> {
        None
    }
}

impl<T: Made<M> + 'static, M> Extracted<ViaState, M> for State<T> {
    fn need() -> Option<Need> {
        Some(Need::of::<T>())
    }
}

impl<T: Extractor<M>, M> Extracted<ViaRequest, M> for T {}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of an HTTP handler",
    label = "no extractor takes this from a request",
    note = "take `scf::http::{{Path, Query, Json, Form, Bytes, HttpRequest}}`, `scf::Context`, `scf::State<_>` or another `actix_web::FromRequest`"
)]
pub trait Extractor<M> {}
impl<T: FromRequest> Extractor<First> for T {}
impl<T: Nobody> Extractor<Second> for T {}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of an HTTP handler that is no `async fn`",
    label = "not `&mut ServiceConfig`",
    note = "a plain `fn` makes routes and takes `&mut scf::http::ServiceConfig`; a handler is an `async fn` over extractors"
)]
pub trait ConfiguresService<M> {}
impl ConfiguresService<First> for &mut ServiceConfig {}
impl<T: Nobody> ConfiguresService<Second> for T {}

/// Demands that `T` is `&mut ServiceConfig`.
pub fn service_config<T: ConfiguresService<M>, M>() {}

/// Whether the type is the one by which [`TypeId`] tells a state that is only there for its effect.
pub(crate) fn is_unit(need: Need) -> bool {
    need.id == TypeId::of::<()>()
}

// --- One kind of function -------------------------------------------------------------------------------------

/// The kind of the handlers of a module: an `#[scf::event]` in it names this.
pub struct Event;
/// See [`Event`]: every `#[scf::http]` brings this in by a glob, which yields to an `Event`.
pub struct Http;

#[diagnostic::on_unimplemented(
    message = "an event handler and an HTTP handler cannot be in one function of the platform",
    label = "this handler is HTTP, and another in this module is for events",
    note = "the platform creates a function as event-triggered or as HTTP-triggered: make two programs"
)]
pub trait OnlyHttp {}
impl OnlyHttp for Http {}

/// Demands that no `#[scf::event]` is in the module.
pub const fn only_http<K: OnlyHttp>() {}
