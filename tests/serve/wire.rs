//! HTTP by hand, so that a test can send what no client would.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};

use serde_json::Value;

use crate::process::PATIENCE;

/// A request with the headers that every client sends.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = head(method, path, headers);
    if !body.is_empty() || method == "POST" {
        bytes.truncate(bytes.len() - 2);
        bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        bytes.extend_from_slice(body);
    }
    bytes
}

/// A request's head alone.
pub fn head(method: &str, path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{method} {path} HTTP/1.1\r\nHost: function\r\n{}\r\n", headers.concat()).into_bytes()
}

/// A chunk of a chunked body; the last one is empty.
pub fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

pub struct Connection {
    stream: TcpStream,
    unread: Vec<u8>,
}

/// How a connection came to its end.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    Closed,
    Reset,
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// The status line and the headers.
    pub head: String,
    pub body: Vec<u8>,
    /// Whether the body has come to its end, or was cut.
    pub is_whole: bool,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.split("\r\n").skip(1);
        let mut headers = lines.filter_map(|line| line.split_once(": "));
        headers.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value))
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is text")
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Asserts that this is an error reply in all its parts, and gives its message.
    #[track_caller]
    pub fn error(&self, status: u16, error_type: &str) -> String {
        let body = self.json();
        assert_eq!(self.status, status, "{body}");
        assert_eq!(self.header("content-type"), Some("application/json"));
        assert_eq!((&body["errorType"], &body["statusCode"]), (&error_type.into(), &status.into()), "{body}");
        assert_eq!(body["requestId"].as_str().map(str::len), Some(36), "{body}");
        assert_eq!(body.as_object().map(serde_json::Map::len), Some(4), "{body}");
        body["errorMessage"].as_str().expect("there is a message").to_owned()
    }
}

impl Connection {
    #[track_caller]
    pub fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect_timeout(&address, PATIENCE).expect("the function accepts a connection");
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, unread: Vec::new() }
    }

    #[track_caller]
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.stream.write_all(bytes.as_ref()).expect("the function takes what is sent");
        self
    }

    /// Sends, however far the function lets it.
    pub fn try_to_send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let _ = self.stream.write_all(bytes.as_ref());
        self
    }

    /// Says that no more will be sent.
    pub fn send_no_more(&mut self) -> &mut Self {
        self.stream.shutdown(Shutdown::Write).unwrap();
        self
    }

    /// A stream of the same connection, for a client that speaks another protocol on it.
    pub fn into_stream(self) -> TcpStream {
        assert!(self.unread.is_empty());
        self.stream
    }

    /// The next reply, whole.
    #[track_caller]
    pub fn reply(&mut self) -> Reply {
        let reply = self.reply_or_part();
        assert!(reply.is_whole, "the reply was cut: {reply:?}");
        reply
    }

    /// The next reply, as far as it comes.
    #[track_caller]
    pub fn reply_or_part(&mut self) -> Reply {
        let mut reply = self.reply_head();
        if let Some(length) = reply.header("content-length").map(|length| length.parse().expect("a length")) {
            while self.unread.len() < length && self.read_more().is_ok() {}
            reply.is_whole = self.unread.len() >= length;
            reply.body = self.take(length);
        } else if reply.header("transfer-encoding") == Some("chunked") {
            while reply.is_whole {
                match self.chunk() {
                    Some(chunk) if chunk.is_empty() => break,
                    Some(chunk) => reply.body.extend(chunk),
                    None => reply.is_whole = false,
                }
            }
        } else if !matches!(reply.status, 204 | 304) {
            reply.is_whole = self.end() == End::Closed;
            reply.body = std::mem::take(&mut self.unread);
        }
        reply
    }

    /// The head of the next reply: all that comes where the body is left out.
    #[track_caller]
    pub fn reply_head(&mut self) -> Reply {
        let end = loop {
            if let Some(at) = self.unread.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break at;
            }
            self.read_more().unwrap_or_else(|end| {
                panic!("{end:?} before the reply's head: {:?}", String::from_utf8_lossy(&self.unread))
            });
        };
        let head = self.take(end + 4);
        let head = String::from_utf8_lossy(&head[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.unwrap_or_else(|| panic!("this is no status line: {head}"));
        Reply { status, head, body: Vec::new(), is_whole: true }
    }

    /// The next chunk of a chunked body; `None` where the body is cut.
    #[track_caller]
    pub fn chunk(&mut self) -> Option<Vec<u8>> {
        let end = loop {
            match self.unread.windows(2).position(|bytes| bytes == b"\r\n") {
                Some(at) => break at,
                None => self.read_more().ok()?,
            }
        };
        let size = String::from_utf8(self.take(end + 2)).expect("a size");
        let size = usize::from_str_radix(size.trim_end(), 16).expect("a size");
        while self.unread.len() < size + 2 {
            self.read_more().ok()?;
        }
        let mut chunk = self.take(size + 2);
        chunk.truncate(size);
        Some(chunk)
    }

    /// All chunks up to the end of the body.
    #[track_caller]
    pub fn reply_rest(&mut self) -> Vec<u8> {
        let mut body = Vec::new();
        loop {
            match self.chunk().expect("the body is not cut") {
                chunk if chunk.is_empty() => return body,
                chunk => body.extend(chunk),
            }
        }
    }

    /// Reads until the function closes the connection, or resets it.
    #[track_caller]
    pub fn end(&mut self) -> End {
        loop {
            if let Err(end) = self.read_more() {
                return end;
            }
        }
    }

    /// Asserts that nothing more comes, and the connection is closed.
    #[track_caller]
    pub fn is_closed(&mut self) {
        let end = self.end();
        assert!(self.unread.is_empty(), "more has come: {:?}", String::from_utf8_lossy(&self.unread));
        assert_eq!(end, End::Closed);
    }

    fn take(&mut self, length: usize) -> Vec<u8> {
        let rest = self.unread.split_off(length.min(self.unread.len()));
        std::mem::replace(&mut self.unread, rest)
    }

    #[track_caller]
    fn read_more(&mut self) -> Result<(), End> {
        let mut bytes = [0; 16 * 1024];
        let read = loop {
            match self.stream.read(&mut bytes) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        match read {
            Ok(0) => Err(End::Closed),
            Ok(read) => {
                self.unread.extend_from_slice(&bytes[..read]);
                Ok(())
            }
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => Err(End::Reset),
            Err(error) => panic!("nothing comes: {error}; so far {:?}", String::from_utf8_lossy(&self.unread)),
        }
    }
}
