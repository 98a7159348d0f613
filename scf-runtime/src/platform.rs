//! Every name and number that the platform fixes, each with its source.
//!
//! Sources: `583/NNNNN` is the page of that number in the platform's product documentation; a *capture* is what
//! users published of requests that they received. What the platform does not document is said to be so.

use std::time::Duration;

/// "Listen on the fixed port 9000" (583/41076).
pub(crate) const PORT: u16 = 9000;

/// Event functions receive `POST` on this path (583/41076).
pub(crate) const EVENT_PATH: &str = "/event-invoke";

/// "The request body is at most 6 MB" for synchronous invocations (583/11637); code 406 above it.
pub(crate) const REQUEST_BODY_LIMIT: usize = 6 * 1024 * 1024;

/// "The response body is at most 6 MB" (583/40688, 583/35311: codes 407 and 410 above it).
pub(crate) const RESPONSE_BODY_LIMIT: usize = 6 * 1024 * 1024;

/// "All keys and values of the response headers are at most 4 KB" (583/40688).
pub(crate) const RESPONSE_HEADERS_LIMIT: usize = 4 * 1024;

/// A log record is cut behind 8 KB (583/39778).
pub(crate) const LOG_LINE_LIMIT: usize = 8 * 1024;

/// "It should be started within 30 seconds" (583/41076).
pub(crate) const START_LIMIT: Duration = Duration::from_secs(30);

/// The time that an init has unless it says otherwise: below [`START_LIMIT`], with room for the image's pull and
/// for the instance's own start, which count too.
pub(crate) const INIT_BUDGET: Duration = Duration::from_secs(20);

/// Legal values of the time-out are 1 s and up (583/19805); the only capture, 300000, must be milliseconds. A
/// value below this is taken as seconds, so that either reading is safe.
pub(crate) const TIMEOUT_IS_MILLISECONDS_FROM: u64 = 1000;

/// The longest execution there is: 24 hours, for asynchronous execution (583/39466). More is no time-out.
pub(crate) const TIMEOUT_LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// How long running invocations may take after SIGTERM unless `FN_GRACE` says otherwise. The platform documents
/// the signal for asynchronous execution only, and no time.
pub(crate) const GRACE: Duration = Duration::from_secs(10);

/// No execution takes longer than 900 s (583/19805), so no grace need be longer.
pub(crate) const GRACE_LONGEST: Duration = Duration::from_secs(900);

/// The smallest memory that can be set, in MB (583/35311).
pub(crate) const MEMORY_SMALLEST_MB: u32 = 64;

/// The only directory that a function may write to (583/35311, row 405).
pub(crate) const WRITABLE_DIRECTORY: &str = "/tmp";

/// The headers that SCF adds to a request (583/41076, 583/40688).
pub(crate) mod header {
    /// A lower-case, hyphenated UUID (captures, versions 1 and 4).
    pub(crate) const REQUEST_ID: &str = "x-scf-request-id";
    /// In MB.
    pub(crate) const MEMORY: &str = "x-scf-memory";
    /// In milliseconds (capture).
    pub(crate) const TIMEOUT: &str = "x-scf-timeout";
    /// `$LATEST` or a number.
    pub(crate) const VERSION: &str = "x-scf-version";
    pub(crate) const NAME: &str = "x-scf-name";
    pub(crate) const NAMESPACE: &str = "x-scf-namespace";
    /// For example `ap-guangzhou`.
    pub(crate) const REGION: &str = "x-scf-region";
    pub(crate) const APP_ID: &str = "x-scf-appid";
    pub(crate) const UIN: &str = "x-scf-uin";
    /// `Timer` from the timer trigger; absent from others (capture).
    pub(crate) const TRIGGER_SOURCE: &str = "x-scf-trigger-src";
    /// Temporary credentials of the execution role, where one is bound.
    pub(crate) const SECRET_ID: &str = "x-scf-secret-id";
    pub(crate) const SECRET_KEY: &str = "x-scf-secret-key";
    pub(crate) const SESSION_TOKEN: &str = "x-scf-session-token";

    /// How the name of each header begins that says something to us.
    pub(crate) const ALL_START: &str = "x-";
    const PREFIX: &str = "x-scf-";
    /// Seen to carry credentials in plain text on functions of CloudBase (capture).
    const PRIVATE_ENVIRONMENT: &str = "x-scf-private-environment";
    const CLOUDBASE_CONTEXT: &str = "x-cloudbase-context";

    /// Whether a header may carry a secret. Others, such as `X-CSRF-Token`, are the user's business.
    pub(crate) fn is_secret(name: &str) -> bool {
        (name.starts_with(PREFIX) && (name.contains("secret") || name.contains("token")))
            || name == PRIVATE_ENVIRONMENT
            || name == CLOUDBASE_CONTEXT
    }
}

/// The header in which the event of a function URL has the caller's address (583/96099; captures: with a port, and an
/// IPv6 address in brackets). It is one of the event's, not of the request that carries it.
pub(crate) const REMOTE_ADDRESS_IN_EVENT: &str = "x-scf-remote-addr";

/// The variables that SCF sets (583/41076), and our own.
pub(crate) mod variable {
    /// `SCF` inside the platform.
    pub(crate) const RUN_ENVIRONMENT: &str = "TENCENTCLOUD_RUNENV";
    pub(crate) const RUN_ENVIRONMENT_ON_SCF: &str = "SCF";
    /// `/var/user/`
    pub(crate) const CODE_ROOT: &str = "USER_CODE_ROOT";
    /// `qcloud`; says nothing of the numeric user.
    pub(crate) const USER: &str = "USER";
    pub(crate) const FUNCTION_NAME: &str = "SCF_FUNCTIONNAME";
    pub(crate) const FUNCTION_VERSION: &str = "SCF_FUNCTIONVERSION";
    pub(crate) const REGION: &str = "TENCENTCLOUD_REGION";
    pub(crate) const APP_ID: &str = "TENCENTCLOUD_APPID";
    pub(crate) const UIN: &str = "TENCENTCLOUD_UIN";
    // Promised for code packages (583/32748), not for images: a fallback where the headers carry none.
    pub(crate) const SECRET_ID: &str = "TENCENTCLOUD_SECRETID";
    pub(crate) const SECRET_KEY: &str = "TENCENTCLOUD_SECRETKEY";
    pub(crate) const SESSION_TOKEN: &str = "TENCENTCLOUD_SESSIONTOKEN";

    // The settings. None begins with `SCF_`, `QCLOUD_` or `TENCENTCLOUD_`: users cannot set those (583/32748).
    /// Level of the log, for all or by target.
    pub(crate) const LOG_LEVEL: &str = "RUST_LOG";
    /// The port outside of SCF.
    pub(crate) const PORT: &str = "PORT";
    /// Threads that serve an HTTP function.
    pub(crate) const WORKERS: &str = "FN_WORKERS";
    /// How long running invocations may take after SIGTERM.
    pub(crate) const GRACE: &str = "FN_GRACE";
    /// The status with which an event function answers failed invocations.
    pub(crate) const ERROR_STATUS: &str = "FN_ERROR_STATUS";
    /// `json` or `text`.
    pub(crate) const LOG_FORMAT: &str = "FN_LOG";
}
