//! What is told of a run: the platform's log for people, or one document for scripts.

use std::time::Duration;

use anstyle::{AnsiColor, Style};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::call::{Called, Failed};
use crate::control::{Restriction, What};
use crate::function::Function;
use crate::launch::Isolation;
use crate::output::{Line, Output, Stream};
use crate::plan::{Network, Plan};
use crate::platform::{self, log};
use crate::print;
use crate::stop::Stop;

/// For whom to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    Text,
    Json,
}

/// The parts of a cold start, and the memory behind it.
pub(crate) struct ColdStart {
    pub(crate) runtime: Duration,
    pub(crate) function: Duration,
    pub(crate) memory: u64,
}

/// A run so far.
pub(crate) struct Report {
    form: Form,
    function: Function,
    network: Network,
    is_event: bool,
    is_verbose: bool,
    /// Lines of the instance's output that were reported.
    seen: usize,
    /// The same lines, of the calls that are not done.
    pending: Vec<Line>,
    cold_start: Option<Value>,
    sandbox: Option<Value>,
    took: Vec<Duration>,
    failed: usize,
    calls: Vec<Value>,
}

/// The platform's own lines.
const PLATFORM: Style = Style::new().dimmed();
const ERROR: Style = AnsiColor::Red.on_default();

impl Report {
    pub(crate) fn new(form: Form, plan: &Plan, is_event: bool, is_verbose: bool) -> Self {
        Self {
            form,
            function: plan.function.clone(),
            network: plan.network,
            is_event,
            is_verbose,
            seen: 0,
            pending: Vec::new(),
            cold_start: None,
            sandbox: None,
            took: Vec::new(),
            failed: 0,
            calls: Vec::new(),
        }
    }

    pub(crate) fn lines_seen(&self) -> usize {
        self.seen
    }

    /// A call begins.
    pub(crate) fn start(&self, id: &str) {
        self.platform(&log::start(id));
    }

    /// An instance begins, and its output with it.
    pub(crate) fn sandbox(&mut self, isolation: &Isolation) {
        self.seen = 0;
        // It is the same for every instance.
        if self.sandbox.is_none() {
            say_sandbox(isolation, self.network, self.is_verbose);
            self.sandbox = Some(sandbox_json(isolation));
        }
    }

    /// What the function has written since the last time.
    pub(crate) fn lines(&mut self, output: &Output) {
        let lines = output.from(self.seen);
        self.seen += lines.len();
        if self.form == Form::Json {
            self.pending.extend(lines);
            return;
        }
        for line in lines {
            print::line(as_a_record(&line.text));
        }
    }

    pub(crate) fn cold_start(&mut self, id: &str, cold: &ColdStart) {
        self.platform(&log::init(id, cold.runtime, cold.function, self.function.memory_mb, cold.memory));
        self.cold_start = Some(json!({
            "ms": milliseconds(cold.runtime + cold.function),
            "sandboxMs": milliseconds(cold.runtime),
            "functionMs": milliseconds(cold.function),
        }));
    }

    /// A call is done.
    pub(crate) fn called(&mut self, called: &Called, output: &Output) {
        self.lines(output);
        self.took.push(called.took);
        self.failed += usize::from(!called.is_ok());
        if self.form == Form::Json {
            let document = self.call_json(called);
            self.calls.push(document);
            return;
        }
        let id = &called.request_id;
        match &called.result {
            Ok(response) if self.is_event => {
                let reply = String::from_utf8_lossy(&response.body);
                print::line(log::response(id, &reply));
            }
            Ok(response) => {
                print::line(format_args!("{:?} {}", hyper::Version::HTTP_11, response.status));
                for (name, value) in &response.headers {
                    print::line(format_args!("{name}: {}", String::from_utf8_lossy(value.as_bytes())));
                }
                print::line(format_args!("\n{}", String::from_utf8_lossy(&response.body).trim_end_matches('\n')));
            }
            Err(failed) => {
                let result = self.failure(id, failed);
                print::line(format_args!("{}{}{}", ERROR.render(), log::error(id, &result), ERROR.render_reset()));
            }
        }
        self.platform(&log::end(id));
        self.platform(&log::report(id, called.took, self.function.memory_mb, called.memory));
        match &called.result {
            Err(failed) => print::note(format_args!("note: {}", failed.why)),
            Ok(response) if !called.is_ok() => {
                print::note(format_args!("note: the function answered {}, which counts as failed", response.status));
            }
            Ok(_) => {}
        }
    }

    /// All is said; whether every call went well.
    pub(crate) fn finish(mut self) -> Result<(), Stop> {
        match self.form {
            Form::Json => {
                let document = json!({
                    "function": self.function.name,
                    "memoryMb": self.function.memory_mb,
                    "timeoutMs": milliseconds(self.function.timeout),
                    "sandbox": self.sandbox,
                    "failed": self.failed,
                    "calls": self.calls,
                });
                print::line(format_args!("{document:#}"));
            }
            Form::Text if self.took.len() > 1 => {
                self.took.sort();
                let at =
                    |part: usize| self.took.get(self.took.len() * part / 100).map_or(0.0, |took| milliseconds(*took));
                let most = self.took.last().map_or(0.0, |took| milliseconds(*took));
                print::note(format_args!(
                    "note: {} calls, {} failed; {:.1} ms in the middle, {:.1} ms for 99 of 100, {most:.1} ms at most",
                    self.took.len(),
                    self.failed,
                    at(50),
                    at(99),
                ));
            }
            Form::Text => {}
        }
        if self.failed > 0 { Err(Stop::failed()) } else { Ok(()) }
    }

    fn failure(&self, id: &str, failed: &Failed) -> Value {
        let message = match failed.kind {
            Some(kind) => kind.message(self.function.timeout, self.function.start_limit),
            None => failed.why.clone(),
        };
        platform::failure_body(&message, id, failed.kind.map(platform::Failure::code))
    }

    fn call_json(&mut self, called: &Called) -> Value {
        let log: Vec<Value> = self.pending.drain(..).map(|line| line_json(&line)).collect();
        let mut document = json!({
            "requestId": called.request_id,
            "ok": called.is_ok(),
            "durationMs": milliseconds(called.took),
            "billedMs": log::billed_ms(called.took),
            "memoryUsedMb": rounded(log::megabytes(called.memory)),
            "coldStart": self.cold_start.take(),
            "log": log,
        });
        match &called.result {
            Ok(response) => {
                document["status"] = response.status.as_u16().into();
                if !self.is_event {
                    let headers = response.headers.iter();
                    document["headers"] = headers
                        .map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())]))
                        .collect();
                }
                match std::str::from_utf8(&response.body) {
                    Ok(text) => document["reply"] = text.into(),
                    Err(_) => document["replyBase64"] = STANDARD.encode(&response.body).into(),
                }
            }
            Err(failed) => {
                document["error"] = self.failure(&called.request_id, failed);
                document["why"] = failed.why.clone().into();
            }
        }
        document
    }

    fn platform(&self, line: &str) {
        if self.form == Form::Text {
            print::line(format_args!("{}{line}{}", PLATFORM.render(), PLATFORM.render_reset()));
        }
    }
}

/// A line as the platform keeps it.
fn as_a_record(line: &str) -> String {
    let limit = platform::LOG_RECORD_LIMIT;
    if line.len() <= limit {
        return line.to_owned();
    }
    let kept = String::from_utf8_lossy(line.as_bytes().get(..limit).unwrap_or_default());
    format!("{kept} [cut: the platform keeps {limit} bytes of {}]", line.len())
}

/// In one line what is restricted and what is not; in several also why not.
pub(crate) fn say_sandbox(isolation: &Isolation, network: Network, is_verbose: bool) {
    let restrictions = isolation.restrictions.iter();
    let (held, lacking): (Vec<_>, Vec<_>) = restrictions.partition(|restriction| restriction.refused.is_none());
    let list = |restrictions: &[&Restriction]| {
        restrictions.iter().map(|restriction| in_words(restriction.what)).collect::<Vec<_>>().join(", ")
    };
    let is_limited = held.iter().any(|restriction| restriction.what == What::Memory);
    let mut held = list(&held);
    if !is_limited {
        held.push_str(if held.is_empty() { "memory watched" } else { ", memory watched" });
    }
    let without = match lacking.as_slice() {
        [] => String::new(),
        lacking if is_verbose => format!("; without {}", list(lacking)),
        lacking => format!("; without {} (-v says why)", list(lacking)),
    };
    print::note(format_args!("sandbox: {held}{without}"));
    if is_verbose {
        for restriction in lacking {
            let reason = restriction.refused.as_deref().unwrap_or_default();
            print::note(format_args!("sandbox: no {}: {reason}", in_words(restriction.what)));
        }
    }
    let port = platform::PORT;
    if isolation.port != port {
        print::note(format_args!(
            "note: port {port} is taken: the function is told another by `{}`, and not that it is on the platform",
            platform::variable::PORT
        ));
    } else if isolation.has_own_network() && network == Network::Auto {
        print::note(format_args!(
            "note: port {port} is taken: the function has a network of its own, and reaches nothing else"
        ));
    }
}

fn in_words(what: What) -> String {
    match what {
        What::ReadOnlyRoot => "read-only file system".to_owned(),
        What::OwnTemporary => {
            format!("empty {} of {} MB", platform::WRITABLE_DIRECTORY, platform::WRITABLE_DIRECTORY_MB)
        }
        What::OwnNetwork => "own network".to_owned(),
        What::NoPrivileges => "no privileges".to_owned(),
        What::Memory => "memory limited".to_owned(),
        What::OpenFiles => format!("{} open files", platform::OPEN_FILES),
    }
}

fn sandbox_json(isolation: &Isolation) -> Value {
    let restrictions = isolation.restrictions.iter().map(|restriction| {
        json!({ "what": in_words(restriction.what), "holds": restriction.refused.is_none(), "why": restriction.refused })
    });
    json!({ "port": isolation.port, "restrictions": restrictions.collect::<Vec<_>>() })
}

fn line_json(line: &Line) -> Value {
    let stream = match line.stream {
        Stream::Stdout => "stdout",
        Stream::Stderr => "stderr",
    };
    json!({ "sinceStartMs": milliseconds(line.at), "stream": stream, "line": line.text })
}

fn milliseconds(duration: Duration) -> f64 {
    rounded(duration.as_secs_f64() * 1000.0)
}

fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}
