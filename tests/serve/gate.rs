//! The test's side of a gate: it learns when a handler has come to it, and lets it go on.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};

use socket2::{Domain, Socket, Type};

use crate::process::PATIENCE;

pub struct Gate(TcpListener);

/// Somebody who waits at the gate. Dropping it opens the gate.
pub struct Waiting(TcpStream);

impl Gate {
    pub fn new() -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        // Where the listener has a time limit, `accept` has it.
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).unwrap();
        socket.listen(128).unwrap();
        Self(socket.into())
    }

    pub fn address(&self) -> String {
        self.0.local_addr().unwrap().to_string()
    }

    #[track_caller]
    pub fn arrival(&self) -> Waiting {
        let (stream, _) = self.0.accept().expect("somebody comes to the gate");
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Waiting(stream)
    }

    /// Asserts that nobody has come, and that nobody is at the gate.
    #[track_caller]
    pub fn nobody_came(&self) {
        self.0.set_nonblocking(true).unwrap();
        let came = self.0.accept();
        assert!(came.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock), "somebody came to the gate");
    }
}

impl Waiting {
    /// Lets it pass once.
    pub fn pass(&mut self) {
        self.0.write_all(b".").expect("it still waits");
    }

    /// Waits until it does not wait any more: it was dropped.
    #[track_caller]
    pub fn is_gone(&mut self) {
        let read = self.0.read_to_end(&mut Vec::new());
        assert!(matches!(read, Ok(0)) || read.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset));
    }
}
