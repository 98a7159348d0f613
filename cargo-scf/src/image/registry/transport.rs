//! One request, one connection: by TLS, or without it where that is nobody else's business.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::client::conn::http1;
use hyper::header::{CONNECTION, HOST, HeaderName, HeaderValue, USER_AGENT};
use hyper::{HeaderMap, Method, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::image::progress::Bar;
use crate::image::reference::Reference;
use crate::image::registry::DOCUMENT_LIMIT;
#[cfg(feature = "tls")]
use crate::image::registry::tls::Connector;
use crate::image::registry::url::Url;
use crate::stop::{OrStop, Stop};

/// How long a connection may take to come about.
const CONNECT_LIMIT: Duration = Duration::from_secs(15);

/// How long nothing at all may happen on one. A registry may take its time to store what it was sent.
const STALL_LIMIT: Duration = Duration::from_secs(120);

/// An upload is handed on in pieces of this size, so that its progress is seen.
const PIECE: usize = 64 * 1024;

/// The system's own words are its programmers'.
const NO_SUCH_HOST: &str = "no host of this name is known here";

#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body: Bytes,
}

impl Request {
    pub(super) fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: Vec::new(), body: super::empty() }
    }
}

/// Its head; the body is still to come.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    body: Incoming,
    _connection: Connection,
}

impl Answer {
    /// The next piece of the body.
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>, Broken> {
        loop {
            let frame = tokio::time::timeout(STALL_LIMIT, self.body.frame()).await.map_err(|_| Broken::stalled())?;
            match frame {
                None => return Ok(None),
                Some(Err(error)) => return Err(Broken::cut(&error)),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Ok(Some(data));
                    }
                }
            }
        }
    }

    pub(super) async fn bytes(mut self) -> Result<Vec<u8>, Broken> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.piece().await? {
            if bytes.len() + piece.len() > DOCUMENT_LIMIT {
                return Err(Broken { why: "its answer does not end".to_owned(), is_passing: false });
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }

    /// As far as it is there: what is missing of an explanation is no further error.
    pub(super) async fn text(self) -> String {
        String::from_utf8_lossy(&self.bytes().await.unwrap_or_default()).into_owned()
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) why: String,
    /// Whether another attempt may go well.
    pub(super) is_passing: bool,
}

impl Broken {
    fn cut(error: &hyper::Error) -> Self {
        let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
        Self { why: format!("the connection was cut ({error}{cause})"), is_passing: true }
    }

    fn stalled() -> Self {
        Self { why: format!("nothing has come for {} s", STALL_LIMIT.as_secs()), is_passing: true }
    }
}

pub(super) struct Transport {
    root: Url,
    #[cfg(feature = "tls")]
    tls: Connector,
}

impl Transport {
    pub(super) fn to(reference: &Reference, plain_http: bool) -> Result<Self, Stop> {
        let domain = &reference.domain;
        let scheme = if plain_http || reference.is_loopback() { "http" } else { "https" };
        let root = Url::parse(&format!("{scheme}://{domain}/")).or_stop(|| format!("`{domain}` is no domain"))?;
        if root.is_https() && cfg!(not(feature = "tls")) {
            return Err(Stop::new(without_tls(domain)));
        }
        Ok(Self {
            root,
            #[cfg(feature = "tls")]
            tls: Connector::new()?,
        })
    }

    pub(super) fn url(&self, path: &str) -> Result<Url, Stop> {
        self.root.join(path).or_stop(|| "the registry's address is wrong".to_owned())
    }

    /// Whether it is the registry itself.
    pub(super) fn is_own(&self, url: &Url) -> bool {
        url.authority() == self.root.authority() && url.is_https() == self.root.is_https()
    }

    pub(super) fn is_plain(&self) -> bool {
        !self.root.is_https()
    }

    pub(super) async fn send(&self, request: Request, bar: Option<&Bar>) -> Result<Answer, Broken> {
        let url = request.url.clone();
        let connecting = async {
            let found =
                tokio::net::lookup_host((url.host(), url.port())).await.map_err(|_| io::Error::other(NO_SUCH_HOST))?;
            let stream = TcpStream::connect(found.collect::<Vec<_>>().as_slice()).await?;
            // What is sent is sent whole.
            stream.set_nodelay(true)?;
            self.secured(&url, stream).await
        };
        let stream = tokio::time::timeout(CONNECT_LIMIT, connecting).await;
        let timed_out = || Broken { why: "it does not answer".to_owned(), is_passing: true };
        // Nobody is there, or nobody of that name: that is no matter of time.
        let refused = |error: io::Error| {
            let is_passing = error.kind() == io::ErrorKind::ConnectionReset;
            Broken { why: error.to_string(), is_passing }
        };
        let stream = stream.map_err(|_| timed_out())?.map_err(refused)?;
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(|error| Broken::cut(&error))?;
        let connection = Connection(tokio::spawn(async move {
            // What breaks it breaks the answer, which says so.
            let _ = connection.await;
        }));
        let sent = Arc::new(AtomicU64::new(0));
        let body = Upload { left: request.body, sent: Arc::clone(&sent) };
        let mut builder = hyper::Request::builder().method(request.method).uri(url.target());
        builder = builder.header(HOST, url.authority()).header(CONNECTION, "close");
        builder = builder.header(USER_AGENT, concat!("cargo-scf/", env!("CARGO_PKG_VERSION")));
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        let unsendable = |error: hyper::http::Error| Broken { why: error.to_string(), is_passing: false };
        let answering = sender.send_request(builder.body(body).map_err(unsendable)?);
        let answer = watched(answering, &sent, bar).await?.map_err(|error| Broken::cut(&error))?;
        let (head, body) = answer.into_parts();
        Ok(Answer { status: head.status, headers: head.headers, body, _connection: connection })
    }

    #[cfg(feature = "tls")]
    async fn secured(&self, url: &Url, stream: TcpStream) -> io::Result<Box<dyn Stream>> {
        if url.is_https() { self.tls.connect(url.host(), stream).await } else { Ok(Box::new(stream)) }
    }

    #[cfg(not(feature = "tls"))]
    #[expect(clippy::unused_async, reason = "with TLS it takes a handshake")]
    async fn secured(&self, url: &Url, stream: TcpStream) -> io::Result<Box<dyn Stream>> {
        if url.is_https() { Err(io::Error::other(without_tls(url.host()))) } else { Ok(Box::new(stream)) }
    }
}

/// Waits for an answer as long as anything moves.
async fn watched<T>(answering: impl Future<Output = T>, sent: &AtomicU64, bar: Option<&Bar>) -> Result<T, Broken> {
    let mut answering = std::pin::pin!(answering);
    let mut moved = (0, tokio::time::Instant::now());
    loop {
        let look = tokio::time::sleep(Duration::from_millis(100));
        tokio::select! {
            answer = &mut answering => return Ok(answer),
            () = look => {}
        }
        let now = sent.load(Ordering::Relaxed);
        if let Some(bar) = bar {
            bar.set(now);
        }
        if now != moved.0 {
            moved = (now, tokio::time::Instant::now());
        } else if moved.1.elapsed() > STALL_LIMIT {
            return Err(Broken::stalled());
        }
    }
}

fn without_tls(domain: &str) -> String {
    format!(
        "`{domain}` is spoken to by TLS, which this build has not: in a clone say `cargo scf-tls image …`, elsewhere \
         `cargo install cargo-scf --features tls`"
    )
}

pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A task that ends with whoever started it.
struct Connection(JoinHandle<()>);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A body that says how far it is.
struct Upload {
    left: Bytes,
    sent: Arc<AtomicU64>,
}

impl Body for Upload {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        let size = PIECE.min(self.left.len());
        let piece = self.left.split_to(size);
        self.sent.fetch_add(u64::try_from(size).unwrap_or_default(), Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.left.len()).unwrap_or(u64::MAX))
    }
}
