//! What is sent to a function: an event from a file, stdin, a sample or the command line, or a request to an HTTP function.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use clap::Args;
use serde_json::Value;

use crate::client::Request;
use crate::events;
use crate::function::Function;
use crate::platform::{self, header};
use crate::print;
use crate::project::Settings;
use crate::stop::{OrStop, Stop};

#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    /// Send the event in a file; `-` is stdin
    #[arg(long, value_name = "FILE", group = "what", help_heading = "Event functions")]
    event: Option<String>,

    /// Send a sample of `cargo scf events`
    #[arg(long, value_name = "NAME", group = "what", help_heading = "Event functions")]
    sample: Option<String>,

    /// Send this event
    #[arg(long, value_name = "JSON", group = "what", help_heading = "Event functions")]
    json: Option<String>,

    /// Get a path
    #[arg(long, value_name = "PATH", group = "what", group = "http", help_heading = "HTTP functions")]
    get: Option<String>,

    /// Send a request with any method
    #[arg(long, value_names = ["METHOD", "PATH"], num_args = 2, group = "what", group = "http", help_heading = "HTTP functions")]
    request: Option<Vec<String>>,

    /// A header of the request; may be given several times
    #[arg(long, value_name = "NAME: VALUE", value_parser = parse_header, requires = "http", help_heading = "HTTP functions")]
    header: Vec<(String, String)>,

    /// The body of the request; `@FILE` is a file's content, `@-` stdin
    #[arg(long, visible_alias = "data", value_name = "TEXT", requires = "http", help_heading = "HTTP functions")]
    body: Option<String>,
}

/// What is sent, to each call the same but for its context.
#[derive(Clone, Debug)]
pub(crate) struct Sending {
    request: Request,
    /// Whether it is an event: its answer is then a line of the log.
    pub(crate) is_event: bool,
    is_timer: bool,
}

impl Sending {
    /// The request of a call.
    pub(crate) fn with_context(&self, function: &Function, request_id: &str) -> Request {
        let mut request = self.request.clone();
        let context = function.context_headers(request_id).into_iter();
        request.headers.extend(context.map(|(name, value)| (name.to_owned(), value)));
        if self.is_timer {
            request.headers.push((header::TRIGGER_SOURCE.to_owned(), header::TRIGGER_SOURCE_TIMER.to_owned()));
        }
        request
    }
}

impl RequestArgs {
    /// Whether anything was asked for.
    pub(crate) fn is_given(&self) -> bool {
        self.event.is_some()
            || self.sample.is_some()
            || self.json.is_some()
            || self.get.is_some()
            || self.request.is_some()
    }

    /// What was asked for, or else what the package says, or else the console's first test event.
    pub(crate) async fn read(&self, settings: &Settings, folder: &Path) -> Result<Sending, Stop> {
        match (&self.event, &self.sample, &self.json, &self.get, &self.request) {
            (Some(file), ..) if file == "-" => event("what stdin gave", stdin().await?),
            (Some(file), ..) => event(&format!("`{file}`"), read(Path::new(file))?),
            (_, Some(name), ..) => sample(name),
            (_, _, Some(text), ..) => event("the text behind `--json`", text.clone().into_bytes()),
            (_, _, _, Some(path), _) => self.http("GET", path).await,
            (.., Some(words)) => match words.as_slice() {
                [method, path] => self.http(method, path).await,
                _ => Err(Stop::new("`--request` takes a method and a path")),
            },
            _ => match (&settings.event, &settings.sample, &settings.get) {
                (Some(file), None, None) => event(&format!("`{}`", file.display()), read(&folder.join(file))?),
                (None, Some(name), None) => sample(name),
                (None, None, Some(path)) => self.http("GET", path).await,
                (None, None, None) => {
                    print::note(format_args!(
                        "note: sends the sample `{DEFAULT_SAMPLE}`: name another event by `--event`, `--sample` or \
                         `--json`, or by `event` in `[package.metadata.scf]`"
                    ));
                    sample(DEFAULT_SAMPLE)
                }
                _ => Err(Stop::new("`[package.metadata.scf]` has more than one of `event`, `sample` and `get`")),
            },
        }
    }

    /// The same for what is known to be an HTTP function: its root, unless a request is named.
    pub(crate) async fn read_http(&self, settings: &Settings, folder: &Path) -> Result<Sending, Stop> {
        if self.get.is_some() || self.request.is_some() {
            return self.read(settings, folder).await;
        }
        self.http("GET", settings.get.as_deref().unwrap_or("/")).await
    }

    async fn http(&self, method: &str, path: &str) -> Result<Sending, Stop> {
        let method = method.to_uppercase().parse().or_stop(|| format!("`{method}` is no method"))?;
        if !path.starts_with('/') {
            return Err(Stop::new(format!("a path begins with `/`, and `{path}` does not")));
        }
        let _: hyper::Uri = path.parse().or_stop(|| format!("`{path}` is no path"))?;
        let body = match self.body.as_deref() {
            None => Vec::new(),
            Some("@-") => stdin().await?,
            Some(text) => match text.strip_prefix('@') {
                Some(file) => read(Path::new(file))?,
                None => text.as_bytes().to_vec(),
            },
        };
        check_size("the body", &body)?;
        let mut headers = self.header.clone();
        let own = [("User-Agent", concat!("cargo-scf/", env!("CARGO_PKG_VERSION"))), ("Accept", "*/*")];
        for (name, value) in own {
            if !headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name)) {
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
        let request = Request { method, path: path.to_owned(), headers, body: body.into() };
        Ok(Sending { request, is_event: false, is_timer: false })
    }
}

/// The first template of the console's test events.
const DEFAULT_SAMPLE: &str = "hello";

fn sample(name: &str) -> Result<Sending, Stop> {
    event(&format!("the sample `{name}`"), events::sample(name)?.json.as_bytes().to_vec())
}

fn event(what: &str, bytes: Vec<u8>) -> Result<Sending, Stop> {
    let json: Value = serde_json::from_slice(&bytes)
        .map_err(|error| Stop::new(format!("{what} is no JSON, which the platform answers with 400: {error}")))?;
    check_size(what, &bytes)?;
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let request = Request {
        method: hyper::Method::POST,
        path: platform::EVENT_PATH.to_owned(),
        headers: vec![
            header("User-Agent", platform::USER_AGENT),
            header("Content-Type", platform::EVENT_CONTENT_TYPE),
            header("Accept-Encoding", platform::ACCEPT_ENCODING),
        ],
        body: bytes.into(),
    };
    Ok(Sending { request, is_event: true, is_timer: json["Type"] == header::TRIGGER_SOURCE_TIMER })
}

fn check_size(what: &str, bytes: &[u8]) -> Result<(), Stop> {
    let (size, limit) = (bytes.len(), platform::BODY_LIMIT);
    if size > limit {
        return Err(Stop::new(format!("{what} has {size} bytes, and the platform takes {limit}: it answers 406")));
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    fs::read(path).or_stop(|| format!("`{}` cannot be read", path.display()))
}

/// On a thread of its own: an interrupt must not have to wait for somebody who types.
async fn stdin() -> Result<Vec<u8>, Stop> {
    let read = tokio::task::spawn_blocking(|| {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    });
    read.await.map_err(io::Error::other).flatten().or_stop(|| "stdin cannot be read".to_owned())
}

fn parse_header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("a header is given as `Name: value`")?;
    let (name, value) = (name.trim(), value.trim());
    if header::is_reserved(name) {
        return Err(format!("`{name}` is the platform's own: no client's reaches a function"));
    }
    hyper::header::HeaderName::try_from(name).map_err(|_| format!("`{name}` is no header's name"))?;
    hyper::header::HeaderValue::try_from(value).map_err(|_| format!("`{value}` is no header's value"))?;
    Ok((name.to_owned(), value.to_owned()))
}
