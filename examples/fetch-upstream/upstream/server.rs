//! The service, as far as the function needs it.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rustls::crypto::ring;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::certificates::Identity;

pub(crate) struct Server {
    port: u16,
    asked: Arc<AtomicUsize>,
}

impl Server {
    /// Serves at a free port of this machine, as long as the process runs.
    pub(crate) fn start(identity: Identity) -> Result<Self, Box<dyn Error>> {
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let config = config.with_safe_default_protocol_versions()?.with_no_client_auth();
        let config = Arc::new(config.with_single_cert(vec![identity.certificate], identity.key)?);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let server = Self { port: listener.local_addr()?.port(), asked: Arc::default() };
        let asked = server.asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (config, asked) = (config.clone(), asked.clone());
                // A client that does not trust the certificate hangs up, which is its business.
                thread::spawn(move || drop(answer(stream, config, &asked)));
            }
        });
        Ok(server)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// How many requests there were.
    #[allow(dead_code, reason = "the tests want to know, and the program that shares this file does not")]
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

fn answer(stream: TcpStream, config: Arc<ServerConfig>, asked: &AtomicUsize) -> Result<(), Box<dyn Error>> {
    let mut stream = StreamOwned::new(ServerConnection::new(config)?, stream);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    asked.fetch_add(1, Ordering::Relaxed);
    let head = String::from_utf8(head)?;
    let target = head.split(' ').nth(1).unwrap_or_default();
    let (status, body) = match target.strip_prefix("/v1/latest?base=") {
        Some("EUR") => (200, r#"{"amount":1.0,"base":"EUR","date":"2026-11-24","rates":{"CNY":8.1794,"JPY":180.3}}"#),
        // What goes wrong, by the currency that is asked for.
        Some("XBR") => (503, "back soon"),
        Some("XTX") => (200, "<html>"),
        Some("XSL") => {
            // No answer, for as long as the client waits.
            stream.read_exact(&mut [0])?;
            return Ok(());
        }
        _ => (404, r#"{"message":"not found"}"#),
    };
    write!(stream, "HTTP/1.1 {status} As It Is\r\nContent-Length: {}\r\n\r\n{body}", body.len())?;
    stream.conn.send_close_notify();
    stream.flush()?;
    Ok(())
}
