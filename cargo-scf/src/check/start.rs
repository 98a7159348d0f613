//! A function is started as the platform does it, and called at the very moment at which its port opens.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::check::ask::Ask;
use crate::check::caller::Caller;
use crate::check::wire::{NoReply, Reply, Wire};
use crate::control::What;
use crate::plan::Plan;
use crate::platform;
use crate::process::{NotReady, Process};
use crate::stop::Stop;

/// A start, successful or not.
pub(crate) struct Start {
    pub(crate) process: Arc<Process>,
    pub(crate) opened: Result<Opened, NotReady>,
}

/// A port that has opened.
pub(crate) struct Opened {
    pub(crate) after: Duration,
    pub(crate) reached: Reached,
    pub(crate) caller: Caller,
    /// The answer to the request that was sent right then.
    pub(crate) first: Result<Reply, NoReply>,
    /// What it answers once it has come to rest, and how long after the port had opened.
    pub(crate) settled: Option<Reply>,
    pub(crate) settled_after: Duration,
}

/// Where a function listens, from what reaches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reached {
    FromOutside,
    OnLoopbackAlone,
    OnIpv6Alone,
}

/// How long a function that is up may go on answering with errors before these are taken for its answer.
const SETTLING: Duration = Duration::from_secs(2);

/// How long to wait between two looks.
const PAUSE: Duration = Duration::from_millis(20);

impl Start {
    /// Starts a process and waits until it is usable. `usual` makes the request for a host, `known` is the status that is
    /// known to be its answer.
    pub(crate) async fn new(
        plan: &Plan,
        usual: impl Fn(&str) -> Result<Ask, Stop>,
        known: Option<u16>,
    ) -> Result<Self, Stop> {
        let process = Arc::new(Process::start(plan).await?);
        let (streams, address, reached) = match port(&process, plan.function.start_limit).await {
            Ok(opened) => opened,
            Err(not_ready) => return Ok(Self { process, opened: Err(not_ready) }),
        };
        let (after, at) = (process.began().elapsed(), Instant::now());
        let caller = Caller::of_process(Arc::clone(&process), address, plan.function.timeout);
        // Over the connection that found the port open, so that nothing comes before it.
        let mut first = Err(NoReply::Cut);
        for (number, stream) in streams.into_iter().enumerate() {
            let reply = caller.call_over(&mut Wire::over(stream), &usual(&caller.host())?).await;
            if number == 0 {
                first = reply;
            }
        }
        let settled = loop {
            let settled = caller.call(&usual(&caller.host())?).await.ok();
            let is_settled = settled.as_ref().is_some_and(|reply| reply.status < 500 || known == Some(reply.status));
            if is_settled || at.elapsed() > SETTLING || has_ended(&process).await {
                break settled;
            }
            sleep(PAUSE).await;
        };
        let settled_after = at.elapsed();
        Ok(Self { process, opened: Ok(Opened { after, reached, caller, first, settled, settled_after }) })
    }

    /// Whether it came up and answers with something else than an error of its own.
    pub(crate) fn is_good(&self) -> bool {
        let settled = self.opened.as_ref().ok().and_then(|opened| opened.settled.as_ref());
        settled.is_some_and(|reply| reply.status < 500)
    }

    pub(crate) fn has_read_only_root(&self) -> bool {
        let restrictions = &self.process.isolation().restrictions;
        restrictions.iter().any(|restriction| restriction.what == What::ReadOnlyRoot && restriction.refused.is_none())
    }
}

pub(crate) async fn has_ended(process: &Process) -> bool {
    timeout(Duration::ZERO, process.ended()).await.is_ok()
}

/// Waits until the port is open at whatever address, and says where. No connection is closed: that would be a probe, which
/// is asked for later.
async fn port(process: &Process, limit: Duration) -> Result<(Vec<TcpStream>, SocketAddr, Reached), NotReady> {
    let port = process.address().port();
    let outside = SocketAddr::new(platform::ADDRESS, port);
    let others = [
        (IpAddr::V4(Ipv4Addr::LOCALHOST), Reached::OnLoopbackAlone),
        (IpAddr::V6(Ipv6Addr::LOCALHOST), Reached::OnIpv6Alone),
    ];
    let opened = async {
        let mut pause = Duration::from_millis(1);
        loop {
            if let Some(stream) = connected(process, outside).await {
                return (vec![stream], outside, Reached::FromOutside);
            }
            for (address, reached) in others {
                let address = SocketAddr::new(address, port);
                let Some(stream) = connected(process, address).await else { continue };
                // It may have opened between the two looks.
                return match connected(process, outside).await {
                    Some(other) => (vec![stream, other], outside, Reached::FromOutside),
                    None => (vec![stream], address, reached),
                };
            }
            sleep(pause).await;
            pause = (pause * 2).min(PAUSE);
        }
    };
    let left = limit.saturating_sub(process.began().elapsed());
    tokio::select! {
        end = process.ended() => Err(if process.is_over_memory() { NotReady::OverMemory } else { NotReady::Ended(end) }),
        opened = timeout(left, opened) => opened.map_err(|_| NotReady::Silent),
    }
}

async fn connected(process: &Process, address: SocketAddr) -> Option<TcpStream> {
    timeout(Duration::from_secs(1), process.connect(address)).await.ok()?.ok()
}
