//! Cookies that a response sets.

use std::fmt;
use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What a cookie's value may not hold (RFC 6265), and the sign that begins a code.
const NOT_IN_VALUE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\').add(b'%');

/// What a cookie's name may not hold either: it is a token of HTTP.
const NOT_IN_NAME: &AsciiSet = &NOT_IN_VALUE
    .add(b'(')
    .add(b')')
    .add(b'<')
    .add(b'>')
    .add(b'@')
    .add(b':')
    .add(b'/')
    .add(b'[')
    .add(b']')
    .add(b'?')
    .add(b'=')
    .add(b'{')
    .add(b'}');

/// A cookie that a response sets.
///
/// What may not stand in a cookie's name or value is written in percent codes, which the requests' `cookies` read
/// again. Of a path and a domain it is left out.
///
/// ```
/// use std::time::Duration;
///
/// use scf::events::function_url::{Cookie, SameSite};
///
/// let cookie = Cookie::new("session", "a;b").path("/").max_age(Duration::from_secs(60)).secure().http_only();
/// let cookie = cookie.same_site(SameSite::Lax);
/// assert_eq!(cookie.to_string(), "session=a%3Bb; Path=/; Max-Age=60; SameSite=Lax; Secure; HttpOnly");
/// ```
#[derive(Clone, PartialEq)]
pub struct Cookie {
    name: String,
    value: String,
    path: Option<String>,
    domain: Option<String>,
    max_age: Option<Duration>,
    same_site: Option<SameSite>,
    is_secure: bool,
    is_http_only: bool,
}

/// Whether a browser sends a cookie with requests that another site has caused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SameSite {
    /// Never.
    Strict,
    /// When the user goes from there to here.
    Lax,
    /// Always. Browsers take that only from a cookie that is `Secure`, so this one becomes it.
    None,
}

impl Cookie {
    /// A cookie for the browser's session, and for the request's folder.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            path: None,
            domain: None,
            max_age: None,
            same_site: None,
            is_secure: false,
            is_http_only: false,
        }
    }

    /// Takes a cookie away. Its path and domain have to be those with which it was set.
    pub fn removal(name: impl Into<String>) -> Self {
        Self::new(name, "").max_age(Duration::ZERO)
    }

    /// For which paths it is sent: this one, and all below it.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// For which hosts it is sent: this one, and all below it. Only the request's own unless given.
    #[must_use]
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(domain.into());
        self
    }

    /// For how long it is kept, in whole seconds.
    #[must_use]
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = Some(age);
        self
    }

    /// Sent over HTTPS only.
    #[must_use]
    pub fn secure(mut self) -> Self {
        self.is_secure = true;
        self
    }

    /// Not shown to scripts.
    #[must_use]
    pub fn http_only(mut self) -> Self {
        self.is_http_only = true;
        self
    }

    /// Whether it is sent with requests that another site has caused.
    #[must_use]
    pub fn same_site(mut self, same_site: SameSite) -> Self {
        self.same_site = Some(same_site);
        self
    }
}

/// As a `Set-Cookie` header has it.
impl fmt::Display for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = utf8_percent_encode(&self.name, NOT_IN_NAME);
        write!(f, "{name}={}", utf8_percent_encode(&self.value, NOT_IN_VALUE))?;
        if let Some(path) = &self.path {
            write!(f, "; Path={}", attribute(path))?;
        }
        if let Some(domain) = &self.domain {
            write!(f, "; Domain={}", attribute(domain))?;
        }
        if let Some(age) = self.max_age {
            write!(f, "; Max-Age={}", age.as_secs())?;
        }
        if let Some(same_site) = self.same_site {
            write!(f, "; SameSite={same_site:?}")?;
        }
        if self.is_secure || self.same_site == Some(SameSite::None) {
            f.write_str("; Secure")?;
        }
        if self.is_http_only {
            f.write_str("; HttpOnly")?;
        }
        Ok(())
    }
}

/// Shows no value: it may let its bearer in somewhere.
impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cookie").field("name", &self.name).finish_non_exhaustive()
    }
}

fn attribute(value: &str) -> String {
    value.chars().filter(|c| !c.is_control() && *c != ';').collect()
}
