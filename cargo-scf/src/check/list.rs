//! The rules of the platform, and what asks for each: the one place where they stand. `docs/check.md` has the same table.
//!
//! Numbers are for good: a new rule gets the next one. The order is that in which they are asked.

use std::future::Future;
use std::pin::Pin;

use crate::check::probes::{bodies, connections, headers, life, output, replies, routes};
use crate::check::subject::Subject;
use crate::finding::Found;
use crate::platform;

/// A rule, and how to find out whether a function keeps it.
pub(crate) struct Rule {
    pub(crate) number: u16,
    pub(crate) name: &'static str,
    says: &'static str,
    /// Pages of the platform's product documentation, or what else there is.
    pub(crate) source: &'static str,
    pub(crate) certainty: Certainty,
    cure: &'static str,
    pub(crate) about: About,
    pub(crate) needs: Needs,
    pub(crate) check: Check,
}

impl Rule {
    /// What is true of a function that keeps it.
    pub(crate) fn says(&self) -> String {
        platform::in_full(self.says)
    }

    /// What to do where it is not kept.
    pub(crate) fn cure(&self) -> String {
        platform::in_full(self.cure)
    }
}

/// How sure it is that the platform demands it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Certainty {
    Documented,
    /// From what users recorded, or from what is not promised and happens.
    Inferred,
}

/// Functions of which kind have to keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    Both,
    Event,
    Http,
}

/// What has to be there to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Somebody who answers.
    Address,
    /// A process that is started here.
    Process,
}

type Check = for<'a> fn(&'a mut Subject) -> Pin<Box<dyn Future<Output = Found> + 'a>>;

impl Certainty {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Inferred => "inferred",
        }
    }
}

impl About {
    /// Whether it holds for event functions, or else for HTTP functions.
    pub(crate) fn is_about(self, event: bool) -> bool {
        self == Self::Both || (self == Self::Event) == event
    }

    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Event => "event functions",
            Self::Http => "HTTP functions",
        }
    }
}

macro_rules! rules {
    ($($number:literal $name:literal $about:ident $needs:ident $certainty:ident $source:literal
       $says:literal $cure:literal $check:path;)*) => {
        /// All of them.
        pub(crate) const RULES: &[Rule] = &[$(Rule {
            number: $number,
            name: $name,
            says: $says,
            source: $source,
            certainty: Certainty::$certainty,
            cure: $cure,
            about: About::$about,
            needs: Needs::$needs,
            check: |subject| Box::pin($check(subject)),
        }),*];
    };
}

rules! {
    1 "start" Both Process Documented "583/41076"
        "the port is open within 30 s of the start, better within 5"
        "do less before listening; a program that ends says why in its output; `--init-timeout` is InitTimeout"
        life::starts;
    2 "all-addresses" Both Process Documented "583/41076, 583/97808"
        "listens on all addresses, over IPv4 too, not on loopback alone"
        "listen on 0.0.0.0:{port}"
        life::listens_on_all_addresses;
    3 "ready-when-open" Both Process Inferred "583/41076; field reports of 502"
        "answers the very first request after the port opened"
        "open the port last, when everything is up"
        life::is_ready_when_open;
    4 "tcp-probe" Both Address Inferred "CubeSandbox, the platform vendor's"
        "survives connections that are closed without a byte"
        "take a connection that ends before a request for nothing at all"
        connections::survives_a_probe;
    5 "idle-connections" Both Address Inferred "CubeSandbox, the platform vendor's"
        "serves beside connections that say nothing or half a request"
        "read each connection in a task or thread of its own"
        connections::serves_beside_idle;
    6 "event-route" Event Address Documented "583/41076"
        "answers `POST {event}`"
        "serve `POST {event}`; `--event` names an event that it takes, and `--http` says that it is an HTTP function"
        routes::answers_events;
    7 "content-type" Event Address Inferred "583/41076 names none; capture"
        "answers an event the same whatever its content type, and without one"
        "parse the body as JSON without a look at its content type"
        routes::takes_any_content_type;
    8 "other-paths" Event Address Inferred "CubeSandbox, the platform vendor's"
        "answers other paths and methods, best with 404 or 405"
        "answer what is unknown with 404"
        routes::answers_other_paths;
    9 "any-path" Http Address Documented "583/40688"
        "answers every path, query and method that a client may send"
        "answer what is unknown with 404 or 405"
        routes::answers_any_path;
    10 "head" Http Address Documented "583/40688"
        "answers HEAD as GET, without a body"
        "leave out the body of an answer to HEAD"
        routes::answers_head;
    11 "context-headers" Both Address Documented "583/41076"
        "answers with all context headers, those of an execution role too"
        "accept headers that you do not know"
        headers::takes_all;
    12 "missing-headers" Both Address Inferred "583/41076; captures"
        "answers without the context headers"
        "take each header of the context for optional"
        headers::takes_none;
    13 "malformed-headers" Both Address Inferred "583/41076; captures"
        "answers with context headers whose values are odd"
        "take a value that does not parse for a missing one"
        headers::takes_malformed;
    14 "lower-case-headers" Both Address Documented "583/123892"
        "reads header names in whatever case"
        "compare header names without regard to case"
        headers::takes_lower_case;
    15 "large-body" Both Address Documented "583/11637"
        "takes a body of 6 MB"
        "raise the limit of your framework's body parser to 6 MB"
        bodies::takes_the_largest;
    16 "chunked-body" Both Address Inferred "not stated"
        "takes a body in chunks as one with a length"
        "read bodies to their end by `Transfer-Encoding`, too"
        bodies::takes_chunks;
    17 "malformed-event" Event Address Documented "583/35311"
        "survives bodies that are no event, and answers them"
        "answer what does not parse with an error"
        bodies::survives_malformed_events;
    18 "deep-json" Event Address Inferred "583/35311"
        "survives 100,000 nested brackets, and answers them"
        "use a parser with a limit of depth, and answer its error"
        bodies::survives_deep_json;
    19 "error-replies" Event Address Inferred "583/60336; captures"
        "answers errors in JSON: the caller sees the body alone"
        "put `errorType` and `errorMessage` into a JSON body"
        bodies::answers_errors_in_json;
    20 "garbage" Both Address Inferred "field reports"
        "survives bytes that are no HTTP"
        "close the connection, and no more than that"
        bodies::survives_what_is_no_http;
    21 "connection-per-request" Both Address Inferred "capture"
        "serves one request a connection, and closes where it is told to"
        "close behind a request that says `Connection: close`"
        connections::serves_one_request_a_connection;
    22 "keep-alive" Both Address Inferred "not stated"
        "serves several requests on a connection, or says that it closes"
        "say `Connection: close` in the answer before closing"
        connections::keeps_alive;
    23 "concurrent-requests" Both Address Documented "583/47183, 583/123892"
        "answers requests at the same time, each with its own answer"
        "keep nothing of a request in a global"
        connections::answers_at_the_same_time;
    24 "slow-client" Both Address Inferred "583/47183"
        "serves others while a client sends slowly"
        "read bodies in a task or thread of their own, and hold no lock meanwhile"
        connections::serves_beside_a_slow_client;
    25 "client-leaves" Both Address Inferred "583/35311, row 499"
        "survives clients that leave in the middle"
        "take a connection that breaks for the end of that request alone"
        connections::survives_a_client_that_leaves;
    26 "streaming" Http Address Documented "583/90617"
        "sends a stream of events piece by piece"
        "flush behind each event; switch off compression and buffers"
        replies::stream;
    27 "reply-size" Both Address Documented "583/11637, 583/35311"
        "its usual answer has at most 6 MB"
        "answer with a link to an object in COS"
        replies::are_small_enough;
    28 "reply-headers" Http Address Documented "583/40688"
        "the headers of its usual answer have at most 4 KB"
        "set fewer or shorter headers and cookies"
        replies::have_small_headers;
    29 "read-only-root" Both Process Documented "583/35311, 583/97808"
        "writes nothing outside of `{writable}`, and needs nothing in it at start"
        "write to `{writable}` alone, and keep what the image brings elsewhere"
        life::writes_nothing_outside;
    30 "secrets" Both Address Documented "583/60336; field reports"
        "shows the role's credentials neither in answers nor in its log"
        "never print or return all headers: they hold the role's keys"
        output::keeps_secrets;
    31 "log-lines" Both Process Documented "583/39778"
        "its log lines have at most 8 KB"
        "write shorter lines, or several"
        output::keeps_lines_short;
    32 "sigterm" Both Process Documented "documented for asynchronous execution alone"
        "ends by SIGTERM with exit code 0, within its time-out"
        "handle SIGTERM: finish what runs, then exit with 0"
        life::ends_by_sigterm;
}

/// Which checks are meant, on a command line: `3`, `5-9`, `tcp-probe`.
pub(crate) fn parse_selection(text: &str) -> Result<Vec<u16>, String> {
    let last = RULES.last().map_or(0, |rule| rule.number);
    let unknown = || format!("there is no check `{text}`: `--list` shows them, 1 to {last}");
    if let Some(rule) = RULES.iter().find(|rule| rule.name == text) {
        return Ok(vec![rule.number]);
    }
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let (from, to): (u16, u16) = from.parse().ok().zip(to.parse().ok()).ok_or_else(unknown)?;
    let meant: Vec<u16> = RULES.iter().map(|rule| rule.number).filter(|number| (from..=to).contains(number)).collect();
    if from < 1 || to > last || meant.is_empty() { Err(unknown()) } else { Ok(meant) }
}
