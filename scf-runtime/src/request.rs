//! One request's life, around whatever answers it: context, span, deadline, panics, the invocation's log line.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context as TaskContext, Poll, ready};
use std::time::{Duration, Instant};

use actix_http::body::{BodySize, BoxBody, MessageBody};
use actix_http::header::CONTENT_LENGTH;
use actix_http::{HttpMessage, Method, Request, Response};
use actix_web::http::header::HeaderMap;
use futures_util::future::LocalBoxFuture;
use tokio::sync::Notify;
use tokio::time::Sleep;
use tracing::Span;

use crate::body::StreamedBody;
use crate::context::{Context, Credentials};
use crate::current::{self, Current};
use crate::error::Error;
use crate::log::SPAN_TARGET;
use crate::panics;
use crate::platform::{RESPONSE_BODY_LIMIT, RESPONSE_HEADERS_LIMIT};
use crate::reply::{self, Answer, Audience, Failed};

/// What answers requests: an event handler, or an actix-web `App`.
pub(crate) trait Inner {
    /// The name of the handler, as far as it is known before the request is looked at.
    fn handler(&self) -> &'static str;
    fn at_deadline(&self) -> AtDeadline;
    fn audience(&self) -> Audience;
    fn call(&self, request: Request, current: &Current) -> LocalBoxFuture<'static, Answer>;
}

/// What happens to a handler at its deadline.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AtDeadline {
    /// It is dropped, and the reply says so.
    End,
    /// A thread cannot be stopped: the log says so, and the platform ends the instance.
    Log,
}

/// Whether this process, on whichever of its threads, has had no request yet.
static COLD: AtomicBool = AtomicBool::new(true);

/// Serves the requests of one thread.
pub(crate) struct Requests {
    inner: Box<dyn Inner>,
    credentials: Option<Credentials>,
    /// Told of each reply.
    replied: Rc<Notify>,
}

impl Requests {
    pub(crate) fn new(inner: Box<dyn Inner>, credentials: Option<Credentials>, replied: Rc<Notify>) -> Self {
        Self { inner, credentials, replied }
    }

    /// Answers a request, whatever it is and whatever the handler does.
    pub(crate) async fn serve(&self, mut request: Request) -> Response<BoxBody> {
        let arrived = Instant::now();
        let context = Context::take_from(request.headers_mut(), arrived, self.credentials.as_ref());
        let response = self.answer(request, context).await;
        self.replied.notify_one();
        response
    }

    /// Answers a request whose context is known.
    pub(crate) async fn answer(&self, request: Request, context: Context) -> Response<BoxBody> {
        let span = tracing::error_span!(target: SPAN_TARGET, "invocation", request_id = context.request_id());
        let current = Current::new(context, announced_length(request.headers()), self.inner.handler());
        // Dropped in here, it notes that the client has gone, or that the process does not wait any longer.
        let record = Record {
            current: Arc::clone(&current),
            span,
            is_head: request.method() == Method::HEAD,
            cold_start: COLD.swap(false, Ordering::Relaxed),
            written: false,
        };
        let mut deadline = Deadline::new(&current.context, self.inner.at_deadline());
        let mut call = Call::Due(request);
        let outcome = poll_fn(|task| {
            let _span = record.span.enter();
            let polled = {
                let _current = current::enter(&current);
                catch_unwind(AssertUnwindSafe(|| call.poll(&*self.inner, &current, task)))
            };
            let ended = match polled {
                Ok(Poll::Ready(answer)) => return Poll::Ready(Ok(answer)),
                Ok(Poll::Pending) => {
                    ready!(deadline.poll(&current, task));
                    Ended::TimedOut
                }
                Err(panic) => {
                    panics::let_go(panic);
                    Ended::Panicked
                }
            };
            // What the handler holds is dropped while its span is entered.
            panics::let_go(std::mem::replace(&mut call, Call::Over));
            Poll::Ready(Err(ended))
        });
        let answer = outcome.await.unwrap_or_else(|ended| {
            reply::failure(&ended.error(&current.context), self.inner.audience(), current.context.request_id())
        });
        finish(answer, record)
    }
}

/// A call of the inner service. It is made in its first poll, so that a panic there is like one in any other.
enum Call {
    Due(Request),
    Made(LocalBoxFuture<'static, Answer>),
    Over,
}

impl Call {
    fn poll(&mut self, inner: &dyn Inner, current: &Current, task: &mut TaskContext<'_>) -> Poll<Answer> {
        if let Self::Due(_) = self
            && let Self::Due(request) = std::mem::replace(self, Self::Over)
        {
            *self = Self::Made(inner.call(request, current));
        }
        match self {
            Self::Made(call) => call.as_mut().poll(task),
            Self::Due(_) | Self::Over => Poll::Pending,
        }
    }
}

/// Why a call ended without an answer of its own.
enum Ended {
    Panicked,
    TimedOut,
}

impl Ended {
    fn error(self, context: &Context) -> Error {
        match self {
            // What the panic said is in the log, and nobody else's business.
            Self::Panicked => Error::new("HandlerPanicked", "the handler panicked: the log of this request says where"),
            Self::TimedOut => {
                let timeout = context.timeout().unwrap_or_default();
                let message = format!(
                    "the handler did not end within the function's time-out of {}: make it faster, or the time-out \
                     longer",
                    crate::startup::in_words(timeout)
                );
                Error::new("DeadlineExceeded", message).status(504)
            }
        }
    }
}

/// Warns when 80 % of the time is over, and ends when all of it is.
struct Deadline {
    stages: Option<Stages>,
    at_deadline: AtDeadline,
    /// Made when a call is pending for the first time.
    sleep: Option<Pin<Box<Sleep>>>,
}

#[derive(Clone, Copy)]
enum Stages {
    WarnThenEnd { warn: Instant, end: Instant },
    End { end: Instant },
}

impl Deadline {
    fn new(context: &Context, at_deadline: AtDeadline) -> Self {
        let stages = context.deadline().map(|end| {
            let all = end.saturating_duration_since(context.arrived());
            Stages::WarnThenEnd { warn: context.arrived() + all.mul_f32(0.8), end }
        });
        Self { stages, at_deadline, sleep: None }
    }

    /// Ready when the call is to end.
    fn poll(&mut self, current: &Current, task: &mut TaskContext<'_>) -> Poll<()> {
        while let Some(stages) = self.stages {
            let (Stages::WarnThenEnd { warn: next, .. } | Stages::End { end: next }) = stages;
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(next.into())));
            ready!(sleep.as_mut().poll(task));
            let handler = current.handler();
            match stages {
                Stages::WarnThenEnd { end, .. } => {
                    let left_ms = milliseconds(end.saturating_duration_since(Instant::now()));
                    tracing::warn!(handler, left_ms, "80 % of the time-out is over");
                    sleep.as_mut().reset(end.into());
                    self.stages = Some(Stages::End { end });
                }
                Stages::End { .. } if self.at_deadline == AtDeadline::End => return Poll::Ready(()),
                Stages::End { .. } => {
                    tracing::error!(
                        handler,
                        "the time-out is over and the handler still runs: a plain `fn` cannot be stopped, so the \
                         platform ends this instance"
                    );
                    self.stages = None;
                }
            }
        }
        Poll::Pending
    }
}

/// What the log will say of an invocation. Dropped unwritten, it says that the client has gone.
pub(crate) struct Record {
    current: Arc<Current>,
    span: Span,
    is_head: bool,
    cold_start: bool,
    written: bool,
}

/// How an invocation ended.
#[derive(Clone, Copy)]
pub(crate) enum End {
    Replied,
    /// Its body broke off: a panic, or an error of the stream.
    BrokeOff,
    /// It was dropped before its end.
    Dropped,
}

impl Record {
    pub(crate) fn current(&self) -> &Arc<Current> {
        &self.current
    }

    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    /// Whether the server leaves the reply's body out.
    pub(crate) fn is_head(&self) -> bool {
        self.is_head
    }

    pub(crate) fn is_written(&self) -> bool {
        self.written
    }

    /// Writes the invocation's one line.
    pub(crate) fn write(&mut self, end: End, status: Option<u16>, bytes_out: u64, failed: Option<&Failed>) {
        self.written = true;
        let _span = self.span.enter();
        let handler = self.current.handler();
        let (bytes_in, cold_start) = (self.current.announced, self.cold_start);
        let (error_type, error) = (failed.map(|failed| &*failed.name), failed.map(|failed| &*failed.message));
        let outcome = match (end, status) {
            (End::BrokeOff, _) => "broke off",
            // Requests outlast the serving at the end of the grace time alone.
            (End::Dropped, _) if current::serves_no_more() => "left",
            (End::Dropped, _) => "client gone",
            (End::Replied, Some(400..)) => "error",
            (End::Replied, _) if failed.is_some() => "error",
            (End::Replied, _) => "ok",
        };
        macro_rules! line {
            ($level:ident) => {
                tracing::$level!(
                    handler,
                    outcome,
                    status,
                    duration_ms = (self.current.context.arrived().elapsed().as_secs_f64() * 1e6).round() / 1e3,
                    bytes_in,
                    bytes_out,
                    cold_start,
                    error_type,
                    error,
                    "invocation"
                )
            };
        }
        match (outcome, status) {
            ("ok", _) => line!(info),
            ("error", Some(400..500)) | ("client gone" | "left", _) => line!(warn),
            _ => line!(error),
        }
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        if !self.written {
            self.write(End::Dropped, None, 0, None);
        }
    }
}

/// Looks the answer over and hands it to the server. A body that is there is logged here, one that streams when
/// it ends.
fn finish(answer: Answer, mut record: Record) -> Response<BoxBody> {
    let Answer { response, failed } = answer;
    let headers: usize = response.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if headers > RESPONSE_HEADERS_LIMIT {
        let _span = record.span.enter();
        tracing::warn!(
            bytes = headers,
            limit = RESPONSE_HEADERS_LIMIT,
            "the reply's headers are longer than the platform takes"
        );
    }
    if let BodySize::Sized(bytes) = response.body().size()
        && bytes > RESPONSE_BODY_LIMIT as u64
    {
        let _span = record.span.enter();
        tracing::warn!(bytes, limit = RESPONSE_BODY_LIMIT, "the reply's body is longer than the platform takes");
    }
    let status = response.status().as_u16();
    response.map_body(|_, body| match body.try_into_bytes() {
        Ok(bytes) => {
            let sent = if record.is_head() { 0 } else { bytes.len() as u64 };
            record.write(End::Replied, Some(status), sent, failed.as_ref());
            BoxBody::new(bytes)
        }
        // The server would drop it unread.
        Err(body) if matches!(body.size(), BodySize::None | BodySize::Sized(0)) => {
            record.write(End::Replied, Some(status), 0, failed.as_ref());
            record.span.in_scope(|| panics::let_go(body));
            BoxBody::new(())
        }
        // The server would run it to its end and send nothing of it: an endless one for ever.
        Err(body) if record.is_head() => {
            record.write(End::Replied, Some(status), 0, failed.as_ref());
            record.span.in_scope(|| panics::let_go(body));
            BoxBody::new(actix_http::body::None::new())
        }
        Err(body) => BoxBody::new(StreamedBody::new(body, status, failed, record)),
    })
}

fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn milliseconds(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
