//! Request headers → [`Context`]. Nobody else reads the platform's headers.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::str;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_http::header::{HeaderMap, HeaderValue};
use secrecy::SecretString;
use uuid::Uuid;

use crate::platform::{self, header};

/// What the platform says of one request. Cheap to clone.
///
/// Every header may be missing or odd: then its accessor gives `None`, and the request is served all the same.
///
/// The platform does not vouch for these headers on every way into a function (on some a client's own
/// `X-Scf-…` headers pass through): they are information, never a proof of who calls.
#[derive(Clone)]
#[non_exhaustive]
pub struct Context(Arc<Inner>);

struct Inner {
    request_id: String,
    arrived: Instant,
    timeout: Option<Duration>,
    deadline: Option<Instant>,
    memory_limit_mb: Option<u32>,
    credentials: Option<Credentials>,
    raw: Raw,
}

/// The headers as they came. A value shares the request's buffer.
#[derive(Clone, Default)]
struct Raw {
    memory: Option<HeaderValue>,
    timeout: Option<HeaderValue>,
    function_name: Option<HeaderValue>,
    function_version: Option<HeaderValue>,
    namespace: Option<HeaderValue>,
    region: Option<HeaderValue>,
    app_id: Option<HeaderValue>,
    uin: Option<HeaderValue>,
    trigger_source: Option<HeaderValue>,
}

impl Context {
    /// A context for a test. What is not set is absent, as if the platform had not sent it.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let ctx = scf::Context::builder().function_name("greet").timeout(Duration::from_secs(3)).build();
    /// assert_eq!(ctx.function_name(), Some("greet"));
    /// assert!(ctx.remaining().is_some_and(|left| left <= Duration::from_secs(3)));
    /// ```
    pub fn builder() -> ContextBuilder {
        ContextBuilder::default()
    }

    /// Reads the platform's headers, and takes those that may carry secrets out of the map.
    ///
    /// `fallback` are the credentials of the environment, where the platform puts them there.
    pub(crate) fn take_from(headers: &mut HeaderMap, arrived: Instant, fallback: Option<&Credentials>) -> Self {
        let mut raw = Raw::default();
        let mut given_id = None;
        let mut secret = Secret::default();
        let mut secret_names = Vec::new();
        // One pass is cheaper than a look-up for each name, and every request pays for it.
        for (name, value) in headers.iter() {
            let first_of = match name.as_str() {
                name if !name.starts_with(header::ALL_START) => continue,
                header::REQUEST_ID => &mut given_id,
                header::MEMORY => &mut raw.memory,
                header::TIMEOUT => &mut raw.timeout,
                header::NAME => &mut raw.function_name,
                header::VERSION => &mut raw.function_version,
                header::NAMESPACE => &mut raw.namespace,
                header::REGION => &mut raw.region,
                header::APP_ID => &mut raw.app_id,
                header::UIN => &mut raw.uin,
                header::TRIGGER_SOURCE => &mut raw.trigger_source,
                other if header::is_secret(other) => {
                    secret_names.push(name.clone());
                    match other {
                        header::SECRET_ID => &mut secret.id,
                        header::SECRET_KEY => &mut secret.key,
                        header::SESSION_TOKEN => &mut secret.token,
                        _ => continue,
                    }
                }
                _ => continue,
            };
            first_of.get_or_insert_with(|| value.clone());
        }
        for name in secret_names {
            headers.remove(name);
        }
        let request_id = request_id(given_id.as_ref());
        let timeout = text(raw.timeout.as_ref()).and_then(timeout);
        let credentials = secret.credentials().or_else(|| fallback.cloned());
        Self::new(request_id, arrived, timeout, raw, credentials)
    }

    fn new(
        request_id: String,
        arrived: Instant,
        timeout: Option<Duration>,
        raw: Raw,
        credentials: Option<Credentials>,
    ) -> Self {
        let deadline = timeout.and_then(|timeout| arrived.checked_add(timeout.saturating_sub(margin(timeout))));
        let memory_limit_mb = text(raw.memory.as_ref()).and_then(memory_limit_mb);
        Self(Arc::new(Inner { request_id, arrived, timeout, deadline, memory_limit_mb, credentials, raw }))
    }

    /// The request id (`X-Scf-Request-Id`): a lower-case, hyphenated UUID.
    ///
    /// Where the header is missing or is no UUID this is an id of the runtime's own, so that log lines can always
    /// be told apart.
    pub fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// The memory limit in MB (`X-Scf-Memory`); `None` below the 64 MB that are the least that can be set.
    pub fn memory_limit_mb(&self) -> Option<u32> {
        self.0.memory_limit_mb
    }

    /// The function's time-out (`X-Scf-Timeout`).
    ///
    /// The platform sends milliseconds. A number below 1000, which would be less than the smallest time-out, is
    /// taken as seconds; one above 24 hours, the longest execution there is, as no time-out.
    pub fn timeout(&self) -> Option<Duration> {
        self.0.timeout
    }

    /// When the runtime ends an `async` handler: the time-out behind the request's arrival, less a margin (5 %,
    /// from 20 ms to 1 s), so that the caller hears of it before the platform ends the instance.
    pub fn deadline(&self) -> Option<Instant> {
        self.0.deadline
    }

    /// The time until the [`deadline`](Self::deadline); zero behind it.
    pub fn remaining(&self) -> Option<Duration> {
        self.0.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// When the request arrived.
    pub fn arrived(&self) -> Instant {
        self.0.arrived
    }

    /// The function's name (`X-Scf-Name`).
    pub fn function_name(&self) -> Option<&str> {
        text(self.0.raw.function_name.as_ref())
    }

    /// The function's version (`X-Scf-Version`): `$LATEST` or a number.
    pub fn function_version(&self) -> Option<&str> {
        text(self.0.raw.function_version.as_ref())
    }

    /// The namespace (`X-Scf-Namespace`), for example `default`.
    pub fn namespace(&self) -> Option<&str> {
        text(self.0.raw.namespace.as_ref())
    }

    /// The region (`X-Scf-Region`), for example `ap-guangzhou`.
    pub fn region(&self) -> Option<&str> {
        text(self.0.raw.region.as_ref())
    }

    /// The owner's APPID (`X-Scf-Appid`).
    pub fn app_id(&self) -> Option<&str> {
        text(self.0.raw.app_id.as_ref())
    }

    /// The owner's UIN (`X-Scf-Uin`).
    pub fn uin(&self) -> Option<&str> {
        text(self.0.raw.uin.as_ref())
    }

    /// What triggered the function (`X-Scf-Trigger-Src`): `Timer` for the timer trigger, absent for others.
    pub fn trigger_source(&self) -> Option<&str> {
        text(self.0.raw.trigger_source.as_ref())
    }

    /// The temporary credentials of the function's execution role, where one is bound.
    pub fn credentials(&self) -> Option<&Credentials> {
        self.0.credentials.as_ref()
    }

    /// The text of `X-Scf-Timeout` as it came, for whoever reads its unit another way.
    pub fn raw_timeout(&self) -> Option<&str> {
        text(self.0.raw.timeout.as_ref())
    }

    /// The text of `X-Scf-Memory` as it came.
    pub fn raw_memory_limit(&self) -> Option<&str> {
        text(self.0.raw.memory.as_ref())
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("request_id", &self.request_id())
            .field("memory_limit_mb", &self.memory_limit_mb())
            .field("timeout", &self.timeout())
            .field("function_name", &self.function_name())
            .field("function_version", &self.function_version())
            .field("namespace", &self.namespace())
            .field("region", &self.region())
            .field("app_id", &self.app_id())
            .field("uin", &self.uin())
            .field("trigger_source", &self.trigger_source())
            .field("credentials", &self.credentials())
            .finish()
    }
}

/// Temporary credentials of the execution role. They are never printed: `Debug` says `[REDACTED]`, and there is
/// no `Serialize`.
///
/// ```
/// use scf::secrecy::ExposeSecret;
///
/// let ctx = scf::Context::builder().credentials("AKID-example", "key", "token").build();
/// let credentials = ctx.credentials().unwrap();
/// assert_eq!(credentials.secret_key().expose_secret(), "key");
/// assert!(!format!("{ctx:?}").contains("token\""));
/// ```
#[derive(Clone, Debug)]
pub struct Credentials(Arc<Secrets>);

#[derive(Debug)]
struct Secrets {
    id: SecretString,
    key: SecretString,
    token: SecretString,
}

impl Credentials {
    pub(crate) fn new(id: &str, key: &str, token: &str) -> Self {
        Self(Arc::new(Secrets { id: id.into(), key: key.into(), token: token.into() }))
    }

    /// The secret id.
    pub fn secret_id(&self) -> &SecretString {
        &self.0.id
    }

    /// The secret key.
    pub fn secret_key(&self) -> &SecretString {
        &self.0.key
    }

    /// The session token that goes with the two; empty where the platform sent none.
    pub fn session_token(&self) -> &SecretString {
        &self.0.token
    }
}

/// The headers that carry credentials, as they came.
#[derive(Default)]
struct Secret {
    id: Option<HeaderValue>,
    key: Option<HeaderValue>,
    token: Option<HeaderValue>,
}

impl Secret {
    /// An id and a key go together; the token may be missing.
    fn credentials(&self) -> Option<Credentials> {
        let (id, key) = (filled(self.id.as_ref())?, filled(self.key.as_ref())?);
        Some(Credentials::new(id, key, filled(self.token.as_ref()).unwrap_or_default()))
    }
}

fn filled(value: Option<&HeaderValue>) -> Option<&str> {
    text(value).filter(|text| !text.is_empty())
}

/// Makes a [`Context`] for a test.
#[derive(Default)]
#[must_use]
pub struct ContextBuilder {
    request_id: Option<HeaderValue>,
    timeout: Option<Duration>,
    raw: Raw,
    credentials: Option<Credentials>,
}

impl ContextBuilder {
    /// Sets the request id. What is no UUID is replaced, as in a real request.
    pub fn request_id(mut self, id: &str) -> Self {
        self.request_id = value(id);
        self
    }

    /// Sets the memory limit in MB.
    pub fn memory_limit_mb(mut self, limit: u32) -> Self {
        self.raw.memory = Some(HeaderValue::from(limit));
        self
    }

    /// Sets the time-out, which begins to run when the context is built. It may be shorter than any that the
    /// platform has.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self.raw.timeout = value(&timeout.as_millis().to_string());
        self
    }

    /// Sets the function's name.
    pub fn function_name(mut self, name: &str) -> Self {
        self.raw.function_name = value(name);
        self
    }

    /// Sets the function's version.
    pub fn function_version(mut self, version: &str) -> Self {
        self.raw.function_version = value(version);
        self
    }

    /// Sets the namespace.
    pub fn namespace(mut self, namespace: &str) -> Self {
        self.raw.namespace = value(namespace);
        self
    }

    /// Sets the region.
    pub fn region(mut self, region: &str) -> Self {
        self.raw.region = value(region);
        self
    }

    /// Sets the owner's APPID.
    pub fn app_id(mut self, app_id: &str) -> Self {
        self.raw.app_id = value(app_id);
        self
    }

    /// Sets the owner's UIN.
    pub fn uin(mut self, uin: &str) -> Self {
        self.raw.uin = value(uin);
        self
    }

    /// Sets what triggered the function, for example `Timer`.
    pub fn trigger_source(mut self, source: &str) -> Self {
        self.raw.trigger_source = value(source);
        self
    }

    /// Sets the credentials of the execution role.
    pub fn credentials(mut self, secret_id: &str, secret_key: &str, session_token: &str) -> Self {
        self.credentials = Some(Credentials::new(secret_id, secret_key, session_token));
        self
    }

    /// The context. Its request arrives now.
    pub fn build(self) -> Context {
        let request_id = request_id(self.request_id.as_ref());
        Context::new(request_id, Instant::now(), self.timeout, self.raw, self.credentials)
    }
}

/// A header cannot carry control characters; text that has some is as good as absent.
fn value(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_bytes(text.as_bytes()).ok()
}

fn text(value: Option<&HeaderValue>) -> Option<&str> {
    str::from_utf8(value?.as_bytes()).ok()
}

fn request_id(header: Option<&HeaderValue>) -> String {
    const HYPHENATED: usize = uuid::fmt::Hyphenated::LENGTH;
    let uuid = text(header).filter(|given| given.len() == HYPHENATED && Uuid::try_parse(given).is_ok());
    if let Some(uuid) = uuid {
        return uuid.to_ascii_lowercase();
    }
    let id = fresh_id().to_string();
    if let Some(given) = header {
        let shown: String = String::from_utf8_lossy(given.as_bytes()).chars().take(HYPHENATED).collect();
        tracing::warn!(given = shown, used = id, "the request id is no UUID: using one of our own");
    }
    id
}

/// An id of our own, for log lines to be told apart. It guards nothing, so the seeds of the standard library's
/// hash maps are random enough; and unlike a random number from the system they cannot fail.
fn fresh_id() -> Uuid {
    let random = || RandomState::new().build_hasher().finish();
    uuid::Builder::from_random_bytes(Uuid::from_u64_pair(random(), random()).into_bytes()).into_uuid()
}

/// See [`Context::timeout`].
fn timeout(text: &str) -> Option<Duration> {
    let number = text.parse().ok().filter(|number| *number > 0)?;
    let timeout = if number < platform::TIMEOUT_IS_MILLISECONDS_FROM {
        Duration::from_secs(number)
    } else {
        Duration::from_millis(number)
    };
    (timeout <= platform::TIMEOUT_LONGEST).then_some(timeout)
}

/// How long before the time-out the handler is ended: 5 %, from 20 ms to 1 s.
fn margin(timeout: Duration) -> Duration {
    (timeout / 20).clamp(Duration::from_millis(20), Duration::from_secs(1))
}

fn memory_limit_mb(text: &str) -> Option<u32> {
    text.parse().ok().filter(|limit| *limit >= platform::MEMORY_SMALLEST_MB)
}

#[cfg(test)]
mod tests;
