//! A function that is started here, as often as the checks need it.

use std::sync::Arc;
use std::time::Duration;

use rustix::process::Signal;
use tokio::time::timeout;

use crate::check::ask::Ask;
use crate::check::caller::Caller;
use crate::check::start::{Reached, Start, has_ended};
use crate::check::wire::{NoReply, Reply};
use crate::control::End;
use crate::function::Function;
use crate::invoke::request_id;
use crate::output::{self, Line};
use crate::plan::Plan;
use crate::process::{NotReady, Process};
use crate::report;
use crate::request::Sending;
use crate::stop::Stop;

pub(crate) struct Here {
    plan: Plan,
    process: Option<Arc<Process>>,
    first: Option<First>,
    /// All that its processes have written, but for the one that runs.
    lines: Vec<Line>,
}

/// The first start of all.
pub(crate) struct First {
    /// Or else why the port did not open.
    pub(crate) opened: Result<FirstOpened, String>,
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

/// How much later the end of a process may be seen than that of its connections.
const ENDING: Duration = Duration::from_millis(300);

impl Here {
    pub(crate) fn new(plan: Plan) -> Self {
        Self { plan, process: None, first: None, lines: Vec::new() }
    }

    /// Starts it unless it runs: then there is a new way to call it. The inner error says why it does not start, which is
    /// asked only once.
    pub(crate) async fn up(
        &mut self,
        sending: &Sending,
        known: Option<u16>,
    ) -> Result<Result<Option<Caller>, String>, Stop> {
        if let Some(First { opened: Err(why), .. }) = &self.first {
            return Ok(Err(why.clone()));
        }
        if self.process.is_some() {
            return Ok(Ok(None));
        }
        let start = self.start(sending, known).await?;
        match start.opened {
            Ok(opened) => {
                self.process = Some(start.process);
                Ok(Ok(Some(opened.caller)))
            }
            Err(not_ready) => {
                let why = in_words(&not_ready, &start.process, &self.plan.function);
                self.lines.extend(start.process.output().from(0));
                Ok(Err(why))
            }
        }
    }

    async fn start(&mut self, sending: &Sending, known: Option<u16>) -> Result<Start, Stop> {
        let function = self.plan.function.clone();
        let usual = |host: &str| Ok(Ask::of(sending.with_context(&function, &request_id()?), host));
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
            let why = why_not_good(&start, &function);
            let known = start.opened.ok().and_then(|opened| Some(opened.settled?.status));
            let lines = start.process.output().from(0);
            // Before the other one: they may want the same port.
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
        let opened = match &start.opened {
            Ok(opened) => Ok(FirstOpened {
                after: opened.after,
                reached: opened.reached,
                first: opened.first.clone(),
                settled_after: opened.settled_after,
            }),
            Err(not_ready) => Err(in_words(not_ready, &start.process, &function)),
        };
        self.first = Some(First { opened, has_read_only_root, needs_writable });
        Ok(start)
    }

    pub(crate) fn first(&self) -> Option<&First> {
        self.first.as_ref()
    }

    /// How it has ended, if it has, or does so right now.
    pub(crate) async fn end(&self) -> Option<String> {
        let process = self.process.as_ref()?;
        let end = timeout(ENDING, process.ended()).await.ok()?;
        let function = &self.plan.function;
        Some(if process.is_over_memory() { over_memory(function) } else { format!("the process ended: {end}") })
    }

    pub(crate) async fn has_ended(&self) -> bool {
        match &self.process {
            Some(process) => has_ended(process).await,
            None => false,
        }
    }

    /// Ends it.
    pub(crate) fn discard(&mut self) {
        if let Some(process) = self.process.take() {
            self.lines.extend(process.output().from(0));
        }
    }

    /// Ends it by SIGTERM, or by force where that does not do it within the time-out.
    pub(crate) async fn terminate(&mut self) -> Option<End> {
        let process = self.process.clone()?;
        // Where it cannot be sent the process has ended.
        let _ = process.signal(Signal::TERM).await;
        let end = timeout(self.plan.function.timeout, process.ended()).await.ok();
        drop(process);
        self.discard();
        end
    }

    /// All that was written so far.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let running = self.process.as_ref().map(|process| process.output().from(0));
        self.lines.iter().cloned().chain(running.into_iter().flatten()).collect()
    }
}

fn why_not_good(start: &Start, function: &Function) -> String {
    match &start.opened {
        Err(not_ready) => in_words(not_ready, &start.process, function),
        Ok(opened) => match &opened.settled {
            Some(reply) => format!("it answers {}", reply.status),
            None => "it does not answer".to_owned(),
        },
    }
}

fn in_words(not_ready: &NotReady, process: &Process, function: &Function) -> String {
    let why = match not_ready {
        NotReady::Ended(end) => format!("the program ended before its port was open: {end}"),
        NotReady::OverMemory => return over_memory(function),
        NotReady::Silent => format!("the port is not open after {} s", function.start_limit.as_secs()),
        NotReady::OnLoopbackAlone => "the port is open on 127.0.0.1 alone".to_owned(),
    };
    let lines = process.output().from(0);
    match lines.iter().rfind(|line| !line.text.trim().is_empty()) {
        Some(last) => format!("{why}; it wrote `{}`", output::shortened(&last.text)),
        None => why,
    }
}

fn over_memory(function: &Function) -> String {
    format!("it used more than its {} MB: `--memory` sets another limit", function.memory_mb)
}
