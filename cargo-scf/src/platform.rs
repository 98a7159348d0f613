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

/// A record of the log is cut behind 8 KB (583/39778).
pub(crate) const LOG_RECORD_LIMIT: usize = 8 * 1024;

/// The only directory that a function may write to (583/35311, row 405).
pub(crate) const WRITABLE_DIRECTORY: &str = "/tmp";

/// What fits into it, in MB (583/11637).
pub(crate) const WRITABLE_DIRECTORY_MB: u32 = 512;

/// Files that a function may have open (583/11637).
pub(crate) const OPEN_FILES: u64 = 1024;

/// Requests that one instance can be set to take at a time (SDK, `MaxConcurrency`).
pub(crate) const CONCURRENCY_HIGHEST: usize = 100;

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

    /// "Custom fields starting with `X-SCF-`" cannot be sent by a client, nor can `Connection` (583/40691).
    pub(crate) fn is_reserved(name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        name.starts_with("x-scf-") || name == "connection"
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
