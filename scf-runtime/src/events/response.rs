//! The response to an HTTP request that came as an event.

use std::borrow::Cow;

use serde::de::Deserializer;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::cookie::Cookie;
use super::field::{Codec, Field, Read};
use super::headers::Headers;
use super::structure::structure;
use super::{message, text};
use crate::current;
use crate::error::Error;
use crate::reply::{self, Audience};

structure! {
    /// The response to an HTTP request that came as an event: from a function URL, API Gateway, CloudBase or CLB.
    ///
    /// The handler returns it, and the sender of the event makes an HTTP response of it. API Gateway does so only where
    /// the API has its *integration response* turned on. A reply has at most 6 MB, and base64 makes four bytes of three.
    ///
    /// It is always written with all four fields, as API Gateway refuses a response that lacks one. A header of several
    /// values is written as an array, but `Content-Type` always as one text, the last that it has: API Gateway takes no
    /// array there.
    ///
    /// Pages: 583/96099, 583/12513, 583/52635.
    ///
    /// ```
    /// use scf::events::function_url::{Cookie, Request, Response};
    ///
    /// #[scf::event]
    /// async fn greet(request: Request) -> Response {
    ///     match request.query.get("name") {
    ///         Some(name) => Response::text(format!("Hello, {name}!")).cookie(Cookie::new("name", name).http_only()),
    ///         None => Response::text("who?").with_status(400),
    ///     }
    /// }
    ///
    /// let event = scf::serde_json::json!({"httpMethod": "GET", "queryString": {"name": "Ada"}});
    /// let reply = scf::test::block_on(scf::test::invoke(greet, event));
    /// let response: Response = reply.json()?;
    /// assert_eq!((response.status, response.body.as_str()), (200, "Hello, Ada!"));
    /// # Ok::<(), scf::serde_json::Error>(())
    /// ```
    ///
    /// # What headers may hold
    ///
    /// A line break in a header's value would end the header, and let whoever chose the value write headers of their own.
    /// So each carriage return, line feed and NUL in a value is written as a space, as RFC 9110 has it, and a name that
    /// HTTP does not allow fails the reply. Both hold however the header was set.
    ///
    /// # Reading one
    ///
    /// A response that is read, as in a test or from another function, may lack fields and have a status or a flag as
    /// text. Unlike events, it is not written as it came but in the form that is certain to be understood.
    pub struct Response {
        /// Whether `body` is in base64.
        pub is_base64_encoded: bool = "isBase64Encoded" => Proper;
        /// The status. A response that is read and says none has 200.
        pub status: u16 = "statusCode" => Status;
        /// The headers.
        pub headers: Headers = "headers" => Written;
        /// The body: text, or bytes in base64.
        pub body: String = "body" => Proper;
    }
}

/// A value that is always written in its natural form, whatever the one in which it came.
struct Proper;

fn settled<T>(read: Read<T>) -> Read<T> {
    match read {
        Read::Odd(value, _) => Read::Plain(value),
        read => read,
    }
}

impl<T: Field + Serialize + Default> Codec<T> for Proper {
    const TAKES: &'static str = T::TAKES;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<T>, D::Error> {
        T::read(from).map(settled)
    }

    fn write<S: Serializer>(value: &T, into: S) -> Result<S::Ok, S::Error> {
        value.serialize(into)
    }

    fn absent() -> T {
        T::default()
    }

    fn is_absent(_: &T) -> bool {
        false
    }
}

/// A status, which is 200 where there is none.
struct Status;

impl Codec<u16> for Status {
    const TAKES: &'static str = "a status of HTTP";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<u16>, D::Error> {
        Ok(settled(<u16 as Field>::read_optional(from)?.map(|status| status.unwrap_or(200))))
    }

    fn write<S: Serializer>(status: &u16, into: S) -> Result<S::Ok, S::Error> {
        into.serialize_u16(*status)
    }

    fn absent() -> u16 {
        200
    }

    fn is_absent(_: &u16) -> bool {
        false
    }
}

/// Headers as they may be written.
struct Written;

impl Codec<Headers> for Written {
    const TAKES: &'static str = <Headers as Field>::TAKES;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Headers>, D::Error> {
        <Headers as Field>::read(from).map(settled)
    }

    fn write<S: Serializer>(headers: &Headers, into: S) -> Result<S::Ok, S::Error> {
        let mut map = into.serialize_map(None)?;
        for (at, (name, _)) in headers.iter().enumerate() {
            if headers.iter().take(at).any(|(before, _)| before.eq_ignore_ascii_case(name)) {
                continue;
            }
            if !is_name(name) {
                let says = format!("{name:?} is no name of a header: use letters, digits and `-`");
                return Err(serde::ser::Error::custom(says));
            }
            let values: Vec<_> = headers.get_all(name).map(in_one_line).collect();
            match values.as_slice() {
                [.., last] if name.eq_ignore_ascii_case("content-type") => map.serialize_entry(name, last)?,
                [value] => map.serialize_entry(name, value)?,
                values => map.serialize_entry(name, values)?,
            }
        }
        map.end()
    }

    fn absent() -> Headers {
        Headers::new()
    }

    fn is_absent(_: &Headers) -> bool {
        false
    }
}

/// Whether HTTP allows it as a header's name.
fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !name.is_empty() && name.chars().all(allowed)
}

/// A header's value without what would end it.
fn in_one_line(value: &str) -> Cow<'_, str> {
    const ENDS: [char; 3] = ['\r', '\n', '\0'];
    if value.contains(ENDS) { Cow::Owned(value.replace(ENDS, " ")) } else { Cow::Borrowed(value) }
}

impl Response {
    /// A text, with status 200.
    pub fn text(body: impl Into<String>) -> Self {
        Self::of("text/plain; charset=utf-8", body.into())
    }

    /// A page, with status 200.
    pub fn html(body: impl Into<String>) -> Self {
        Self::of("text/html; charset=utf-8", body.into())
    }

    /// A value as JSON, with status 200.
    ///
    /// # Errors
    ///
    /// If the value does not become JSON.
    pub fn json(value: &(impl Serialize + ?Sized)) -> Result<Self, Error> {
        let body = serde_json::to_string(value).map_err(|error| {
            Error::new("InvalidReply", format!("the response's body does not become JSON: {error}"))
        })?;
        Ok(Self::of("application/json", body))
    }

    /// Bytes of any kind, with status 200. They are sent in base64.
    pub fn bytes(content_type: impl Into<String>, bytes: impl AsRef<[u8]>) -> Self {
        Self { is_base64_encoded: true, ..Self::of(content_type, text::to_base64(bytes.as_ref())) }
    }

    /// Sends the caller to another address, for this time (302).
    ///
    /// API Gateway documents that it does not take the header `Location`.
    pub fn redirect(location: impl Into<String>) -> Self {
        Self::redirect_with(302, location)
    }

    /// Sends the caller to another address: 301 for good, 302 for this time, 303 to fetch it with `GET`, 307 for this
    /// time and 308 for good, both with the same method and body.
    pub fn redirect_with(status: u16, location: impl Into<String>) -> Self {
        Self::status(status).header("Location", location)
    }

    /// Sends the caller to another address, to be fetched with `GET` (303): the answer to a form, so that a reload does
    /// not send it once more.
    ///
    /// API Gateway documents that it does not take the header `Location`.
    pub fn see_other(location: impl Into<String>) -> Self {
        Self::redirect_with(303, location)
    }

    /// An error for the public: its status, and as JSON its name, its [public message](Error::public_message) and the
    /// id of the invocation. An error without a public message is an `InternalError`, whose words stay with the function:
    /// log them.
    ///
    /// It is what an HTTP function answers. `From<Error>` makes the same.
    pub fn from_error(error: &Error) -> Self {
        let id = current::request_id().unwrap_or_default();
        let body = String::from_utf8(reply::error_body(error, Audience::Public, &id)).unwrap_or_default();
        Self::of("application/json", body).with_status(error.status_code())
    }

    /// A status, and no body.
    pub fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// Status 204, and no body.
    pub fn no_content() -> Self {
        Self::status(204)
    }

    fn of(content_type: impl Into<String>, body: String) -> Self {
        Self { body, ..Self::default() }.header("Content-Type", content_type)
    }

    /// The same with another status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Sets a header, in place of all values that it has.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Adds a value to a header.
    #[must_use]
    pub fn append_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.append(name, value);
        self
    }

    /// Sets a cookie, beside those that are set already.
    #[must_use]
    pub fn cookie(self, cookie: Cookie) -> Self {
        self.append_header("Set-Cookie", cookie.to_string())
    }

    /// The body as bytes: decoded if it is in base64.
    ///
    /// # Errors
    ///
    /// If the body is no base64 although it is said to be.
    pub fn body_bytes(&self) -> Result<Cow<'_, [u8]>, Error> {
        message::bytes(&self.body, self.is_base64_encoded, "the response's body")
    }
}

/// The same as [`Response::from_error`].
impl From<Error> for Response {
    fn from(error: Error) -> Self {
        Self::from_error(&error)
    }
}
