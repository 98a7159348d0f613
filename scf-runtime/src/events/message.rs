//! What all HTTP requests in events have: a body that may be in base64, and headers.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use super::headers::Headers;
use super::text;
use crate::error::Error;

fn invalid(says: String) -> Error {
    Error::new("InvalidPayload", says).status(400)
}

/// The bytes of a body that is text, or stands for bytes in base64.
///
/// `what` is the body's name in the error.
pub(crate) fn bytes<'a>(body: &'a str, is_base64: bool, what: &str) -> Result<Cow<'a, [u8]>, Error> {
    if !is_base64 {
        return Ok(Cow::Borrowed(body.as_bytes()));
    }
    text::from_base64(body, &format!("{what}, which is said to be in base64,")).map(Cow::Owned)
}

/// What the body of a request is in an error.
pub(crate) const BODY: &str = "the request's body";

/// Bytes as text. `what` is their name in the error.
pub(crate) fn text<'a>(bytes: Cow<'a, [u8]>, what: &str) -> Result<Cow<'a, str>, Error> {
    let says = |error| invalid(format!("{what} is no text: {error}; send it in UTF-8"));
    match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(says),
        Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|error| says(error.utf8_error())),
    }
}

pub(crate) fn form_as<T: DeserializeOwned>(body: &str) -> Result<T, Error> {
    serde_html_form::from_str(body).map_err(|error| invalid(format!("{BODY} does not fit as a form: {error}")))
}

/// The names and values of the `Cookie` headers.
pub(crate) fn cookies(headers: &Headers) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    let pairs = headers.get_all("cookie").flat_map(|header| header.split(';'));
    pairs.filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
        // What is no percent code stands for itself.
        let decoded = percent_decode_str(value).decode_utf8().unwrap_or(Cow::Borrowed(value));
        (!name.is_empty()).then_some((name, decoded))
    })
}

/// A content type without its parameters, in lower case.
pub(crate) fn media_type(content_type: &str) -> Cow<'_, str> {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    if kind.bytes().any(|byte| byte.is_ascii_uppercase()) { kind.to_ascii_lowercase().into() } else { kind.into() }
}

/// An address without its port, and without the brackets around one of IPv6.
pub(crate) fn without_port(address: &str) -> &str {
    let address = address.trim();
    if let Some(bracketed) = address.strip_prefix('[') {
        return bracketed.split(']').next().unwrap_or(bracketed);
    }
    match address.split_once(':') {
        // More than one colon is IPv6 itself.
        Some((address, port)) if !port.contains(':') => address,
        _ => address,
    }
}

/// The methods of a request in an event, over its `body_bytes` and `headers`.
macro_rules! message_methods {
    ($Request:ty) => {
        impl $Request {
            /// The body as text.
            ///
            /// # Errors
            ///
            /// If the body is no UTF-8, or no base64 although it is said to be.
            pub fn body_text(&self) -> Result<::std::borrow::Cow<'_, str>, $crate::Error> {
                use $crate::events::message::{BODY, text};

                text(self.body_bytes()?, BODY)
            }

            /// The body as a form, `name=value&…`: its names and decoded values.
            ///
            /// # Errors
            ///
            /// As [`body_text`](Self::body_text). Any text is a form.
            pub fn form(&self) -> Result<$crate::events::Query, $crate::Error> {
                Ok($crate::events::Query::of_text(self.body_text()?.into_owned()))
            }

            /// The body as a form, `name=value&…`, in a type of one's own. A name that may come several times, as that of
            /// checkboxes does, is a `Vec` there.
            ///
            /// # Errors
            ///
            /// If the form does not fit, or as [`body_text`](Self::body_text). The error may quote from the form.
            pub fn form_as<T: ::serde::de::DeserializeOwned>(&self) -> Result<T, $crate::Error> {
                $crate::events::message::form_as(&self.body_text()?)
            }

            /// The header `Content-Type`, with its parameters.
            pub fn content_type(&self) -> Option<&str> {
                self.headers.get("content-type")
            }

            /// The content type without its parameters, in lower case: `text/html`.
            pub fn media_type(&self) -> Option<::std::borrow::Cow<'_, str>> {
                self.content_type().map($crate::events::message::media_type)
            }

            /// The cookies that came: names, and values with percent codes decoded.
            pub fn cookies(&self) -> impl Iterator<Item = (&str, ::std::borrow::Cow<'_, str>)> {
                $crate::events::message::cookies(&self.headers)
            }

            /// The value of a cookie that came, with percent codes decoded.
            pub fn cookie(&self, name: &str) -> Option<::std::borrow::Cow<'_, str>> {
                self.cookies().find(|(known, _)| *known == name).map(|(_, value)| value)
            }
        }
    };
}

/// The methods of a request whose body is a text, and says itself whether it is base64.
macro_rules! text_body_methods {
    ($Request:ty) => {
        impl $Request {
            /// The body as bytes: decoded if the event says that it is in base64. Empty if there is none.
            ///
            /// # Errors
            ///
            /// If the body is no base64 although the event says so. Then `body` has what came.
            pub fn body_bytes(&self) -> Result<::std::borrow::Cow<'_, [u8]>, $crate::Error> {
                use $crate::events::message::{BODY, bytes};

                bytes(self.body.as_deref().unwrap_or(""), self.is_base64_encoded.unwrap_or(false), BODY)
            }

            /// The body as JSON. An empty one is `null`.
            ///
            /// # Errors
            ///
            /// If the body is no JSON, or none that fits, or as [`body_text`](Self::body_text). The error may quote from
            /// the body.
            pub fn json<T: ::serde::de::DeserializeOwned>(&self) -> Result<T, $crate::Error> {
                $crate::events::text::json(self.body_text()?.as_bytes(), $crate::events::message::BODY)
            }
        }
    };
}

pub(crate) use {message_methods, text_body_methods};
