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

#![allow(
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "the compiler chooses by the receiver's type, so each answer is a method, of the same shape as its like"
)]

use std::any::TypeId;
use std::marker::PhantomData;

use actix_web::{FromRequest, Responder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Failure};
use crate::event::{FromInvocation, Invocation, decode};
use crate::function::Function;
use crate::http::{AnyResponder, ServiceConfig, rejection_of};
use crate::startup::{Ending, Fresh, Starting};
use crate::state::{Need, Shared, State, States, shared};

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

/// One init makes `Self`: it returns it, or a `Result` with it.
///
/// Where several do, the compiler cannot choose an `M`. Who demands this therefore gives it an `M` that a
/// diverging expression stands for: that falls back to `()`, or to `!` from edition 2024 on, and for these
/// [`OnlyOnce`] is demanded, which nothing is.
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
impl<T: OnlyOnce> Made<()> for T {}
impl<T: OnlyOnce> Made<<fn() -> ! as Gives>::Output> for T {}

#[diagnostic::on_unimplemented(
    message = "more than one `#[scf::init]` makes a `{Self}`",
    label = "made more than once",
    note = "keep one of them, or give the other's value a type of its own: `struct Primary({Self});`"
)]
pub trait OnlyOnce {}
/// Any number of inits may prepare something and make nothing.
impl OnlyOnce for () {}

/// The return type of a function: the way to write `!` as a type.
pub trait Gives {
    type Output;
}
impl<R> Gives for fn() -> R {
    type Output = R;
}

/// `Self` is the `State` of something that one init makes.
pub trait MadeState<M>: Sized {
    fn get(states: &States) -> Result<Self, Error>;
    fn need() -> Need;
}

impl<T: Made<M> + 'static, M> MadeState<M> for State<T> {
    fn get(states: &States) -> Result<Self, Error> {
        states.get().ok_or_else(|| missing_state(Self::need()))
    }

    fn need() -> Need {
        Need::of::<T>()
    }
}

/// The startup assertions rule this out for programs; a test may forget a state.
pub(crate) fn missing_state(need: Need) -> Error {
    let name = need.name;
    Error::new("StateMissing", format!("there is no `{name}`: in a test, give one by `.state(…)`"))
}

// --- Parameters -----------------------------------------------------------------------------------------------

/// A parameter's type, about to be asked what it is. The answer is one of the types `Via…`, each of which demands
/// what its kind of parameter must be.
pub struct Probe<P>(PhantomData<fn() -> P>);

impl<P> Probe<P> {
    #[allow(clippy::new_without_default, reason = "only generated code makes one")]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

/// What a function's parameters are taken from.
pub trait Source {
    fn states(&self) -> &States;
}

/// A parameter that is taken from an `S`: an invocation, a start, an end, a request.
pub struct Parameter<T, S>(fn(&S) -> Result<T, Error>);

impl<T, S> Parameter<T, S> {
    pub fn take(self, source: &S) -> Result<T, Error> {
        (self.0)(source)
    }

    pub fn need(self) -> Option<Need> {
        None
    }
}

/// A parameter that is a state.
pub struct StateParameter<T> {
    get: fn(&States) -> Result<T, Error>,
    need: Need,
}

impl<T> StateParameter<T> {
    pub fn take(self, source: &impl Source) -> Result<T, Error> {
        (self.get)(source.states())
    }

    pub fn need(self) -> Option<Need> {
        Some(self.need)
    }
}

macro_rules! copied {
    ($($name:ident<$($of:ident),*>),*) => {$(
        impl<$($of),*> Clone for $name<$($of),*> {
            fn clone(&self) -> Self {
                *self
            }
        }
        impl<$($of),*> Copy for $name<$($of),*> {}
    )*};
}
copied!(Probe<P>, Parameter<T, S>, StateParameter<T>);

#[derive(Clone, Copy)]
pub struct ViaState;

impl<T> Probe<State<T>> {
    pub fn via(&self) -> ViaState {
        ViaState
    }
}

impl ViaState {
    /// `diverging` is never called: see `Made`.
    pub fn parameter<T: MadeState<M>, M>(self, diverging: fn() -> M) -> StateParameter<T> {
        let _ = diverging;
        StateParameter { get: T::get, need: T::need() }
    }
}

#[derive(Clone, Copy)]
pub struct ViaInvocation;

pub trait InvocationParameter {
    fn via(&self) -> ViaInvocation {
        ViaInvocation
    }
}
impl<P: FromInvocation> InvocationParameter for Probe<P> {}

impl ViaInvocation {
    pub fn parameter<T: FromInvocation, M>(self, _: fn() -> M) -> Parameter<T, Invocation> {
        Parameter(T::from_invocation)
    }
}

#[derive(Clone, Copy)]
pub struct ViaPayload;

pub trait PayloadParameter {
    fn via(&self) -> ViaPayload {
        ViaPayload
    }
}
impl<P: DeserializeOwned> PayloadParameter for &Probe<P> {}

impl ViaPayload {
    pub fn parameter<T: Payload<M>, M>(self, _: fn() -> M) -> Parameter<T, Invocation> {
        Parameter(|invocation| T::decode(invocation.body()))
    }
}

/// What is neither: an error, and therefore no second payload besides.
#[derive(Clone, Copy)]
pub struct ViaNeither;

pub trait NoEventParameter: Sized {
    fn via(self) -> ViaNeither {
        ViaNeither
    }
}
impl<P> NoEventParameter for Probe<P> {}

impl ViaNeither {
    pub fn parameter<T: Payload<M>, M>(self, _: fn() -> M) -> Parameter<T, Invocation> {
        Parameter(|_| Err(nobody()))
    }
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of an event handler",
    label = "neither a payload nor taken from the invocation",
    note = "a payload derives `serde::Deserialize`, owns its data, and is taken as it is, without `Json`",
    note = "what an `#[scf::init]` makes is taken as `scf::State<_>`, and what is made from the request implements `scf::FromInvocation`"
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

#[derive(Clone, Copy)]
pub struct ViaFunction;

pub trait InitParameter {
    fn via(&self) -> ViaFunction {
        ViaFunction
    }
}
impl<P> InitParameter for &Probe<P> {}

impl ViaFunction {
    pub fn parameter<T: KnownAtStart<M>, M>(self, _: fn() -> M) -> Parameter<T, Starting> {
        Parameter(T::known)
    }
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of an init",
    label = "no request is there yet",
    note = "an init takes `&scf::Function`, and by value the `State<_>` of other inits"
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

#[derive(Clone, Copy)]
pub struct ViaNothing;

pub trait HookParameter {
    fn via(&self) -> ViaNothing {
        ViaNothing
    }
}
impl<P> HookParameter for &Probe<P> {}

impl ViaNothing {
    pub fn parameter<T: KnownAtEnd<M>, M>(self, _: fn() -> M) -> Parameter<T, Ending> {
        Parameter(|_| Err(nobody()))
    }
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of a shutdown hook",
    label = "no request is there any more",
    note = "a shutdown hook takes `State<_>`, by value, and nothing else"
)]
pub trait KnownAtEnd<M> {}
impl<T: Nobody> KnownAtEnd<First> for T {}
impl<T: Nobody> KnownAtEnd<Second> for T {}

#[derive(Clone, Copy)]
pub struct ViaRequest;

pub trait RequestParameter {
    fn via(&self) -> ViaRequest {
        ViaRequest
    }
}
impl<P> RequestParameter for &Probe<P> {}

impl ViaRequest {
    /// actix-web takes it by itself.
    pub fn parameter<T: Extractor<M>, M>(self, _: fn() -> M) -> Parameter<T, ()> {
        Parameter(|()| Err(nobody()))
    }
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of an HTTP handler",
    label = "no extractor takes this from a request",
    note = "extractors are `Path`, `Query`, `Json`, `Form`, `Bytes` and `HttpRequest` of `scf::http`, `scf::Context`, `scf::State<_>`, and every other `actix_web::FromRequest`"
)]
pub trait Extractor<M> {}
impl<T: FromRequest> Extractor<First> for T {}
impl<T: Nobody> Extractor<Second> for T {}

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
impl<S> See<ViaNeither> for S {
    type Then = S;
    type Finding = NothingWrong;
}

/// A type that stands for what has been seen, without a value.
pub struct Seen<S>(PhantomData<S>);

impl Seen<NoPayloadYet> {
    pub fn nothing() -> Self {
        Self(PhantomData)
    }
}

pub fn see<S: See<V>, V>(_: Seen<S>, _: V) -> (Seen<S::Then>, Seen<S::Finding>) {
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
copied!(Returns<R, T, E>);

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

// The demands on what is returned are functions and no methods: the compiler points at the argument, which stands
// under the user's type, where it would point at a receiver's origin.

pub fn reply<R, T: Reply<M>, E, M>(_: Returns<R, T, E>) -> fn(T) -> Result<Vec<u8>, Error> {
    T::encode
}

pub fn state<R, T: Shareable<M>, E, M>(_: Returns<R, T, E>) -> fn(T) -> Result<Fresh<T>, Error> {
    |value| Ok(Fresh::new(value.share()))
}

pub fn nothing<R, T: Nothing<M>, E, M>(_: Returns<R, T, E>) -> fn(T) -> Result<(), Error> {
    |_| Ok(())
}

pub fn responder<R, T: HttpReply<M>, E, M>(_: Returns<R, T, E>) -> fn(T) -> Result<AnyResponder, actix_web::Error> {
    |value| Ok(value.erase())
}

/// Demands that no other init makes the same. `diverging` is never called: see `Made`.
pub fn made_once<R, T: MadeOnce<M>, E, M>(_: Returns<R, T, E>, diverging: fn() -> M) {
    let _ = diverging;
}

#[diagnostic::on_unimplemented(
    message = "more than one `#[scf::init]` makes a `{Self}`",
    label = "made more than once",
    note = "keep one of them, or give the other's value a type of its own: `struct Primary({Self});`"
)]
pub trait MadeOnce<M> {}
impl<T: Made<M>, M> MadeOnce<M> for T {}

#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the reply of an event handler",
    label = "this does not become JSON",
    note = "derive `serde::Serialize` for it, or return what has it: a struct, a `String`, a `scf::serde_json::Value`",
    note = "for an HTTP response use `#[scf::http]`; for what a future gives make the function an `async fn`"
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
        shared(self)
    }
}

impl<T: Nobody> Shareable<Second> for T {
    fn share(self) -> Shared {
        shared(())
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
pub trait HttpReply<M>: Sized {
    fn erase(self) -> AnyResponder;
}

impl<T: Responder + 'static> HttpReply<First> for T {
    fn erase(self) -> AnyResponder {
        AnyResponder::new(self)
    }
}

impl<T: Nobody + 'static> HttpReply<Second> for T {
    fn erase(self) -> AnyResponder {
        AnyResponder::new("")
    }
}

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

// One reference deeper than `UnsharedFailure`: for a type that does not exist both would fit.
impl<E: Failure> DomainFailure<E> for &&&ErrorProbe<E> {
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

/// actix-web takes a box of just any error, and would tell it to the internet.
pub trait UnsharedFailure<E> {
    fn rejection<M>(&self) -> fn(E) -> actix_web::Error
    where
        E: IntoError<M>;
}

impl UnsharedFailure<Box<dyn std::error::Error>> for &&ErrorProbe<Box<dyn std::error::Error>> {
    fn rejection<M>(&self) -> fn(Box<dyn std::error::Error>) -> actix_web::Error
    where
        Box<dyn std::error::Error>: IntoError<M>,
    {
        |error| rejection_of(error.into_error())
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

/// The module that a handler is in, about to be asked whether it has an `#[scf::event]`.
pub struct Module;

pub struct ForEvents;
pub struct ForHttp;

/// Every `#[scf::event]` brings this into its module, without a name.
pub trait EventIsHere {
    fn kind(&self) -> ForEvents {
        ForEvents
    }
}
impl EventIsHere for Module {}

/// What an `#[scf::http]` finds where no [`EventIsHere`] comes first.
pub trait NoEventIsHere {
    fn kind(&self) -> ForHttp {
        ForHttp
    }
}
impl NoEventIsHere for &Module {}

#[diagnostic::on_unimplemented(
    message = "an event handler and an HTTP handler cannot be in one function of the platform",
    label = "this handler is HTTP, and another in this module is for events",
    note = "the platform creates a function as event-triggered or as HTTP-triggered: make two programs"
)]
pub trait OnlyHttp {}
impl OnlyHttp for ForHttp {}

/// Demands that no `#[scf::event]` is in the module.
pub fn only_http<K: OnlyHttp>(_: K) {}
