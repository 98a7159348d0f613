//! A registry of the tests' own: it keeps to the distribution specification, and fails as it is told to.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::made;

/// Whom it lets in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Door {
    #[default]
    Open,
    /// `user:password`, in base64.
    Basic(&'static str),
    /// The same, or an identity token, in exchange for a token.
    Bearer(&'static str),
}

/// What goes wrong.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// How many uploads are cut in the middle.
    pub cuts: usize,
    /// How many requests whose path has this in it are answered so.
    pub answers: Vec<(usize, &'static str, u16, &'static str)>,
    /// Where uploads are sent to.
    pub uploads: Option<String>,
    /// Says that it has stored this.
    pub digest: Option<String>,
}

#[derive(Debug, Default)]
pub struct Store {
    pub blobs: BTreeMap<String, Vec<u8>>,
    /// By tag and by digest: media type and content.
    pub manifests: BTreeMap<String, (String, Vec<u8>)>,
    /// Each request: method and path, and the header that authorises it.
    pub log: Vec<(String, Option<String>)>,
    pub bytes: usize,
}

pub struct Registry {
    pub address: SocketAddr,
    store: Arc<Mutex<Store>>,
}

struct Shared {
    address: SocketAddr,
    door: Door,
    faults: Mutex<Faults>,
    store: Arc<Mutex<Store>>,
}

struct Request {
    method: String,
    path: String,
    query: String,
    headers: BTreeMap<String, String>,
}

impl Registry {
    pub fn start(door: Door, faults: Faults) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let store = Arc::new(Mutex::new(Store::default()));
        let shared = Arc::new(Shared { address, door, faults: Mutex::new(faults), store: Arc::clone(&store) });
        // It ends with the tests.
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&shared);
                thread::spawn(move || shared.serve(stream));
            }
        });
        Self { address, store }
    }

    pub fn open() -> Self {
        Self::start(Door::Open, Faults::default())
    }

    pub fn name(&self, rest: &str) -> String {
        format!("{}/{rest}", self.address)
    }

    pub fn store(&self) -> std::sync::MutexGuard<'_, Store> {
        self.store.lock().unwrap()
    }

    /// How often this was asked.
    pub fn asked(&self, beginning: &str) -> usize {
        self.store().log.iter().filter(|(line, _)| line.starts_with(beginning)).count()
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let mut words = line.split_whitespace();
        let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let mut headers = BTreeMap::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim().split_once(": ") else { break };
            headers.insert(name.to_lowercase(), value.to_owned());
        }
        let request = Request { method, path: path.to_owned(), query: query.to_owned(), headers };
        let length: usize = request.headers.get("content-length").map_or(0, |length| length.parse().unwrap());
        let is_upload = request.method == "PUT" && request.path.contains("/blobs/");
        if is_upload && self.takes_a_cut() {
            let mut half = vec![0; length / 2];
            reader.read_exact(&mut half).ok()?;
            return None;
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let authorization = request.headers.get("authorization").cloned();
        self.store.lock().unwrap().log.push((format!("{} {target}", request.method), authorization));
        let answer = self.answer(&request, &body);
        (&stream).write_all(&answer).ok()
    }

    fn takes_a_cut(&self) -> bool {
        let mut faults = self.faults.lock().unwrap();
        faults.cuts = match faults.cuts {
            0 => return false,
            more => more - 1,
        };
        true
    }

    fn answer(&self, request: &Request, body: &[u8]) -> Vec<u8> {
        let fault = self.faults.lock().unwrap().answers.iter_mut().find_map(|(left, part, status, body)| {
            (*left > 0 && format!("{} {}", request.method, request.path).contains(*part)).then(|| {
                *left -= 1;
                (*status, *body)
            })
        });
        if let Some((status, body)) = fault {
            return reply(status, &[], body.as_bytes());
        }
        if request.path == "/token" {
            return self.token(request, body);
        }
        if let Some(challenge) = self.challenge(request) {
            let body = br#"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}"#;
            return reply(401, &[("WWW-Authenticate", &challenge)], body);
        }
        self.registry(request, body)
    }

    fn challenge(&self, request: &Request) -> Option<String> {
        let shown = request.headers.get("authorization").map(String::as_str).unwrap_or_default();
        match &self.door {
            Door::Open => None,
            Door::Basic(secret) if shown == format!("Basic {secret}") => None,
            Door::Basic(_) => Some("Basic realm=\"x\"".to_owned()),
            Door::Bearer(_) if shown == "Bearer the-token" => None,
            Door::Bearer(_) => Some(format!(
                "Bearer realm=\"http://{}/token\",service=\"the registry\",scope=\"repository:a,b:pull\"",
                self.address
            )),
        }
    }

    fn token(&self, request: &Request, body: &[u8]) -> Vec<u8> {
        let Door::Bearer(secret) = &self.door else { return reply(404, &[], b"") };
        let shown = request.headers.get("authorization").map(String::as_str).unwrap_or_default();
        let form = String::from_utf8_lossy(body);
        let is_identity = request.method == "POST" && form.contains(&format!("refresh_token={secret}"));
        if is_identity {
            reply(200, &[], br#"{"access_token":"the-token"}"#)
        } else if shown == format!("Basic {secret}") {
            reply(200, &[], br#"{"token":"the-token"}"#)
        } else {
            reply(401, &[], br#"{"errors":[{"code":"UNAUTHORIZED","message":"incorrect username or password"}]}"#)
        }
    }

    fn registry(&self, request: &Request, body: &[u8]) -> Vec<u8> {
        let mut store = self.store.lock().unwrap();
        if request.path == "/v2/" {
            return reply(200, &[], b"{}");
        }
        let (_, last) = request.path.rsplit_once('/').unwrap();
        let is = |method: &str, part: &str| request.method == method && request.path.contains(part);
        if is("POST", "/blobs/uploads/") {
            let uploads = self.faults.lock().unwrap().uploads.clone();
            let location = uploads.unwrap_or_default() + "/v2/a/b/blobs/uploads/1?state=x";
            return reply(202, &[("Location", &location)], b"");
        }
        if is("PUT", "/blobs/uploads/") {
            let digest = request.query.split("digest=").nth(1).unwrap().replace("%3A", ":");
            assert_eq!(made::digest(body), digest);
            assert!(request.query.starts_with("state=x&"), "{}", request.query);
            store.bytes += body.len();
            store.blobs.insert(digest, body.to_vec());
            return reply(201, &[], b"");
        }
        if is("PUT", "/manifests/") {
            let text: serde_json::Value = serde_json::from_slice(body).unwrap();
            let blobs = text["layers"].as_array().unwrap().iter().chain([&text["config"]]);
            for blob in blobs {
                assert!(store.blobs.contains_key(blob["digest"].as_str().unwrap()), "the manifest comes last");
            }
            let kept = (request.headers["content-type"].clone(), body.to_vec());
            store.manifests.insert(last.to_owned(), kept.clone());
            store.manifests.insert(made::digest(body), kept);
            let digest = self.faults.lock().unwrap().digest.clone().unwrap_or_else(|| made::digest(body));
            return reply(201, &[("Docker-Content-Digest", &digest)], b"");
        }
        if request.path.contains("/manifests/") {
            return match store.manifests.get(last) {
                Some((kind, content)) => reply(200, &[("Content-Type", kind)], content),
                None => reply(404, &[], br#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"#),
            };
        }
        match store.blobs.get(last) {
            Some(_) if request.method == "HEAD" => reply(200, &[], b""),
            Some(content) => reply(200, &[], content),
            None => reply(404, &[], b""),
        }
    }
}

fn reply(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} x\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
    for (name, value) in headers {
        write!(text, "{name}: {value}\r\n").unwrap();
    }
    [text.as_bytes(), b"\r\n", body].concat()
}
