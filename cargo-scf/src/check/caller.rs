//! Connections to a function, wherever it is, and calls over them that do not wait for ever.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::Uri;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::check::ask::Ask;
use crate::check::wire::{NoReply, Reply, Wire};
use crate::platform;
use crate::process::Process;
use crate::stop::{OrStop, Stop};

/// Who calls. A clone calls the same function.
#[derive(Clone)]
pub(crate) struct Caller {
    to: To,
    /// How long an answer may take: what the function's time-out is.
    patience: Duration,
}

#[derive(Clone)]
enum To {
    Process(Arc<Process>, SocketAddr),
    Address(String, u16),
}

impl Caller {
    pub(crate) fn of_process(process: Arc<Process>, address: SocketAddr, patience: Duration) -> Self {
        Self { to: To::Process(process, address), patience }
    }

    /// Of what listens at an address such as `http://localhost:9000`.
    pub(crate) fn of_url(url: &str, patience: Duration) -> Result<Self, Stop> {
        let example = format!("an address such as http://localhost:{}", platform::PORT);
        let parsed: Uri = url.parse().or_stop(|| format!("`{url}` is no address: name {example}"))?;
        match parsed.scheme_str() {
            Some("http") => {}
            Some("https") => {
                return Err(Stop::new(format!("this tool speaks no TLS: run the image, and name {example}")));
            }
            _ => return Err(Stop::new(format!("`{url}` does not begin with `http://`: name {example}"))),
        }
        if parsed.path_and_query().is_some_and(|path| path.as_str() != "/") {
            return Err(Stop::new(format!("`{url}` has a path, and the checks choose their own: name {example}")));
        }
        let host = parsed.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        Ok(Self { to: To::Address(host, parsed.port_u16().unwrap_or(80)), patience })
    }

    /// What its requests say in `Host`.
    pub(crate) fn host(&self) -> String {
        match &self.to {
            To::Process(_, address) => address.to_string(),
            To::Address(host, port) if host.contains(':') => format!("[{host}]:{port}"),
            To::Address(host, port) => format!("{host}:{port}"),
        }
    }

    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    pub(crate) async fn connect(&self) -> Result<Wire, NoReply> {
        let connecting = async {
            match &self.to {
                To::Process(process, address) => process.connect(*address).await,
                To::Address(host, port) => TcpStream::connect((host.as_str(), *port)).await,
            }
        };
        let stream = timeout(self.patience, connecting).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        stream.map(Wire::over).map_err(|error| NoReply::Refused(error.to_string()))
    }

    /// One request on a connection of its own.
    pub(crate) async fn call(&self, ask: &Ask) -> Result<Reply, NoReply> {
        let mut wire = self.connect().await?;
        self.call_over(&mut wire, ask).await
    }

    pub(crate) async fn call_over(&self, wire: &mut Wire, ask: &Ask) -> Result<Reply, NoReply> {
        self.exchange(wire, &ask.bytes(), &ask.method).await
    }

    pub(crate) async fn exchange(&self, wire: &mut Wire, bytes: &[u8], method: &str) -> Result<Reply, NoReply> {
        timeout(self.patience, wire.exchange(bytes, method)).await.unwrap_or(Err(NoReply::TimedOut))
    }
}
