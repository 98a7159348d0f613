//! The function that is checked: started afresh where a check needs it or has left nothing of it, or behind an address.

use std::sync::Arc;
use std::time::Duration;

use rustix::process::Signal;
use tokio::time::timeout;

use crate::check::caller::Caller;
use crate::check::finding::{Finding, fail, skip};
use crate::check::start::{Reached, Start, has_ended};
use crate::check::wire::{Ask, NoReply, Reply};
use crate::control::End;
use crate::function::Function;
use crate::invoke::request_id;
use crate::output::Line;
use crate::plan::Plan;
use crate::process::{NotReady, Process};
use crate::report;
use crate::request::Sending;
use crate::stop::Stop;

pub(crate) struct Subject {
    function: Function,
    sending: Sending,
    /// `None` is a function behind an address.
    here: Option<Here>,
    caller: Option<Caller>,
    baseline: Option<Baseline>,
}

/// What only a function that is started here has.
struct Here {
    plan: Plan,
    process: Option<Arc<Process>>,
    first: Option<First>,
    /// All that its processes have written, but for the one that runs.
    lines: Vec<Line>,
}

/// The first start of all.
pub(crate) struct First {
    pub(crate) opened: Result<FirstOpened, NotReady>,
    pub(crate) has_read_only_root: bool,
    /// Why it had to be started again with a file system that it may write to.
    pub(crate) needs_writable: Option<String>,
}

pub(crate) struct FirstOpened {
    pub(crate) after: Duration,
    pub(crate) reached: Reached,
    pub(crate) first: Result<Reply, NoReply>,
    pub(crate) settled_after: Duration,
}

/// What it answers to its usual request, which is what other answers are compared with.
#[derive(Clone, Debug)]
pub(crate) struct Baseline {
    pub(crate) reply: Reply,
    /// Whether it answers the same request with the same body.
    pub(crate) is_steady: bool,
}

impl Subject {
    /// A function that is to be started.
    pub(crate) fn started_by(plan: Plan, sending: Sending) -> Self {
        let function = plan.function.clone();
        let here = Here { plan, process: None, first: None, lines: Vec::new() };
        Self { function, sending, here: Some(here), caller: None, baseline: None }
    }

    /// A function that runs elsewhere.
    pub(crate) fn behind(caller: Caller, function: Function, sending: Sending) -> Self {
        Self { function, sending, here: None, caller: Some(caller), baseline: None }
    }

    pub(crate) fn is_event(&self) -> bool {
        self.sending.is_event
    }

    pub(crate) fn is_here(&self) -> bool {
        self.here.is_some()
    }

    pub(crate) fn function(&self) -> &Function {
        &self.function
    }

    /// Sees to it that there is something to call. The inner error says why there is not.
    pub(crate) async fn prepare(&mut self) -> Result<Result<(), String>, Stop> {
        if let Some(here) = &mut self.here {
            if let Some(First { opened: Err(not_ready), .. }) = &here.first {
                return Ok(Err(in_words(not_ready, &self.function)));
            }
            if here.process.is_none() {
                let start = here
                    .start(&self.function, &self.sending, self.baseline.as_ref().map(|usual| usual.reply.status))
                    .await?;
                match start.opened {
                    Ok(opened) => {
                        here.process = Some(start.process);
                        self.caller = Some(opened.caller);
                    }
                    Err(not_ready) => {
                        here.lines.extend(start.process.output().from(0));
                        return Ok(Err(in_words(&not_ready, &self.function)));
                    }
                }
            }
        }
        if self.baseline.is_none() {
            self.measure().await?;
        }
        Ok(Ok(()))
    }

    async fn measure(&mut self) -> Result<(), Stop> {
        let Some(caller) = self.caller.clone() else { return Ok(()) };
        let usual = self.usual_of(&caller.host(), &request_id()?);
        let other = self.usual_of(&caller.host(), &request_id()?);
        match (caller.call(&usual).await, caller.call(&other).await) {
            (Ok(reply), Ok(other)) => {
                let is_steady = reply.body == other.body;
                self.baseline = Some(Baseline { reply, is_steady });
            }
            (Err(NoReply::Refused(reason)), _) if self.here.is_none() => {
                return Err(Stop::new(format!("nobody answers at {}: {reason}", caller.host())));
            }
            _ => {}
        }
        Ok(())
    }

    fn usual_of(&self, host: &str, id: &str) -> Ask {
        Ask::of(self.sending.with_context(&self.function, id), host)
    }

    pub(crate) fn caller(&self) -> Result<Caller, Finding> {
        self.caller.clone().map_or_else(|| skip("the function is not running"), Ok)
    }

    /// The usual request, as a call of its own.
    pub(crate) fn usual(&self) -> Result<Ask, Finding> {
        self.usual_of_id(&new_id()?)
    }

    pub(crate) fn usual_of_id(&self, id: &str) -> Result<Ask, Finding> {
        Ok(self.usual_of(&self.caller()?.host(), id))
    }

    /// The same to a function with an execution role.
    pub(crate) fn usual_with_role(&self) -> Result<Ask, Finding> {
        let mut function = self.function.clone();
        function.has_role = true;
        Ok(Ask::of(self.sending.with_context(&function, &new_id()?), &self.caller()?.host()))
    }

    /// A request with a body: the usual one of an event function, and else one that an HTTP function may well refuse.
    pub(crate) fn with_body(&self) -> Result<Ask, Finding> {
        let usual = self.usual()?;
        if self.is_event() {
            return Ok(usual);
        }
        let path = usual.path.clone();
        Ok(usual.to("POST", &path).header("Content-Type", "text/plain").body(&b"a body of a check"[..]))
    }

    pub(crate) fn baseline(&self) -> Result<&Baseline, Finding> {
        self.baseline.as_ref().map_or_else(|| skip("the function does not answer its usual request"), Ok)
    }

    /// Calls, and compares with the usual answer. `when` is what is unusual about the request, and begins the line that says
    /// what became of it.
    pub(crate) async fn answers_as_usual(&self, ask: &Ask, when: &str) -> Result<Reply, Finding> {
        self.baseline()?;
        let reply = self.answers(ask, when).await?;
        self.is_usual(&reply, when)?;
        Ok(reply)
    }

    pub(crate) fn is_usual(&self, reply: &Reply, when: &str) -> Result<(), Finding> {
        let usual = self.baseline()?;
        if reply.status != usual.reply.status {
            return fail(format!("{when}: answered with {}, and with {} otherwise", reply.status, usual.reply.status));
        }
        if usual.is_steady && reply.body != usual.reply.body {
            return fail(format!("{when}: answered with another body than otherwise"));
        }
        Ok(())
    }

    /// Calls; any answer will do.
    pub(crate) async fn answers(&self, ask: &Ask, when: &str) -> Result<Reply, Finding> {
        match self.caller()?.call(ask).await {
            Ok(reply) => Ok(reply),
            Err(no_reply) => self.failed(&no_reply, when).await,
        }
    }

    /// Whether what has happened left the function able to serve.
    pub(crate) async fn still_serves(&self, when: &str) -> Result<(), Finding> {
        self.answers_as_usual(&self.usual()?, when).await.map(drop)
    }

    /// A failure by the lack of an answer, with what may have caused it.
    pub(crate) async fn failed<T>(&self, no_reply: &NoReply, when: &str) -> Result<T, Finding> {
        let what = match no_reply {
            NoReply::Refused(reason) => format!("{when}: no connection, {reason}"),
            NoReply::Cut => format!("{when}: the connection was cut"),
            NoReply::NotHttp(reason) => format!("{when}: answered with what is no HTTP, {reason}"),
            NoReply::TimedOut => {
                let limit = self.function.timeout.as_secs();
                format!("{when}: no answer within {limit} s")
            }
        };
        match self.end().await {
            Some(end) => fail(format!("{what}; {end}")),
            None => fail(what),
        }
    }

    /// How the process has ended, if it has, or does so right now.
    async fn end(&self) -> Option<String> {
        let process = self.here.as_ref()?.process.as_ref()?;
        let end = timeout(ENDING, process.ended()).await.ok()?;
        Some(ended_in_words(process, end, &self.function))
    }

    /// What a check left behind: a process that has ended, although the check has not seen it.
    pub(crate) async fn has_ended(&self) -> Option<String> {
        let process = self.here.as_ref()?.process.as_ref()?;
        if has_ended(process).await { self.end().await } else { None }
    }

    /// The next check begins with another process.
    pub(crate) fn discard(&mut self) {
        if let Some(here) = &mut self.here {
            self.caller = None;
            if let Some(process) = here.process.take() {
                here.lines.extend(process.output().from(0));
            }
        }
    }

    /// Sends SIGTERM, and says how the process ended within its time-out; `None` is that it did not. Either way it is
    /// gone then, and what it wrote at its end is among its lines.
    pub(crate) async fn terminate(&mut self) -> Option<End> {
        let process = self.here.as_ref()?.process.clone()?;
        // Where it cannot be sent the process has ended.
        let _ = process.signal(Signal::TERM).await;
        let end = timeout(self.function.timeout, process.ended()).await.ok();
        drop(process);
        self.discard();
        end
    }

    /// All that was written so far, by all its processes.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let Some(here) = &self.here else { return Vec::new() };
        let running = here.process.as_ref().map(|process| process.output().from(0));
        here.lines.iter().cloned().chain(running.into_iter().flatten()).collect()
    }

    pub(crate) fn first(&self) -> Option<&First> {
        self.here.as_ref()?.first.as_ref()
    }
}

/// A request id. Without random numbers nothing can be asked.
pub(crate) fn new_id() -> Result<String, Finding> {
    request_id().map_err(|stop| Finding::Skip(stop.to_string()))
}

/// How much later the end of a process may be seen than that of its connections.
const ENDING: Duration = Duration::from_millis(300);

impl Here {
    async fn start(&mut self, function: &Function, sending: &Sending, known: Option<u16>) -> Result<Start, Stop> {
        let usual = |host: &str| Ok(Ask::of(sending.with_context(function, &request_id()?), host));
        let mut start = Start::new(&self.plan, usual, known).await?;
        if self.first.is_some() {
            return Ok(start);
        }
        report::say_sandbox(start.process.isolation(), self.plan.network, false);
        let has_read_only_root = start.has_read_only_root();
        let mut needs_writable = None;
        let is_silent = matches!(start.opened, Err(NotReady::Silent));
        if has_read_only_root && !start.is_good() && !is_silent {
            let plan = Plan { sandbox: false, ..self.plan.clone() };
            // Before the other one: they may want the same port.
            let why = why_not_good(&start, function);
            let known = start.opened.ok().and_then(|opened| Some(opened.settled?.status));
            let lines = start.process.output().from(0);
            drop(start.process);
            let freely = Start::new(&plan, usual, None).await?;
            if freely.is_good() {
                needs_writable = Some(why);
                self.lines.extend(lines);
                self.plan = plan;
                start = freely;
            } else {
                drop(freely);
                start = Start::new(&self.plan, usual, known).await?;
            }
        }
        let opened = start.opened.as_ref().map_err(Clone::clone).map(|opened| FirstOpened {
            after: opened.after,
            reached: opened.reached,
            first: opened.first.clone(),
            settled_after: opened.settled_after,
        });
        self.first = Some(First { opened, has_read_only_root, needs_writable });
        Ok(start)
    }
}

fn why_not_good(start: &Start, function: &Function) -> String {
    match &start.opened {
        Err(not_ready) => in_words(not_ready, function),
        Ok(opened) => match &opened.settled {
            Some(reply) => format!("it answers {}", reply.status),
            None => "it does not answer".to_owned(),
        },
    }
}

fn in_words(not_ready: &NotReady, function: &Function) -> String {
    match not_ready {
        NotReady::Ended(end) => format!("the program ended before its port was open: {end}"),
        NotReady::OverMemory => over_memory(function),
        NotReady::Silent => format!("the port is not open after {} s", function.start_limit.as_secs()),
        NotReady::OnLoopbackAlone => "the port is open on 127.0.0.1 alone".to_owned(),
    }
}

fn ended_in_words(process: &Process, end: End, function: &Function) -> String {
    if process.is_over_memory() { over_memory(function) } else { format!("the process ended: {end}") }
}

fn over_memory(function: &Function) -> String {
    format!("it used more than its {} MB", function.memory_mb)
}
