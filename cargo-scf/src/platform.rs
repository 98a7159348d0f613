//! What of the platform this tool states: names, numbers, codes and sentences, each with its source.
//!
//! Sources: `583/NNNNN` is the page of that number in the platform's product documentation, `SDK` its Go SDK's
//! `scf/v20180416`; a *capture* is what users published of requests that they received. This list is written from the
//! documentation, not taken from `scf-runtime`: the tool judges programs, those of that framework too.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

/// "Listen on the fixed port 9000" (583/41076).
pub(crate) const PORT: u16 = 9000;

/// Event functions receive `POST` on this path (583/41076).
pub(crate) const EVENT_PATH: &str = "/event-invoke";

/// The content type of an event (capture).
pub(crate) const EVENT_CONTENT_TYPE: &str = "application/json";

/// What the platform's client calls itself (capture).
pub(crate) const USER_AGENT: &str = "Go-http-client/1.1";

/// What the platform's client accepts (capture).
pub(crate) const ACCEPT_ENCODING: &str = "gzip";

/// Where a function is called. The platform comes from outside of the container, so what listens on 127.0.0.1 alone is
/// not reached (583/97808). Another address of the loopback network is refused by such a program, too.
pub(crate) const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// "It should be started within 30 seconds" (583/41076).
pub(crate) const START_LIMIT: Duration = Duration::from_secs(30);

/// `InitTimeout` may be set from 3 to 300 s (583/19805).
pub(crate) const START_LIMITS_S: std::ops::RangeInclusive<u64> = 3..=300;

/// The time-out, unless it is set (SDK).
pub(crate) const TIMEOUT_S: u64 = 3;

/// "1-900 s" (583/19805, SDK).
pub(crate) const TIMEOUTS_S: std::ops::RangeInclusive<u64> = 1..=900;

/// The memory in MB, unless it is set (SDK).
pub(crate) const MEMORY_MB: u32 = 128;

/// "64 MB, or 128-3,072 MB by a step of 128" (SDK, 583/35311).
pub(crate) fn is_memory(mb: u32) -> bool {
    mb == 64 || ((128..=3072).contains(&mb) && mb.is_multiple_of(128))
}

/// The body of a synchronous invocation, in either direction (583/11637); 406 and 407 above it (583/35311).
pub(crate) const BODY_LIMIT: usize = 6 * 1024 * 1024;

/// Names and values of a response's headers together, of HTTP functions (583/40688).
pub(crate) const RESPONSE_HEADERS_LIMIT: usize = 4 * 1024;

/// A record of the log is cut behind 8 KB (583/39778).
pub(crate) const LOG_RECORD_LIMIT: usize = 8 * 1024;

/// The only directory that a function may write to (583/35311, row 405).
pub(crate) const WRITABLE_DIRECTORY: &str = "/tmp";

/// What fits into it, in MB (583/11637).
pub(crate) const WRITABLE_DIRECTORY_MB: u32 = 512;

/// Files that a function may have open (583/11637).
pub(crate) const OPEN_FILES: u64 = 1024;

/// An image is smaller than this, packed; a ticket raises it (583/41076).
pub(crate) const IMAGE_LIMIT: u64 = 1024 * 1024 * 1024;

/// The memory in MB that an image's size calls for, least and most, by the size that it is below (583/41076).
pub(crate) const MEMORY_BY_IMAGE: [(u64, u32, Option<u32>); 3] =
    [(256 * 1024 * 1024, 256, Some(512)), (512 * 1024 * 1024, 512, Some(1024)), (IMAGE_LIMIT, 1024, None)];

/// Where images lie that the platform pulls. A personal registry has a domain for each region, and this one at its end
/// (583/41076); an instance of the enterprise registry has a name before it (SDK, `ImageConfig`).
pub(crate) const PERSONAL_REGISTRY: &str = "ccr.ccs.tencentyun.com";
pub(crate) const ENTERPRISE_REGISTRIES: &str = ".tencentcloudcr.com";

/// Requests that one instance can be set to take at a time (SDK, `MaxConcurrency`).
pub(crate) const CONCURRENCY_HIGHEST: usize = 100;

/// A sentence about the platform with its `{port}`, its `{event}` path and its `{writable}` directory.
pub(crate) fn in_full(sentence: &str) -> String {
    let sentence = sentence.replace("{port}", &PORT.to_string());
    sentence.replace("{event}", EVENT_PATH).replace("{writable}", WRITABLE_DIRECTORY)
}

/// A version that is none: what was deployed last (583/41076).
pub(crate) const LATEST: &str = "$LATEST";

/// The namespace that there always is (583/41076).
pub(crate) const NAMESPACE: &str = "default";

/// A region of the list in 583/41076.
pub(crate) const REGION: &str = "ap-guangzhou";

/// An APPID and a UIN of nobody, in the form that they have.
pub(crate) const APP_ID: &str = "1250000000";
pub(crate) const UIN: &str = "100000000000";

/// The headers that SCF adds to a request (583/41076, 583/40688).
pub(crate) mod header {
    /// A lower-case, hyphenated UUID (captures).
    pub(crate) const REQUEST_ID: &str = "X-Scf-Request-Id";
    /// In MB (capture).
    pub(crate) const MEMORY: &str = "X-Scf-Memory";
    /// In milliseconds (capture).
    pub(crate) const TIMEOUT: &str = "X-Scf-Timeout";
    pub(crate) const VERSION: &str = "X-Scf-Version";
    pub(crate) const NAME: &str = "X-Scf-Name";
    pub(crate) const NAMESPACE: &str = "X-Scf-Namespace";
    pub(crate) const REGION: &str = "X-Scf-Region";
    pub(crate) const APP_ID: &str = "X-Scf-Appid";
    pub(crate) const UIN: &str = "X-Scf-Uin";
    /// `Timer` from the timer trigger, absent from others (583/41076, capture).
    pub(crate) const TRIGGER_SOURCE: &str = "X-Scf-Trigger-Src";
    pub(crate) const TRIGGER_SOURCE_TIMER: &str = "Timer";
    /// Temporary credentials of the execution role, where one is bound.
    pub(crate) const SECRET_ID: &str = "X-Scf-Secret-Id";
    pub(crate) const SECRET_KEY: &str = "X-Scf-Secret-Key";
    pub(crate) const SESSION_TOKEN: &str = "X-Scf-Session-Token";

    /// All whose values are nobody's business: those above, and two that were seen on functions of CloudBase (captures).
    pub(crate) const SECRETS: [&str; 5] =
        [SECRET_ID, SECRET_KEY, SESSION_TOKEN, "X-Scf-Private-Environment", "X-Cloudbase-Context"];

    /// Whether the platform puts a request's context into it.
    pub(crate) fn is_context(name: &str) -> bool {
        name.to_ascii_lowercase().starts_with("x-scf-")
    }

    /// "Custom fields starting with `X-SCF-`" cannot be sent by a client, nor can `Connection` (583/40691).
    pub(crate) fn is_reserved(name: &str) -> bool {
        is_context(name) || name.eq_ignore_ascii_case("connection")
    }
}

/// The eight variables that SCF sets for images (583/41076), and what users may set.
pub(crate) mod variable {
    pub(crate) const RUN_ENVIRONMENT: &str = "TENCENTCLOUD_RUNENV";
    pub(crate) const RUN_ENVIRONMENT_ON_SCF: &str = "SCF";
    pub(crate) const CODE_ROOT: &str = "USER_CODE_ROOT";
    pub(crate) const CODE_ROOT_ON_SCF: &str = "/var/user/";
    pub(crate) const USER: &str = "USER";
    pub(crate) const USER_ON_SCF: &str = "qcloud";
    pub(crate) const FUNCTION_NAME: &str = "SCF_FUNCTIONNAME";
    pub(crate) const FUNCTION_VERSION: &str = "SCF_FUNCTIONVERSION";
    pub(crate) const REGION: &str = "TENCENTCLOUD_REGION";
    pub(crate) const APP_ID: &str = "TENCENTCLOUD_APPID";
    pub(crate) const UIN: &str = "TENCENTCLOUD_UIN";

    /// Not the platform's: by which programs are told a port elsewhere.
    pub(crate) const PORT: &str = "PORT";

    /// "The prefixes SCF_, QCLOUD_ and TENCENTCLOUD_ are reserved" (583/32748).
    pub(crate) const RESERVED: [&str; 3] = ["SCF_", "QCLOUD_", "TENCENTCLOUD_"];

    /// All variables of a function, names and values, are at most 4 KB (583/11637).
    pub(crate) const ALL_LIMIT: usize = 4 * 1024;

    /// `[a-zA-Z][a-zA-Z0-9_]*` (583/32748).
    pub(crate) fn is_name(name: &str) -> bool {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    }
}

/// A failure that the platform itself answers: its code, its name or sentence (583/35311), and what to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The process ended before its port was open.
    StartExited,
    /// The port did not open in time.
    PortNotOpen,
    /// No answer within the time-out.
    TimedOut,
    /// More memory than the function has.
    OutOfMemory,
    /// The process ended in a call.
    Exited,
    /// An answer that is too large.
    ResponseTooLarge,
}

impl Failure {
    pub(crate) fn code(self) -> u16 {
        match self {
            Self::StartExited => 405,
            Self::PortNotOpen => 446,
            Self::TimedOut => 433,
            Self::OutOfMemory => 434,
            Self::Exited => 439,
            Self::ResponseTooLarge => 407,
        }
    }

    /// What the caller reads. The sentences of 405, 433 and 439 and that about the port were seen (583/41076, 583/35311,
    /// captures); of the others only the name is known.
    pub(crate) fn message(self, timeout: Duration, start_limit: Duration) -> String {
        match self {
            Self::StartExited => {
                "Failed to initialize the container. Please confirm that the container can be started locally."
                    .to_owned()
            }
            Self::PortNotOpen => format!(
                "The request timed out in {}ms.Please confirm your http server have enabled listening on port {PORT}.",
                start_limit.as_millis()
            ),
            Self::TimedOut => format!("Invoking task timed out after {} seconds", timeout.as_secs()),
            Self::OutOfMemory => "MemoryLimitReached".to_owned(),
            Self::Exited => "User process exit when running".to_owned(),
            Self::ResponseTooLarge => "The size of response exceeds the upper limit (6MB)".to_owned(),
        }
    }

    /// "The instance is repossessed" (583/35311, 583/39466): the next call starts another one.
    pub(crate) fn ends_the_instance(self) -> bool {
        self != Self::ResponseTooLarge
    }
}

/// The JSON that a caller gets in place of an answer (captures).
pub(crate) fn failure_body(message: &str, request_id: &str, code: Option<u16>) -> serde_json::Value {
    serde_json::json!({
        "errorCode": -1,
        "errorMessage": message,
        "requestId": request_id,
        "stackTrace": "",
        "statusCode": code,
    })
}

/// The lines of the platform's log around those of the function (583/60336).
pub(crate) mod log {
    use std::time::Duration;

    pub(crate) fn start(id: &str) -> String {
        format!("START RequestId:{id}")
    }

    /// There is no code to pull here; the runtime is what has to be there before the program starts.
    pub(crate) fn init(id: &str, runtime: Duration, function: Duration, memory_mb: u32, used: u64) -> String {
        let (runtime, function) = (runtime.as_millis(), function.as_millis());
        let all = runtime + function;
        let used = megabytes(used);
        format!(
            "Init Report RequestId:{id} Coldstart: {all}ms (PullCode: 0ms InitRuntime: {runtime}ms \
             InitFunction: {function}ms) Memory: {memory_mb}MB MemUsage: {used:.2}MB"
        )
    }

    pub(crate) fn error(id: &str, result: &serde_json::Value) -> String {
        format!("ERROR RequestId:{id} Result:{result}")
    }

    /// The answer as it is: nothing is escaped.
    pub(crate) fn response(id: &str, reply: &str) -> String {
        format!("Response RequestId:{id} RetMsg:\"{reply}\"")
    }

    pub(crate) fn end(id: &str) -> String {
        format!("END RequestId:{id}")
    }

    /// What is billed stands in the answer of the `Invoke` API, not in the log: it comes last here.
    pub(crate) fn report(id: &str, took: Duration, memory_mb: u32, used: u64) -> String {
        let (billed, used) = (billed_ms(took), megabytes(used));
        let took = took.as_millis();
        format!(
            "Report RequestId:{id} Duration:{took}ms Memory:{memory_mb}MB MemUsage:{used:.2}MB BillDuration:{billed}ms"
        )
    }

    /// "Billed by actual execution duration" (583/12285), in whole milliseconds (SDK).
    pub(crate) fn billed_ms(took: Duration) -> u128 {
        took.as_nanos().div_ceil(1_000_000)
    }

    /// As the platform counts them.
    #[expect(clippy::cast_precision_loss, reason = "for people, and no memory is that large")]
    pub(crate) fn megabytes(bytes: u64) -> f64 {
        bytes as f64 / (1024.0 * 1024.0)
    }
}
