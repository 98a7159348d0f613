//! A request, byte by byte.

use hyper::body::Bytes;

use crate::client::Request;

/// A request, down to its framing.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Bytes,
    pub(crate) is_chunked: bool,
    /// Whether it is the only one of its connection, as the platform's are.
    pub(crate) closes: bool,
}

impl Ask {
    pub(crate) fn of(request: Request, host: &str) -> Self {
        let headers = request.headers.into_iter().map(|(name, value)| (name, value.into_bytes()));
        Self {
            method: request.method.to_string(),
            path: request.path,
            headers: [("Host".to_owned(), host.as_bytes().to_vec())].into_iter().chain(headers).collect(),
            body: request.body,
            is_chunked: false,
            closes: true,
        }
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn without(mut self, is_left_out: impl Fn(&str) -> bool) -> Self {
        self.headers.retain(|(name, _)| !is_left_out(name));
        self
    }

    pub(crate) fn to(mut self, method: &str, path: &str) -> Self {
        method.clone_into(&mut self.method);
        path.clone_into(&mut self.path);
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) fn chunked(mut self) -> Self {
        self.is_chunked = true;
        self
    }

    pub(crate) fn keeping(mut self) -> Self {
        self.closes = false;
        self
    }

    pub(crate) fn head(&self) -> Vec<u8> {
        let mut bytes = format!("{} {} HTTP/1.1\r\n", self.method, self.path).into_bytes();
        for (name, value) in &self.headers {
            bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        if self.is_chunked {
            bytes.extend(b"Transfer-Encoding: chunked\r\n");
        } else if !self.body.is_empty() || self.method == "POST" {
            bytes.extend(format!("Content-Length: {}\r\n", self.body.len()).into_bytes());
        }
        if self.closes {
            bytes.extend(b"Connection: close\r\n");
        }
        bytes.extend(b"\r\n");
        bytes
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.head();
        if self.is_chunked {
            // In two, so that who reads one chunk alone is found out.
            let (first, second) = self.body.split_at(self.body.len() / 2);
            for chunk in [first, second].into_iter().filter(|chunk| !chunk.is_empty()) {
                bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
                bytes.extend([chunk, b"\r\n"].concat());
            }
            bytes.extend(b"0\r\n\r\n");
        } else {
            bytes.extend(&self.body);
        }
        bytes
    }
}
