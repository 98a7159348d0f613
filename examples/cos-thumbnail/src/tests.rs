//! The whole way: an event, a picture from a server, a thumbnail to it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use percent_encoding::percent_decode_str;
use scf::events::samples;
use scf::test::{Reply, block_on, event};

use super::*;
use crate::picture::LONGEST_SIDE;

const KEY: &str = "uploads/2026/cat.jpg";

/// COS, as far as this function needs it: objects that are read and written, for whoever signs right.
#[derive(Clone, Default)]
struct Server {
    objects: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    requests: Arc<Mutex<Vec<Request>>>,
}

#[derive(Clone, Debug)]
struct Request {
    method: String,
    /// The path as it came.
    path: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Request {
    fn read(stream: &mut TcpStream) -> Self {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let mut first = lines.next().unwrap().split(' ').map(str::to_owned);
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        let headers: BTreeMap<_, _> = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        let mut body = vec![0; headers.get("content-length").map_or(0, |length| length.parse().unwrap())];
        stream.read_exact(&mut body).unwrap();
        Self { method: first.next().unwrap(), path: first.next().unwrap(), headers, body }
    }

    fn key(&self) -> String {
        percent_decode_str(&self.path[1..]).decode_utf8().unwrap().into_owned()
    }

    /// Signs what has arrived once more, and compares.
    fn is_signed(&self) -> bool {
        let Some(authorization) = self.headers.get("authorization") else { return false };
        let fields: BTreeMap<_, _> = authorization.split('&').filter_map(|field| field.split_once('=')).collect();
        let headers = fields["q-header-list"].split(';').map(|name| (name, self.headers[name].as_str()));
        let headers: Vec<_> = headers.collect();
        let signed = sign::Request { method: &self.method, path: &format!("/{}", self.key()), headers: &headers };
        fields["q-ak"] == "example-id"
            && ["host", "x-cos-security-token"].iter().all(|name| headers.iter().any(|(signed, _)| signed == name))
            && fields["q-signature"] == signed.signature("example-key", fields["q-sign-time"])
    }
}

impl Server {
    fn with(key: &str, object: &[u8]) -> Self {
        let server = Self::default();
        server.objects.lock().unwrap().insert(key.to_owned(), object.to_vec());
        server
    }

    /// Serves at a free port, as long as the tests run.
    fn start(&self) -> Cos {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let server = self.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                server.answer(&mut stream.unwrap());
            }
        });
        Cos::new(Some(&endpoint)).unwrap()
    }

    fn answer(&self, stream: &mut TcpStream) {
        let request = Request::read(stream);
        self.requests.lock().unwrap().push(request.clone());
        let mut objects = self.objects.lock().unwrap();
        let (status, body) = match (request.method.as_str(), objects.get(&request.key())) {
            _ if !request.is_signed() => (403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>".to_vec()),
            ("GET", Some(object)) => (200, object.clone()),
            ("GET", None) => (404, b"<Error><Code>NoSuchKey</Code></Error>".to_vec()),
            ("PUT", _) => {
                objects.insert(request.key(), request.body);
                (200, Vec::new())
            }
            _ => (405, Vec::new()),
        };
        let head = format!("HTTP/1.1 {status} -\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).unwrap();
        // Who has read enough goes away.
        let _ = stream.write_all(&body);
    }

    fn requests(&self) -> Vec<(String, String)> {
        self.requests.lock().unwrap().iter().map(|request| (request.method.clone(), request.key())).collect()
    }
}

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let red = RgbImage::from_pixel(width, height, Rgb([200, 20, 20]));
    DynamicImage::ImageRgb8(red).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The sample, with another key in it.
fn created(key: &str) -> Event {
    let mut event: Event = samples::COS_CREATED.parse().unwrap();
    event.records[0].cos.object.key = format!("/1300000001/photos/{key}");
    event.records[0].cos.object.url = String::new();
    event
}

fn call_with(secret_key: &str, payload: impl Serialize, cos: Cos) -> Reply {
    let ctx = Context::builder().memory_limit_mb(64).credentials("example-id", secret_key, "example+token==");
    block_on(event(payload).state(cos).context(ctx.build()))
}

fn call(payload: impl Serialize, server: &Server) -> Vec<Outcome> {
    let reply = call_with("example-key", payload, server.start());
    assert_eq!(reply.status(), 200, "{}", reply.text());
    assert!(!reply.text().contains("example-key") && !reply.text().contains("token"), "{}", reply.text());
    reply.json().unwrap()
}

fn why(payload: impl Serialize, server: &Server) -> String {
    match &*call(payload, server) {
        [Outcome::Skipped { why, .. }] => why.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn starts() {
    scf::test::assert_startable();
}

#[test]
fn makes_a_thumbnail_of_what_is_created() {
    let server = Server::with(KEY, &picture(1024, 512, ImageFormat::Jpeg));
    let thumbnail = format!("thumbnails/{KEY}");
    let made = Outcome::Made { key: KEY.to_owned(), thumbnail: thumbnail.clone(), width: LONGEST_SIDE, height: 128 };
    assert_eq!(call(samples::COS_CREATED, &server), [made]);

    let written = server.objects.lock().unwrap()[&thumbnail].clone();
    assert_eq!(image::guess_format(&written).unwrap(), ImageFormat::Jpeg);
    let written = image::load_from_memory(&written).unwrap();
    assert_eq!((written.width(), written.height()), (LONGEST_SIDE, 128));

    let requests = server.requests.lock().unwrap();
    let [get, put] = &**requests else { panic!("{requests:?}") };
    assert_eq!((get.method.as_str(), put.method.as_str()), ("GET", "PUT"));
    for request in [get, put] {
        assert!(request.headers["authorization"].starts_with("q-sign-algorithm=sha1&q-ak=example-id&"));
        assert_eq!(request.headers["x-cos-security-token"], "example+token==");
    }
    assert_eq!(put.headers["content-type"], "image/jpeg");
    assert!(put.headers["authorization"].contains("&q-header-list=content-type;host;x-cos-security-token&"));
}

#[test]
fn a_key_may_have_any_characters() {
    let key = "uploads/a b/猫+(1).png";
    let server = Server::with(key, &picture(8, 4, ImageFormat::Png));
    let thumbnail = format!("thumbnails/{key}");
    let made = Outcome::Made { key: key.to_owned(), thumbnail: thumbnail.clone(), width: 8, height: 4 };
    assert_eq!(call(created(key), &server), [made]);
    assert!(server.objects.lock().unwrap().contains_key(&thumbnail));
}

#[test]
fn leaves_thumbnails_and_what_is_removed_alone() {
    let server = Server::with(&format!("thumbnails/{KEY}"), &picture(8, 4, ImageFormat::Jpeg));
    assert_eq!(why(created(&format!("thumbnails/{KEY}")), &server), "it is a thumbnail");
    assert_eq!(why(samples::COS_REMOVED, &server), "it is not created: cos:ObjectRemove:Delete");
    assert_eq!(server.requests(), []);
}

#[test]
fn does_not_fetch_what_there_is_no_memory_for() {
    let server = Server::with(KEY, &picture(8, 4, ImageFormat::Jpeg));
    let mut event = created(KEY);
    event.records[0].cos.object.size = Some(16 * 1024 * 1024 + 1);
    assert_eq!(why(event, &server), "it has more than the 16777216 bytes for which there is memory");
    assert_eq!(server.requests(), []);
}

#[test]
fn does_not_read_to_the_end_what_has_grown_since() {
    let server = Server::with(KEY, &vec![0; 17 * 1024 * 1024]);
    assert!(why(samples::COS_CREATED, &server).contains("more than the 16777216 bytes"));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn skips_what_is_no_picture_or_gone() {
    assert!(why(samples::COS_CREATED, &Server::with(KEY, b"hello")).contains("format"));
    let half = picture(64, 64, ImageFormat::Png);
    assert!(!why(samples::COS_CREATED, &Server::with(KEY, &half[..half.len() / 2])).is_empty());
    assert_eq!(why(samples::COS_CREATED, &Server::default()), "it is gone");
}

#[test]
fn fails_where_it_may_be_better_later() {
    let server = Server::with(KEY, &picture(8, 4, ImageFormat::Jpeg));
    let reply = call_with("another-key", samples::COS_CREATED, server.start());
    assert_eq!((reply.status(), reply.error_type().as_deref()), (502, Some("CosRefused")));
    assert!(reply.text().contains("403 Forbidden SignatureDoesNotMatch to a GET of uploads"), "{}", reply.text());

    // A port at which nobody listens any more.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let reply = call_with("example-key", samples::COS_CREATED, Cos::new(Some(&format!("http://{closed}"))).unwrap());
    assert_eq!((reply.status(), reply.error_type().as_deref()), (502, Some("CosUnreachable")));
}
