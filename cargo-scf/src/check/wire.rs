//! HTTP/1.1 by hand: a check sends what no client would, reads while it writes, and has to see how a connection ends. Heads are parsed by `httparse`, as hyper does it.

use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::ReadHalf;

use crate::platform;

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
    /// There is more of the body than the platform takes; the rest was not read.
    pub(crate) is_too_large: bool,
    /// Whether the connection may be used again.
    pub(crate) keeps: bool,
    /// When its head, and when its end had come.
    pub(crate) head_at: Instant,
    pub(crate) end_at: Instant,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(String::from_utf8_lossy(value).into_owned())
    }

    /// Names and values, as the platform counts them.
    pub(crate) fn headers_size(&self) -> usize {
        self.headers.iter().map(|(name, value)| name.len() + value.len()).sum()
    }

    /// Whether these bytes stand in it, wherever.
    pub(crate) fn contains(&self, text: &str) -> bool {
        let within = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(text);
        within(&self.body) || self.headers.iter().any(|(_, value)| within(value))
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoReply {
    /// Nobody accepts the connection.
    Refused(String),
    /// The connection ended before the answer did.
    Cut,
    /// What came is no HTTP.
    NotHttp(String),
    TimedOut,
}

/// A connection.
pub(crate) struct Wire {
    stream: TcpStream,
    unread: Vec<u8>,
}

impl Wire {
    pub(crate) fn over(stream: TcpStream) -> Self {
        // Small pieces are to arrive as such. Where that is refused they come later.
        let _ = stream.set_nodelay(true);
        Self { stream, unread: Vec::new() }
    }

    /// Sends, and reads nothing.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Sends, and reads the answer meanwhile: it may come, and rightly, before all is sent.
    pub(crate) async fn exchange(&mut self, bytes: &[u8], method: &str) -> Result<Reply, NoReply> {
        let (read, mut write) = self.stream.split();
        let mut reader = Reader { read, unread: &mut self.unread };
        let mut reading = std::pin::pin!(reader.reply(method));
        let mut writing = std::pin::pin!(write.write_all(bytes));
        tokio::select! {
            reply = &mut reading => return reply,
            // A connection that takes no more may still have the answer.
            _ = &mut writing => {}
        }
        reading.await
    }

    /// Waits until the other side has closed.
    pub(crate) async fn closed(&mut self) {
        let mut bytes = [0; 1024];
        while matches!(self.stream.read(&mut bytes).await, Ok(1..)) {}
    }
}

struct Reader<'a> {
    read: ReadHalf<'a>,
    unread: &'a mut Vec<u8>,
}

/// How the end of a body is known.
enum Framing {
    None,
    Length(usize),
    Chunks,
    End,
}

/// More header lines than that are no answer of a function's.
const HEADERS: usize = 256;

impl Reader<'_> {
    async fn reply(&mut self, method: &str) -> Result<Reply, NoReply> {
        let mut reply = loop {
            let reply = self.head().await?;
            // An interim answer: the one that counts follows.
            if !(100..200).contains(&reply.status) {
                break reply;
            }
        };
        match framing(&reply, method)? {
            Framing::None => {}
            Framing::Length(length) => {
                reply.is_too_large = length > platform::BODY_LIMIT;
                reply.body = self.take(length.min(platform::BODY_LIMIT)).await?;
            }
            Framing::Chunks => self.chunks(&mut reply).await?,
            Framing::End => {
                reply.keeps = false;
                while self.unread.len() <= platform::BODY_LIMIT {
                    match self.more().await {
                        Ok(()) => {}
                        Err(_) => break,
                    }
                }
                reply.body = std::mem::take(self.unread);
                reply.is_too_large = reply.body.len() > platform::BODY_LIMIT;
            }
        }
        reply.keeps &= !reply.is_too_large;
        reply.end_at = Instant::now();
        Ok(reply)
    }

    async fn head(&mut self) -> Result<Reply, NoReply> {
        loop {
            let mut headers = [httparse::EMPTY_HEADER; HEADERS];
            let mut response = httparse::Response::new(&mut headers);
            let parsed = response.parse(self.unread).map_err(|error| NoReply::NotHttp(error.to_string()))?;
            if let httparse::Status::Complete(length) = parsed {
                let headers: Vec<_> =
                    response.headers.iter().map(|header| (header.name.to_owned(), header.value.to_vec())).collect();
                let now = Instant::now();
                let mut reply = Reply {
                    status: response.code.unwrap_or_default(),
                    headers,
                    body: Vec::new(),
                    is_too_large: false,
                    keeps: false,
                    head_at: now,
                    end_at: now,
                };
                let connection = reply.header("connection").unwrap_or_default().to_ascii_lowercase();
                reply.keeps = match response.version {
                    Some(1) => !connection.contains("close"),
                    _ => connection.contains("keep-alive"),
                };
                self.unread.drain(..length);
                return Ok(reply);
            }
            self.more().await?;
        }
    }

    async fn chunks(&mut self, reply: &mut Reply) -> Result<(), NoReply> {
        loop {
            let line = self.line().await?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = usize::from_str_radix(size, 16)
                .map_err(|_| NoReply::NotHttp(format!("`{}` is no size of a chunk", shown(&line))))?;
            if size == 0 {
                // Trailers, up to an empty line.
                while !self.line().await?.is_empty() {}
                return Ok(());
            }
            if reply.body.len().saturating_add(size) > platform::BODY_LIMIT {
                reply.is_too_large = true;
                return Ok(());
            }
            reply.body.extend(self.take(size).await?);
            if !self.line().await?.is_empty() {
                return Err(NoReply::NotHttp("a chunk is longer than its size".to_owned()));
            }
        }
    }

    async fn line(&mut self) -> Result<String, NoReply> {
        loop {
            if let Some(end) = self.unread.windows(2).position(|bytes| bytes == b"\r\n") {
                let line = self.take(end).await?;
                self.unread.drain(..2);
                return Ok(String::from_utf8_lossy(&line).into_owned());
            }
            self.more().await?;
        }
    }

    async fn take(&mut self, length: usize) -> Result<Vec<u8>, NoReply> {
        while self.unread.len() < length {
            self.more().await?;
        }
        let rest = self.unread.split_off(length);
        Ok(std::mem::replace(self.unread, rest))
    }

    async fn more(&mut self) -> Result<(), NoReply> {
        match self.read.read_buf(self.unread).await {
            Ok(1..) => Ok(()),
            Ok(0) | Err(_) => Err(NoReply::Cut),
        }
    }
}

fn framing(reply: &Reply, method: &str) -> Result<Framing, NoReply> {
    if method == "HEAD" || matches!(reply.status, 204 | 304) {
        return Ok(Framing::None);
    }
    if reply.header("transfer-encoding").is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked")) {
        return Ok(Framing::Chunks);
    }
    match reply.header("content-length") {
        None => Ok(Framing::End),
        Some(length) => length
            .trim()
            .parse()
            .map(Framing::Length)
            .map_err(|_| NoReply::NotHttp(format!("`{}` is no length", shown(&length)))),
    }
}

/// As much of a text as a line can show.
fn shown(text: &str) -> String {
    text.chars().take(40).flat_map(char::escape_default).collect()
}
