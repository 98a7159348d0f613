//! A body that streams: a panic or an error in it is a visible cut, and its end is the invocation's.

use std::error::Error as StdError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll, ready};

use actix_http::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;

use crate::current;
use crate::panics;
use crate::reply::Failed;
use crate::request::{End, Record};

/// A streaming body of the user's, until its invocation is logged.
pub(crate) struct StreamedBody {
    body: BoxBody,
    size: BodySize,
    status: u16,
    failed: Option<Failed>,
    record: Record,
    sent: u64,
    broken: bool,
}

impl StreamedBody {
    pub(crate) fn new(body: BoxBody, status: u16, failed: Option<Failed>, record: Record) -> Self {
        Self { size: body.size(), body, status, failed, record, sent: 0, broken: false }
    }

    fn log(&mut self, end: End) {
        self.record.write(end, Some(self.status), self.sent, self.failed.as_ref());
    }

    /// How many bytes are still to come, of a body that has said how many it has.
    fn missing(&self) -> Option<u64> {
        match self.size {
            BodySize::Sized(all) => Some(all.saturating_sub(self.sent)),
            BodySize::None | BodySize::Stream => None,
        }
    }

    /// Breaks off, one poll later: what came before is sent first, and then the connection is closed before the
    /// body's end, so that no client takes a part for the whole.
    fn break_off<T>(&mut self, name: &str, message: &str, task: &TaskContext<'_>) -> Poll<T> {
        self.failed = Some(Failed { name: name.to_owned(), message: message.to_owned() });
        self.log(End::BrokeOff);
        self.broken = true;
        task.waker().wake_by_ref();
        Poll::Pending
    }

    /// Lets go of the user's stream before the server does, who would take a panic in its `drop` for the end of
    /// the connection.
    fn let_go(&mut self) {
        let _span = self.record.span().enter();
        panics::let_go(std::mem::replace(&mut self.body, BoxBody::new(())));
    }
}

impl MessageBody for StreamedBody {
    type Error = Box<dyn StdError>;

    fn size(&self) -> BodySize {
        self.size
    }

    fn poll_next(mut self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.broken {
            return Poll::Ready(Some(Err("the reply's body broke off".into())));
        }
        let this = &mut *self;
        if this.record.is_head() && !this.record.is_written() {
            // Nothing of it is sent, and it may be without end.
            this.log(End::Replied);
        }
        if this.record.is_written() {
            this.let_go();
            return Poll::Ready(None);
        }
        let polled = {
            let _span = this.record.span().enter();
            let _current = current::enter(this.record.current());
            catch_unwind(AssertUnwindSafe(|| Pin::new(&mut this.body).poll_next(task)))
        };
        match polled {
            Ok(polled) => match ready!(polled) {
                Some(Ok(chunk)) => {
                    this.sent += chunk.len() as u64;
                    if this.missing() == Some(0) {
                        // This is the last byte: behind it the instance may be frozen, whatever the stream still does.
                        this.log(End::Replied);
                    }
                    Poll::Ready(Some(Ok(chunk)))
                }
                Some(Err(error)) => this.break_off("BodyFailed", &error.to_string(), task),
                None => match this.missing() {
                    None | Some(0) => {
                        this.log(End::Replied);
                        this.let_go();
                        Poll::Ready(None)
                    }
                    Some(missing) => {
                        let message = format!("the body ended {missing} bytes before the length that it had said");
                        this.break_off("BodyTooShort", &message, task)
                    }
                },
            },
            Err(panic) => {
                let message = panics::message(&*panic).to_owned();
                panics::let_go(panic);
                this.break_off("BodyPanicked", &message, task)
            }
        }
    }
}

impl Drop for StreamedBody {
    fn drop(&mut self) {
        if !self.record.is_written() {
            self.log(End::Dropped);
        }
        self.let_go();
    }
}
