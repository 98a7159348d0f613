//! The settings that users make by variables → [`Settings`]. What does not parse prevents the start.

use std::str::FromStr;
use std::time::Duration;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;

use crate::function::{Function, variable};
use crate::platform::{self, variable as name};

/// What `RUST_LOG`, `PORT` and the `FN_…` variables say.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) port: u16,
    pub(crate) workers: usize,
    pub(crate) grace: Duration,
    /// The status of an event function's failed invocations, where one for all is set.
    pub(crate) error_status: Option<u16>,
}

#[derive(Debug, Clone)]
pub(crate) struct LogSettings {
    pub(crate) targets: Targets,
    pub(crate) format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// One flat JSON object a line: what the platform's log service takes apart.
    Json,
    /// A line for people.
    Text,
}

impl LogSettings {
    /// What the environment says: where nothing is set, JSON on the platform and text elsewhere. Each value that is
    /// no good leaves a line in `wrong`, to be said in the log that the others make.
    pub(crate) fn from_environment(function: &Function, wrong: &mut Vec<String>) -> Self {
        let targets = read(name::LOG_LEVEL, "a level, or levels by target as in `info,my_crate=debug`", wrong, levels);
        let format = read(name::LOG_FORMAT, "`json` or `text`", wrong, |text| match text {
            "json" => Some(LogFormat::Json),
            "text" => Some(LogFormat::Text),
            _ => None,
        });
        Self {
            targets: targets.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO)),
            format: format.unwrap_or(if function.on_scf() { LogFormat::Json } else { LogFormat::Text }),
        }
    }
}

/// What holds where nothing is set.
impl Default for Settings {
    fn default() -> Self {
        Self { port: platform::PORT, workers: 1, grace: platform::GRACE, error_status: None }
    }
}

impl Settings {
    /// What the environment says, or a line for each value that is no good, behind those that are known already.
    pub(crate) fn from_environment(function: &Function, mut wrong: Vec<String>) -> Result<Self, Vec<String>> {
        // The platform sends to its own port, whatever an image's `PORT` says.
        let port = if function.on_scf() {
            None
        } else {
            read(name::PORT, "a port, 0 to 65535, where 0 is any free one", &mut wrong, |text| text.parse().ok())
        };
        let workers = read(name::WORKERS, "a number of threads, 1 to 64", &mut wrong, |text| {
            text.parse().ok().filter(|workers| (1..=64).contains(workers))
        });
        let grace = read(name::GRACE, "a span of time as in `10s` or `500ms`, up to 900s", &mut wrong, span);
        let error_status = read(name::ERROR_STATUS, "a status, 200 to 599", &mut wrong, |text| {
            text.parse().ok().filter(|status| (200..=599).contains(status))
        });
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let default = Self::default();
        Ok(Self {
            port: port.unwrap_or(default.port),
            workers: workers.unwrap_or(default.workers),
            grace: grace.unwrap_or(default.grace),
            error_status,
        })
    }
}

/// The value of a variable, if it is set. One that does not parse leaves a line in `wrong`.
fn read<T>(name: &str, takes: &str, wrong: &mut Vec<String>, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let text = match variable(name) {
        Ok(text) => text?,
        Err(odd) => odd,
    };
    let value = parse(&text);
    if value.is_none() {
        wrong.push(format!("`{name}` is set to `{text}`: it takes {takes}"));
    }
    value
}

/// A level, or targets with their levels. `Targets` also takes a target alone, for one at `trace` with all others off: what
/// a level becomes that is misspelt.
fn levels(text: &str) -> Option<Targets> {
    let is_level = |level: &str| !level.is_empty() && LevelFilter::from_str(level).is_ok();
    let is_target = |target: &str| {
        let is_of_target = |c: char| c.is_alphanumeric() || "_-:./[{}]".contains(c);
        !target.is_empty() && target.chars().all(is_of_target)
    };
    let is_directive = |directive: &str| match directive.split_once('=') {
        Some((target, level)) => is_target(target) && is_level(level),
        None => is_level(directive),
    };
    text.split(',').all(is_directive).then(|| Targets::from_str(text).ok()).flatten()
}

/// `10s`, `500ms`, or a bare number of seconds.
fn span(text: &str) -> Option<Duration> {
    let span = if let Some(milliseconds) = text.strip_suffix("ms") {
        Duration::from_millis(milliseconds.parse().ok()?)
    } else {
        Duration::from_secs(text.strip_suffix('s').unwrap_or(text).parse().ok()?)
    };
    (span <= platform::GRACE_LONGEST).then_some(span)
}
