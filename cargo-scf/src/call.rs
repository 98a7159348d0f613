//! An instance of a function, from its cold start to its end, and one call of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::timeout;

use crate::client::{self, NoResponse, Response};
use crate::control::End;
use crate::function::Function;
use crate::plan::Plan;
use crate::platform::{self, Failure};
use crate::process::{NotReady, Process};
use crate::request::Sending;
use crate::stop::Stop;

/// A running function. The platform starts one for the first call, and another where one has ended.
pub(crate) struct Instance {
    pub(crate) process: Arc<Process>,
    /// From the wish for it to the start of its program: its sandbox.
    pub(crate) runtime: Duration,
}

/// What came of a call.
#[derive(Debug)]
pub(crate) struct Called {
    pub(crate) request_id: String,
    pub(crate) result: Result<Response, Failed>,
    pub(crate) took: Duration,
    /// The most that the instance has used so far, in bytes.
    pub(crate) memory: u64,
}

/// Why a call has no answer.
#[derive(Clone, Debug)]
pub(crate) struct Failed {
    /// As what the platform would answer it; `None` where that is not known.
    pub(crate) kind: Option<Failure>,
    /// What happened here, for people.
    pub(crate) why: String,
}

impl Called {
    /// Whether the function answered, and not with an error.
    pub(crate) fn is_ok(&self) -> bool {
        self.result.as_ref().is_ok_and(|response| response.status.as_u16() < 400)
    }

    /// Whether there is no instance any more for the next call.
    pub(crate) fn ends_the_instance(&self) -> bool {
        self.result.as_ref().is_err_and(|failed| failed.kind.is_none_or(Failure::ends_the_instance))
    }
}

impl Instance {
    pub(crate) async fn start(plan: &Plan) -> Result<Self, Stop> {
        let asked = Instant::now();
        let process = Process::start(plan).await?;
        Ok(Self { process: Arc::new(process), runtime: asked.elapsed() })
    }

    /// Waits until it can be called: how long its program took.
    pub(crate) async fn ready(&self, function: &Function) -> Result<Duration, Failed> {
        let started = Instant::now();
        self.process.ready(function.start_limit).await.map_err(|not_ready| not_ready_is(&not_ready, function))?;
        Ok(started.elapsed())
    }
}

fn not_ready_is(not_ready: &NotReady, function: &Function) -> Failed {
    let port = platform::PORT;
    let (kind, why) = match not_ready {
        NotReady::Ended(end) => (Failure::StartExited, format!("the program ended before port {port} was open: {end}")),
        NotReady::OverMemory => (Failure::OutOfMemory, over_memory(function)),
        NotReady::Silent => (
            Failure::PortNotOpen,
            format!("port {port} is not open after {} s: listen on 0.0.0.0:{port}", function.start_limit.as_secs()),
        ),
        NotReady::OnLoopbackAlone => (
            Failure::PortNotOpen,
            format!("port {port} is open on 127.0.0.1 alone, where the platform does not reach it: listen on 0.0.0.0"),
        ),
    };
    Failed { kind: Some(kind), why }
}

fn over_memory(function: &Function) -> String {
    format!("the function used more than its {} MB: `--memory` sets another limit", function.memory_mb)
}

/// Calls an instance once.
pub(crate) async fn call(process: Arc<Process>, function: Function, sending: Sending, request_id: String) -> Called {
    let began = Instant::now();
    let request = sending.with_context(&function, &request_id);
    let address = process.address();
    let exchange = client::exchange(process.connect(address), address.to_string(), request, platform::BODY_LIMIT);
    let exchanged = tokio::select! {
        // An answer that is there counts, though its process has ended since.
        biased;
        exchanged = timeout(function.timeout, exchange) => exchanged.map_err(|_| Failed {
            kind: Some(Failure::TimedOut),
            why: format!("no answer within {} s: `--timeout` sets another limit", function.timeout.as_secs()),
        }),
        end = process.ended() => Err(ended(end)),
    };
    let took = began.elapsed();
    let result = match exchanged {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(NoResponse::TooLarge)) => Err(Failed {
            kind: Some(Failure::ResponseTooLarge),
            why: format!("the answer has more than {} bytes", platform::BODY_LIMIT),
        }),
        Ok(Err(NoResponse::Broken(reason))) => Err(broken(&process, &reason).await),
        Err(failed) => Err(failed),
    };
    let memory = process.memory().peak;
    // Whatever else happened, this is why.
    let result = if process.is_over_memory() {
        Err(Failed { kind: Some(Failure::OutOfMemory), why: over_memory(&function) })
    } else {
        result
    };
    Called { request_id, result, took, memory }
}

/// How long the end of a process may be later than that of its connections.
const SETTLING: Duration = Duration::from_millis(500);

/// A connection that broke: mostly since its process has ended.
async fn broken(process: &Process, reason: &str) -> Failed {
    match timeout(SETTLING, process.ended()).await {
        Ok(end) => ended(end),
        Err(_) => Failed { kind: None, why: format!("the function did not answer in HTTP: {reason}") },
    }
}

fn ended(end: End) -> Failed {
    Failed { kind: Some(Failure::Exited), why: format!("the process ended in the call: {end}") }
}
