//! What a function's page in the console says of it: name, memory, time-out, variables. From it come the environment
//! of its process and the headers of its requests.

use std::time::Duration;

use crate::platform::{self, header, variable};
use crate::stop::Stop;

/// A function as it is set up on the platform.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) memory_mb: u32,
    pub(crate) timeout: Duration,
    /// How long its start may take.
    pub(crate) start_limit: Duration,
    /// What its user set, in order.
    pub(crate) variables: Vec<(String, String)>,
    /// Whether requests carry credentials of an execution role: made up ones.
    pub(crate) has_role: bool,
}

impl Function {
    /// A function that nothing was set for.
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            memory_mb: platform::MEMORY_MB,
            timeout: Duration::from_secs(platform::TIMEOUT_S),
            start_limit: platform::START_LIMIT,
            variables: Vec::new(),
            has_role: false,
        }
    }

    /// The limit in bytes.
    pub(crate) fn memory(&self) -> u64 {
        u64::from(self.memory_mb) * 1024 * 1024
    }

    /// The eight variables of the platform, without those of the user.
    pub(crate) fn built_in_environment(&self) -> Vec<(&'static str, String)> {
        vec![
            (variable::RUN_ENVIRONMENT, variable::RUN_ENVIRONMENT_ON_SCF.to_owned()),
            (variable::CODE_ROOT, variable::CODE_ROOT_ON_SCF.to_owned()),
            (variable::USER, variable::USER_ON_SCF.to_owned()),
            (variable::FUNCTION_NAME, self.name.clone()),
            (variable::FUNCTION_VERSION, platform::LATEST.to_owned()),
            (variable::REGION, platform::REGION.to_owned()),
            (variable::APP_ID, platform::APP_ID.to_owned()),
            (variable::UIN, platform::UIN.to_owned()),
        ]
    }

    /// The headers of a request of that id, in the platform's spelling.
    pub(crate) fn context_headers(&self, request_id: &str) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            (header::REQUEST_ID, request_id.to_owned()),
            (header::MEMORY, self.memory_mb.to_string()),
            (header::TIMEOUT, self.timeout.as_millis().to_string()),
            (header::VERSION, platform::LATEST.to_owned()),
            (header::NAME, self.name.clone()),
            (header::NAMESPACE, platform::NAMESPACE.to_owned()),
            (header::REGION, platform::REGION.to_owned()),
            (header::APP_ID, platform::APP_ID.to_owned()),
            (header::UIN, platform::UIN.to_owned()),
        ];
        if self.has_role {
            let secret = |what: &str| format!("made-up-{what}-of-no-account");
            headers.extend([
                (header::SECRET_ID, secret("secret-id")),
                (header::SECRET_KEY, secret("secret-key")),
                (header::SESSION_TOKEN, secret("session-token")),
            ]);
        }
        headers
    }
}

/// `NAME=VALUE`, as the console would take it.
pub(crate) fn parse_variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("a variable is given as `NAME=VALUE`")?;
    check_variable(name)?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Whether users may set a variable of that name.
pub(crate) fn check_variable(name: &str) -> Result<(), String> {
    if !variable::is_name(name) {
        return Err(format!("`{name}` is no variable's name on the platform: a letter, then letters, digits and `_`"));
    }
    match variable::RESERVED.iter().find(|prefix| name.starts_with(*prefix)) {
        Some(prefix) => Err(format!("the platform reserves `{prefix}…`: nobody could set `{name}` there")),
        None => Ok(()),
    }
}

/// Whether all variables together are not too much.
pub(crate) fn check_variables(variables: &[(String, String)]) -> Result<(), Stop> {
    let size: usize = variables.iter().map(|(name, value)| name.len() + value.len()).sum();
    if size > variable::ALL_LIMIT {
        let limit = variable::ALL_LIMIT;
        return Err(Stop::new(format!("the variables have {size} bytes, and the platform takes {limit} a function")));
    }
    Ok(())
}

/// A memory that can be set.
pub(crate) fn parse_memory(text: &str) -> Result<u32, String> {
    let memory = text.parse().ok().filter(|mb| platform::is_memory(*mb));
    memory.ok_or_else(|| "the platform has 64 MB, or 128 to 3072 MB by a step of 128".to_owned())
}

/// A time-out that can be set, in seconds.
pub(crate) fn parse_timeout(text: &str) -> Result<Duration, String> {
    seconds(text, &platform::TIMEOUTS_S).ok_or_else(|| "the platform has 1 to 900, in seconds".to_owned())
}

/// A limit of the start that can be set, in seconds.
pub(crate) fn parse_start_limit(text: &str) -> Result<Duration, String> {
    seconds(text, &platform::START_LIMITS_S).ok_or_else(|| "the platform has 3 to 300, in seconds".to_owned())
}

fn seconds(text: &str, range: &std::ops::RangeInclusive<u64>) -> Option<Duration> {
    text.parse().ok().filter(|seconds| range.contains(seconds)).map(Duration::from_secs)
}
