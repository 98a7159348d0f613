//! The function that is checked: started afresh where a check needs it or has left nothing of it, or behind an address.

use crate::check::ask::Ask;
use crate::check::caller::Caller;
use crate::check::here::{First, Here};
use crate::check::wire::{NoReply, Reply};
use crate::control::End;
use crate::finding::{Finding, fail, skip};
use crate::function::Function;
use crate::invoke::request_id;
use crate::output::Line;
use crate::plan::Plan;
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
        Self { function, sending, here: Some(Here::new(plan)), caller: None, baseline: None }
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
            let known = self.baseline.as_ref().map(|usual| usual.reply.status);
            match here.up(&self.sending, known).await? {
                Ok(Some(caller)) => self.caller = Some(caller),
                Ok(None) => {}
                Err(why) => return Ok(Err(why)),
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
        self.here.as_ref()?.end().await
    }

    /// What a check left behind: a process that has ended, although the check has not seen it.
    pub(crate) async fn has_ended(&self) -> Option<String> {
        let here = self.here.as_ref()?;
        if here.has_ended().await { here.end().await } else { None }
    }

    /// The next check begins with another process.
    pub(crate) fn discard(&mut self) {
        if let Some(here) = &mut self.here {
            self.caller = None;
            here.discard();
        }
    }

    /// Sends SIGTERM, and says how the process ended within its time-out; `None` is that it did not. Either way it is
    /// gone then, and what it wrote at its end is among its lines.
    pub(crate) async fn terminate(&mut self) -> Option<End> {
        let here = self.here.as_mut()?;
        self.caller = None;
        here.terminate().await
    }

    /// All that was written so far, by all its processes.
    pub(crate) fn lines(&self) -> Vec<Line> {
        self.here.as_ref().map(Here::lines).unwrap_or_default()
    }

    pub(crate) fn first(&self) -> Option<&First> {
        self.here.as_ref()?.first()
    }
}

/// A request id. Without random numbers nothing can be asked.
pub(crate) fn new_id() -> Result<String, Finding> {
    request_id().map_err(|stop| Finding::Skip(stop.to_string()))
}
