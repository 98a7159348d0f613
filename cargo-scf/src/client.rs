//! One request on a connection of its own, as the platform sends it, and its answer.

use std::future::Future;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

/// A request, but for what each connection adds.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: hyper::Method,
    /// With its query.
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: hyper::StatusCode,
    pub(crate) headers: hyper::HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug)]
pub(crate) enum NoResponse {
    /// The connection was refused, cut, or spoke something else.
    Broken(String),
    /// The body is longer than the limit.
    TooLarge,
}

/// Sends a request and reads its answer, up to a limit.
pub(crate) async fn exchange(
    connected: impl Future<Output = std::io::Result<TcpStream>>,
    host: String,
    request: Request,
    limit: usize,
) -> Result<Response, NoResponse> {
    let stream = connected.await.map_err(|error| NoResponse::Broken(error.to_string()))?;
    let handshake = http1::Builder::new().title_case_headers(true).handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(broken)?;
    let _connection = Ending(tokio::spawn(async move {
        // What breaks it breaks the answer, which says so.
        let _ = connection.await;
    }));

    let mut builder = hyper::Request::builder().method(request.method).uri(request.path);
    builder = builder.header("Host", host).header("Connection", "close");
    for (name, value) in request.headers {
        builder = builder.header(name, value);
    }
    let sent = builder.body(Full::new(request.body)).map_err(|error| NoResponse::Broken(error.to_string()))?;
    let (head, mut body) = sender.send_request(sent).await.map_err(broken)?.into_parts();
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(broken)?.into_data() else { continue };
        if bytes.len() + data.len() > limit {
            return Err(NoResponse::TooLarge);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(Response { status: head.status, headers: head.headers, body: bytes })
}

fn broken(error: hyper::Error) -> NoResponse {
    // The cause says more than "connection error".
    let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
    NoResponse::Broken(format!("{error}{cause}"))
}

/// A task that ends with whoever started it.
struct Ending(JoinHandle<()>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.abort();
    }
}
