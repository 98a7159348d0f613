//! The socket, and the thread that accepts and serves.
//!
//! One thread does both, through actix-http's service. Beside actix-web's own server, which hands connections
//! from an accepting thread to workers, this has the first reply out earlier and costs a new connection less;
//! and on the platform every request is a new connection.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Poll, Waker};
use std::time::Duration;

use actix_http::{HttpService, KeepAlive, Request};
use actix_service::{Service, ServiceFactory, fn_service};
use futures_util::FutureExt;
use slab::Slab;
use socket2::{Domain, Socket, Type};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, timeout};

use crate::platform::variable::PORT;
use crate::registry::StartError;
use crate::request::Requests;

/// How many connections the kernel holds ready.
const BACKLOG: i32 = 1024;

/// How long a client may take for a request's head. A connection without a byte is a probe, and normal.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How long an idle connection is kept: longer than proxies do, so that it is they who close it.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// How long a client that still sends may go on to, when its reply is out and nobody reads the rest of its body.
/// A connection that is closed with bytes unread is reset, and that may cost the client the reply. A WebSocket whose
/// client waits for the server to close lingers too, so this is not long.
const LINGER: Duration = Duration::from_secs(1);

/// How long the server waits when no descriptor is left for a connection: asking again at once would take a whole
/// core.
const OUT_OF_DESCRIPTORS: Duration = Duration::from_millis(50);

/// A port that is ours, and does not listen yet.
pub(crate) struct Reserved {
    socket: Socket,
    port: u16,
}

/// Binds the port on all addresses, of both families where IPv6 is there.
pub(crate) fn reserve(port: u16) -> Result<Reserved, StartError> {
    let socket = bind(Domain::IPV6, SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)))
        .or_else(|error| match error.kind() {
            ErrorKind::AddrInUse | ErrorKind::PermissionDenied => Err(error),
            _ => bind(Domain::IPV4, SocketAddr::from((Ipv4Addr::UNSPECIFIED, port))),
        })
        .map_err(|error| port_error(port, &error))?;
    Ok(Reserved { socket, port })
}

fn bind(domain: Domain, address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(domain, Type::STREAM, None)?;
    if domain == Domain::IPV6 {
        socket.set_only_v6(false)?;
    }
    // Without it a restart within a minute finds the port taken.
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    Ok(socket)
}

fn port_error(port: u16, error: &io::Error) -> StartError {
    StartError::new(match error.kind() {
        ErrorKind::AddrInUse => format!(
            "port {port} is taken: another process listens on it; end that one, or outside of the platform set \
             `{PORT}` to another"
        ),
        _ => format!("port {port} cannot be bound: {error}"),
    })
}

impl Reserved {
    /// Opens the port: the platform takes this as the sign that the function is ready.
    pub(crate) fn listen(self) -> Result<Listening, StartError> {
        self.socket.listen(BACKLOG).map_err(|error| port_error(self.port, &error))?;
        let address = self.socket.local_addr().ok().and_then(|address| address.as_socket());
        Ok(Listening { socket: Arc::new(self.socket), address })
    }
}

/// An open port, for one or more threads to accept from.
#[derive(Clone)]
pub(crate) struct Listening {
    socket: Arc<Socket>,
    pub(crate) address: Option<SocketAddr>,
}

/// Serves until `ending` says to end, and then at most `grace` longer.
pub(crate) async fn serve(
    listening: Listening,
    requests: Requests,
    mut ending: watch::Receiver<bool>,
    grace: Duration,
) -> io::Result<Drained> {
    let requests = Rc::new(requests);
    let answer = fn_service(move |request: Request| {
        let requests = Rc::clone(&requests);
        async move { Ok::<_, Infallible>(requests.serve(request).await) }
    });
    let live = Rc::new(Live::default());
    let closing = Rc::clone(&live);
    let connections = HttpService::build()
        .keep_alive(KeepAlive::Timeout(KEEP_ALIVE))
        .client_request_timeout(HEAD_TIMEOUT)
        .client_disconnect_timeout(LINGER)
        .tcp_nodelay(true)
        .graceful_shutdown_signal(move || {
            let closing = Rc::clone(&closing);
            poll_fn(move |_| if closing.closing.get() { Poll::Ready(()) } else { Poll::Pending })
        })
        .h1(answer)
        .tcp();
    let Ok(connection) = connections.new_service(()).await else {
        return Err(io::Error::other("the HTTP service did not start"));
    };
    let connection = Rc::new(connection);
    let listener = TcpListener::from_std(listening.socket.try_clone()?.into())?;
    drop(listening);
    let mut waiting = false;
    loop {
        let accepted = tokio::select! {
            biased;
            _ = ending.wait_for(|ending| *ending) => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                waiting = false;
                let (connection, one) = (Rc::clone(&connection), One::of(&live));
                tokio::task::spawn_local(async move {
                    one.is_this_task().await;
                    // A client that breaks the protocol, or goes, is no event for the log. A panic in here ends
                    // this connection alone.
                    let served = connection.call(stream);
                    let _ = std::panic::AssertUnwindSafe(served).catch_unwind().await;
                    drop(one);
                });
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                if !std::mem::replace(&mut waiting, true) {
                    tracing::warn!(%error, "no connection can be accepted: waiting until others end");
                }
                sleep(OUT_OF_DESCRIPTORS).await;
            }
        }
    }
    drop(listener);
    live.close();
    Ok(live.drain(grace).await)
}

fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionRefused
            | ErrorKind::Interrupted
    )
}

/// How draining went.
pub(crate) struct Drained {
    /// Connections that still ran at the end of the grace time.
    pub(crate) left: usize,
    pub(crate) took: Duration,
}

impl Drained {
    /// Adds how it went on another thread.
    pub(crate) fn add(&mut self, other: &Self) {
        self.left += other.left;
        self.took = self.took.max(other.took);
    }
}

/// The connections there are, each with what wakes its task.
#[derive(Default)]
struct Live {
    tasks: RefCell<Slab<Option<Waker>>>,
    /// Whether those that are idle are to close. Each looks here whenever it is polled.
    closing: Cell<bool>,
    one_less: Notify,
}

impl Live {
    fn close(&self) {
        self.closing.set(true);
        for task in self.tasks.borrow().iter().filter_map(|(_, task)| task.as_ref()) {
            task.wake_by_ref();
        }
    }

    async fn drain(&self, grace: Duration) -> Drained {
        let begun = Instant::now();
        let empty = async {
            while !self.tasks.borrow().is_empty() {
                self.one_less.notified().await;
            }
        };
        let _ = timeout(grace, empty).await;
        Drained { left: self.tasks.borrow().len(), took: begun.elapsed() }
    }
}

/// One of the connections, until it is dropped.
struct One {
    live: Rc<Live>,
    key: usize,
}

impl One {
    fn of(live: &Rc<Live>) -> Self {
        let key = live.tasks.borrow_mut().insert(None);
        Self { live: Rc::clone(live), key }
    }

    /// Has the task that this is called in woken when connections are to close. A task has one waker for life.
    async fn is_this_task(&self) {
        let waker = poll_fn(|task| Poll::Ready(task.waker().clone())).await;
        if let Some(task) = self.live.tasks.borrow_mut().get_mut(self.key) {
            *task = Some(waker);
        }
    }
}

impl Drop for One {
    fn drop(&mut self) {
        self.live.tasks.borrow_mut().try_remove(self.key);
        self.live.one_less.notify_one();
    }
}
