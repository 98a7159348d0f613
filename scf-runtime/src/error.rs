//! The one [`Error`] of handlers, inits and hooks, and [`Failure`] for a domain's own errors.

use std::any::type_name;
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

const INTERNAL: u16 = 500;

/// What a handler, an init or a shutdown hook fails with.
///
/// Every `std::error::Error`, `anyhow::Error`, `Box<dyn Error + Send + Sync>`, `String` and `&str` becomes one
/// through `?`. Such an error is told to the caller of an *event* function with its causes: that caller is the
/// function's own account. The caller of an *HTTP* function is the internet, and gets "internal error" and the
/// request id, while the log has the rest.
///
/// An error that is built in words is told to both:
///
/// ```
/// use scf::Error;
///
/// fn find(id: u64) -> Result<String, Error> {
///     Err(Error::new("OrderNotFound", format!("no order {id}")).status(404))
/// }
///
/// let error = find(7).unwrap_err();
/// assert_eq!(error.name(), "OrderNotFound");
/// assert_eq!(error.status_code(), 404);
/// assert_eq!(error.to_string(), "no order 7");
/// ```
///
/// A domain with an error type of its own returns that as it is, and implements [`Failure`] for it.
///
/// The reply's body is `{"errorType", "errorMessage", "requestId", "statusCode"}`.
pub struct Error(Box<Inner>);

struct Inner {
    name: Cow<'static, str>,
    status: u16,
    cause: Cause,
}

enum Cause {
    /// Built in words: for everybody.
    Words(String),
    /// Came through `?`: for the log, and for callers from the same account.
    Error(Box<dyn StdError + Send + Sync>),
    /// Came from a [`Failure`], which says itself what the public may know.
    Failure { detail: String, public: Option<String> },
}

impl Error {
    /// An error in words that anybody may read, with a name of the domain: `OrderNotFound`, never a path.
    ///
    /// Its status is 500 until [`status`](Self::status) says otherwise.
    pub fn new(name: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { name: name.into(), status: INTERNAL, cause: Cause::Words(message.into()) }))
    }

    /// The error that `failure` is.
    pub fn from_failure(failure: &impl Failure) -> Self {
        Self(Box::new(Inner {
            name: failure.name(),
            status: error_status(failure.status()),
            cause: Cause::Failure { detail: with_causes(failure), public: failure.public_message() },
        }))
    }

    /// Sets the HTTP status, 400 to 599. Any other number is no error's status and becomes 500.
    ///
    /// An event function's reply carries it too, unless the setting `FN_ERROR_STATUS` gives another for all errors.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.0.status = error_status(status);
        self
    }

    /// Sets the name, for an error that came through `?`.
    #[must_use]
    pub fn named(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.0.name = name.into();
        self
    }

    /// The name: `errorType` in the reply.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The HTTP status, 400 to 599.
    pub fn status_code(&self) -> u16 {
        self.0.status
    }

    /// What anybody may read: the words of an error that was built in words, or what a [`Failure`] says.
    pub fn public_message(&self) -> Option<&str> {
        match &self.0.cause {
            Cause::Words(words) => Some(words),
            Cause::Error(_) => None,
            Cause::Failure { public, .. } => public.as_deref(),
        }
    }

    /// The error that came through `?`, if it is an `E`.
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        match &self.0.cause {
            Cause::Error(error) => error.downcast_ref(),
            Cause::Words(_) | Cause::Failure { .. } => None,
        }
    }
}

/// The message, and behind it those of its causes.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.cause {
            Cause::Words(words) => f.write_str(words),
            Cause::Error(error) => f.write_str(&with_causes(&**error)),
            Cause::Failure { detail, .. } => f.write_str(detail),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("name", &self.0.name)
            .field("status", &self.0.status)
            .field("message", &self.to_string())
            .finish()
    }
}

// `Error` itself is no `std::error::Error`: with that, this impl would overlap with `From<T> for T`.
impl<E: Into<Box<dyn StdError + Send + Sync>>> From<E> for Error {
    fn from(error: E) -> Self {
        let name = match last_segment(type_name::<E>()) {
            "String" | "str" | "Box" | "Cow" => "Error",
            name => name,
        };
        Self(Box::new(Inner { name: name.into(), status: INTERNAL, cause: Cause::Error(error.into()) }))
    }
}

/// An error of the domain: an annotated handler returns it as it is, `Result<T, OrderError>`.
///
/// Where it meets other errors, in a handler that returns `Result<T, scf::Error>`, it is turned over by
/// [`Error::from_failure`]: `find(id).map_err(|error| Error::from_failure(&error))?`. A bare `?` takes it for one
/// error among many: name, status and public message are lost, and the message stays in the log.
///
/// ```
/// use std::borrow::Cow;
///
/// #[derive(Debug)]
/// enum OrderError {
///     NotFound(u64),
///     Database(std::io::Error),
/// }
///
/// impl std::fmt::Display for OrderError {
///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         match self {
///             Self::NotFound(id) => write!(f, "no order {id}"),
///             Self::Database(_) => f.write_str("the database does not answer"),
///         }
///     }
/// }
///
/// impl std::error::Error for OrderError {
///     fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
///         match self {
///             Self::NotFound(_) => None,
///             Self::Database(error) => Some(error),
///         }
///     }
/// }
///
/// impl scf::Failure for OrderError {
///     fn name(&self) -> Cow<'static, str> {
///         match self {
///             Self::NotFound(_) => "OrderNotFound".into(),
///             Self::Database(_) => "DatabaseDown".into(),
///         }
///     }
///
///     fn status(&self) -> u16 {
///         match self {
///             Self::NotFound(_) => 404,
///             Self::Database(_) => 503,
///         }
///     }
///
///     fn public_message(&self) -> Option<String> {
///         matches!(self, Self::NotFound(_)).then(|| self.to_string())
///     }
/// }
///
/// let error = scf::Error::from_failure(&OrderError::NotFound(7));
/// assert_eq!((error.name(), error.status_code()), ("OrderNotFound", 404));
/// assert_eq!(error.public_message(), Some("no order 7"));
/// ```
pub trait Failure: StdError {
    /// A name of the domain: `errorType` in the reply. The type's own name unless given.
    fn name(&self) -> Cow<'static, str> {
        last_segment(type_name::<Self>()).into()
    }

    /// The HTTP status, 400 to 599; 500 unless given.
    fn status(&self) -> u16 {
        INTERNAL
    }

    /// What the caller of an HTTP function, which is anybody, may read. Nothing unless given.
    fn public_message(&self) -> Option<String> {
        None
    }
}

fn error_status(status: u16) -> u16 {
    if (400..600).contains(&status) { status } else { INTERNAL }
}

fn with_causes(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        // Many errors print their cause themselves.
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = error.source();
    }
    text
}

/// `OrderError` of `&my_crate::orders::OrderError<'_, u8>`.
fn last_segment(path: &str) -> &str {
    let path = path.trim_start_matches('&');
    let path = path.split('<').next().unwrap_or(path);
    path.rsplit("::").next().unwrap_or(path)
}
