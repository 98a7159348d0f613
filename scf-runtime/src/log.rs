//! The subscriber: one record, one line, one write to stdout. Flat JSON for the platform, text for people.

use std::fmt::{self, Write as _};
use std::io::{self, Write as _};
use std::sync::OnceLock;

use serde_json::Value;
use time::OffsetDateTime;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Scope};

use crate::function::Function;
use crate::platform::LOG_LINE_LIMIT;
use crate::settings::{LogFormat, LogSettings};

/// The span of an invocation has a target of its own, so that its request id is in every line whatever level the
/// user has chosen for which target.
pub(crate) const SPAN_TARGET: &str = "scf::span";

static LINES: OnceLock<Lines> = OnceLock::new();

/// Sets the subscriber, unless the user has set one.
pub(crate) fn set_up(settings: LogSettings, function: &Function) {
    if tracing::dispatcher::has_been_set() {
        return;
    }
    let lines = Lines { format: settings.format, function: function.name().map(str::to_owned) };
    let _ = LINES.set(lines.clone());
    let targets = without_connections(with_span(settings.targets));
    let subscriber = tracing_subscriber::registry().with(targets).with(lines);
    let _ = tracing::subscriber::set_global_default(subscriber);
}

fn with_span(targets: Targets) -> Targets {
    let silent = targets.iter().all(|(_, level)| level == LevelFilter::OFF)
        && targets.default_level().is_none_or(|level| level == LevelFilter::OFF);
    if silent { targets } else { targets.with_target(SPAN_TARGET, LevelFilter::ERROR) }
}

/// The server's own words about connections say nothing of an invocation that its line does not say, and a client
/// that breaks the protocol is no event for the log. Who looks into such a thing asks for `debug`, or for the target.
fn without_connections(targets: Targets) -> Targets {
    const CONNECTIONS: &str = "actix_http::h1";
    let asked_for = targets.iter().any(|(target, _)| target.starts_with("actix_http"))
        || targets.default_level().is_some_and(|level| level > LevelFilter::INFO);
    if asked_for { targets } else { targets.with_target(CONNECTIONS, LevelFilter::OFF) }
}

/// The line that says why a process ends: written whatever the level is.
#[allow(clippy::print_stderr, reason = "there is no log yet when it is this that cannot be set up")]
pub(crate) fn last_words(line: &str) {
    match LINES.get() {
        Some(lines) => {
            let mut fields = Fields::default();
            fields.push("message", Value::from(line));
            lines.write(Level::ERROR, "scf", &fields);
        }
        None if tracing::dispatcher::has_been_set() => tracing::error!("{line}"),
        None => eprintln!("{line}"),
    }
    flush();
}

/// Sends what is still in a buffer, the user's own prints included.
pub(crate) fn flush() {
    let _ = io::stdout().flush();
}

/// Writes records as lines.
#[derive(Clone, Debug)]
struct Lines {
    format: LogFormat,
    function: Option<String>,
}

/// The fields of a span or an event, in their order.
#[derive(Clone, Debug, Default)]
struct Fields {
    all: Vec<(&'static str, Value)>,
    /// Whether the id of the request is among them, so that a user's field of its name is another one.
    of_request: bool,
}

impl Fields {
    fn with_room_for(number: usize) -> Self {
        Self { all: Vec::with_capacity(number), of_request: false }
    }

    /// Sets a field; a later value of the same name goes before an earlier one, but not before the request's id.
    fn push(&mut self, name: &'static str, value: Value) {
        let name = if self.of_request && name == REQUEST_ID { REQUEST_ID_OF_USER } else { name };
        match self.all.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.all.push((name, value)),
        }
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.all.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Those that have no place of their own in a line.
    fn others(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        let others = self.all.iter().filter(|(name, _)| ![MESSAGE, REQUEST_ID].contains(name));
        others.map(|(name, value)| (*name, value))
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.push(field.name(), Value::from(format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.push(field.name(), Value::from(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.push(field.name(), Value::from(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.push(field.name(), Value::from(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.push(field.name(), Value::from(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.push(field.name(), Value::from(value));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.push(field.name(), Value::from(value.to_string()));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Lines {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::with_room_for(attributes.metadata().fields().len());
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            record.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        // The one more is the request's id.
        let mut fields = Fields::with_room_for(event.metadata().fields().len() + 1);
        for span in context.event_scope(event).into_iter().flat_map(Scope::from_root) {
            if let Some(of_span) = span.extensions().get::<Fields>() {
                for (name, value) in &of_span.all {
                    fields.push(name, value.clone());
                }
                fields.of_request |= span.metadata().target() == SPAN_TARGET;
            }
        }
        event.record(&mut fields);
        self.write(*event.metadata().level(), event.metadata().target(), &fields);
    }
}

impl Lines {
    fn write(&self, level: Level, target: &str, fields: &Fields) {
        let now = timestamp(OffsetDateTime::now_utc());
        let line = match self.format {
            LogFormat::Json => json_line(&now, level, target, self.function.as_deref(), fields),
            LogFormat::Text => text_line(&now, level, target, fields).into_bytes(),
        };
        // A log that nobody takes is no reason to fail.
        let mut stdout = io::stdout().lock();
        let _ = stdout.write_all(&line).and_then(|()| stdout.flush());
    }
}

/// RFC 3339, with milliseconds.
fn timestamp(now: OffsetDateTime) -> String {
    let (year, month, day) = now.to_calendar_date();
    let (hour, minute, second, millisecond) = now.to_hms_milli();
    let mut text = String::with_capacity("2026-01-01T00:00:00.000Z".len());
    // `format!` would take a quarter of the time that a line takes.
    for (number, digits, behind) in [
        (year.unsigned_abs(), 4, '-'),
        (u8::from(month).into(), 2, '-'),
        (day.into(), 2, 'T'),
        (hour.into(), 2, ':'),
        (minute.into(), 2, ':'),
        (second.into(), 2, '.'),
        (millisecond.into(), 3, 'Z'),
    ] {
        text.extend((0..digits).rev().filter_map(|at| char::from_digit(number / 10_u32.pow(at) % 10, 10)));
        text.push(behind);
    }
    text
}

/// The names that every record has. A user's field of such a name gets an underscore behind it.
const TIMESTAMP: &str = "timestamp";
const LEVEL: &str = "level";
const TARGET: &str = "target";
const MESSAGE: &str = "message";
const REQUEST_ID: &str = "request_id";
const FUNCTION: &str = "function";

/// What a user's field is called in the lines of a request, if it is called as the request's id is.
const REQUEST_ID_OF_USER: &str = "request_id_";

/// How many fields a record had no room for.
const FIELDS_LEFT_OUT: &str = "fields_left_out";

/// One flat object, never longer than the platform takes: what is cut there is no JSON any more.
fn json_line(now: &str, level: Level, target: &str, function: Option<&str>, fields: &Fields) -> Vec<u8> {
    let mut line = Object::new();
    for (name, text) in [(TIMESTAMP, now), (LEVEL, level.as_str()), (TARGET, target)] {
        line.field(name, text);
    }
    for name in [MESSAGE, REQUEST_ID] {
        if let Some(value) = fields.get(name) {
            line.field(name, value);
        }
    }
    if let Some(function) = function {
        line.field(FUNCTION, function);
    }
    for (name, value) in fields.others() {
        if [TIMESTAMP, LEVEL, TARGET, FUNCTION].contains(&name) {
            let mut free = format!("{name}_");
            while fields.get(&free).is_some() {
                free.push('_');
            }
            line.field(&free, value);
        } else {
            line.field(name, value);
        }
    }
    let line = line.finish();
    if line.len() > LOG_LINE_LIMIT
        && let Some(shorter) = shorter(fields, line.len() - LOG_LINE_LIMIT)
    {
        return json_line(now, level, target, function, &shorter);
    }
    line
}

/// The fields with the longest text cut, so that the line gets shorter by `excess` as far as that text goes; with
/// no text to cut, without the last of those that have no place of their own, and the number of them instead.
fn shorter(fields: &Fields, excess: usize) -> Option<Fields> {
    let mut fields = fields.clone();
    if shorten_longest(&mut fields.all, excess) {
        return Some(fields);
    }
    let mut left_out = fields.get(FIELDS_LEFT_OUT).and_then(Value::as_u64).unwrap_or(0);
    let mut freed = 0;
    while freed < excess + FIELDS_LEFT_OUT.len() {
        let stays = |name: &str| [MESSAGE, REQUEST_ID, FIELDS_LEFT_OUT].contains(&name);
        let Some(last) = fields.all.iter().rposition(|(name, _)| !stays(name)) else { break };
        let (name, value) = fields.all.remove(last);
        freed += name.len() + value.to_string().len() + r#""":,"#.len();
        left_out += 1;
    }
    if freed == 0 {
        return None;
    }
    fields.push(FIELDS_LEFT_OUT, Value::from(left_out));
    Some(fields)
}

/// A JSON object that is being written.
struct Object(Vec<u8>);

impl Object {
    fn new() -> Self {
        Self(Vec::with_capacity(512))
    }

    fn field(&mut self, name: &str, value: &(impl serde::Serialize + ?Sized)) {
        self.0.push(if self.0.is_empty() { b'{' } else { b',' });
        // Into memory, text and numbers are always written.
        let _ = serde_json::to_writer(&mut self.0, name);
        self.0.push(b':');
        let _ = serde_json::to_writer(&mut self.0, value);
    }

    fn finish(mut self) -> Vec<u8> {
        self.0.extend_from_slice(b"}\n");
        self.0
    }
}

/// Cuts the longest text so that the record gets shorter by `excess`, as far as something is left of it. Says
/// whether there was such a text.
fn shorten_longest(fields: &mut [(&'static str, Value)], excess: usize) -> bool {
    /// What stays of a text at least; and the room for saying that it was cut.
    const KEPT: usize = 32;
    const NOTE: usize = 40;
    let texts = fields.iter_mut().filter_map(|(_, value)| match value {
        Value::String(text) => Some(text),
        _ => None,
    });
    let Some(text) = texts.max_by_key(|text| json_length(text)) else { return false };
    let length = json_length(text);
    if length <= KEPT + NOTE {
        return false;
    }
    let room = length.saturating_sub(excess + NOTE).max(KEPT);
    let mut used = 0;
    let mut head = String::new();
    for c in text.chars() {
        used += json_length(c.encode_utf8(&mut [0; 4]));
        if used > room {
            break;
        }
        head.push(c);
    }
    let _ = write!(head, "… ({} bytes in all)", text.len());
    *text = head;
    true
}

/// How many bytes a text takes in JSON, without its quotes.
fn json_length(text: &str) -> usize {
    text.chars()
        .map(|c| match c {
            '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
            c if c < ' ' => 6,
            c => c.len_utf8(),
        })
        .sum()
}

/// `12:00:00.123Z  INFO my_crate: message field=value`
fn text_line(now: &str, level: Level, target: &str, fields: &Fields) -> String {
    let time = now.split_once('T').map_or(now, |(_, time)| time);
    let mut line = format!("{time} {level:>5} {target}:");
    if let Some(message) = fields.get(MESSAGE) {
        let _ = write!(line, " {}", bare(message));
    }
    for (name, value) in fields.others() {
        let _ = write!(line, " {name}={value}");
    }
    if let Some(id) = fields.get(REQUEST_ID) {
        let _ = write!(line, " {REQUEST_ID}={}", bare(id));
    }
    line.push('\n');
    line
}

/// A text without its quotes, and still of one line and without orders to a terminal.
fn bare(value: &Value) -> String {
    let Some(text) = value.as_str() else { return value.to_string() };
    let mut bare = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() { bare.extend(c.escape_default()) } else { bare.push(c) }
    }
    bare
}

#[cfg(test)]
mod tests;
