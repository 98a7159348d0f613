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
    status: u16,
    failed: Option<Failed>,
    record: Record,
    sent: u64,
    broken: bool,
}

impl StreamedBody {
    pub(crate) fn new(body: BoxBody, status: u16, failed: Option<Failed>, record: Record) -> Self {
        Self { body, status, failed, record, sent: 0, broken: false }
    }

    fn log(&mut self, end: End) {
        self.record.write(end, Some(self.status), self.sent, self.failed.as_ref());
    }

    /// Breaks off, one poll later: what came before is sent first, and then the connection is closed before the
    /// body's end, so that no client takes a part for the whole.
    fn break_off(&mut self, name: &str, message: &str, task: &TaskContext<'_>) {
        self.failed = Some(Failed { name: name.to_owned(), message: message.to_owned() });
        self.log(End::BrokeOff);
        self.broken = true;
        task.waker().wake_by_ref();
    }
}

impl MessageBody for StreamedBody {
    type Error = Box<dyn StdError>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        task: &mut TaskContext<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.broken {
            return Poll::Ready(Some(Err("the reply's body broke off".into())));
        }
        let this = &mut *self;
        let polled = {
            let _span = this.record.span().enter();
            let _current = current::enter(this.record.current());
            catch_unwind(AssertUnwindSafe(|| Pin::new(&mut this.body).poll_next(task)))
        };
        match polled {
            Ok(polled) => match ready!(polled) {
                Some(Ok(chunk)) => {
                    this.sent += chunk.len() as u64;
                    Poll::Ready(Some(Ok(chunk)))
                }
                Some(Err(error)) => {
                    this.break_off("BodyFailed", &error.to_string(), task);
                    Poll::Pending
                }
                None => {
                    this.log(End::Replied);
                    Poll::Ready(None)
                }
            },
            Err(panic) => {
                this.break_off("BodyPanicked", panics::message(&*panic), task);
                Poll::Pending
            }
        }
    }
}
