//! The CLB trigger: a load balancer that hands HTTP requests on.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::headers::Headers;
use super::message::{self, BODY, message_methods};
use super::structure::structure;
use super::text;
use crate::error::Error;

pub use super::cookie::{Cookie, SameSite};
pub use super::response::Response;

structure! {
    /// An HTTP request that a load balancer hands on.
    ///
    /// It says method and address only if the balancer is set to add them, as headers. Real events have not been seen:
    /// the type is made from the page.
    ///
    /// Page: 583/52635.
    ///
    /// ```
    /// use scf::events::clb::{Request, Response};
    ///
    /// #[scf::event]
    /// async fn answer(request: Request) -> Result<Response, scf::Error> {
    ///     match (request.method(), request.uri()) {
    ///         (Some("POST"), Some("/orders")) => Response::json(&request.payload),
    ///         _ => Ok(Response::status(404)),
    ///     }
    /// }
    /// ```
    pub struct Request {
        /// The headers.
        pub headers: Headers = "headers";
        /// The body: a value of JSON if it is JSON, else text, in base64 unless the content type is one of text.
        /// [`body_bytes`](Self::body_bytes), [`body_text`](Self::body_text) and [`json`](Self::json) read it.
        pub payload: Option<Value> = "payload";
        /// Whether the payload is in base64. The page's own example lacks it: then the content type tells.
        pub is_base64_encoded: Option<bool> = "isBase64Encoded";
    }
}

message_methods!(Request);

impl Request {
    /// The body as bytes: decoded if it is in base64, and the JSON of a payload that is no text. Empty if there is
    /// none.
    ///
    /// Where the event does not say whether a text is in base64, it is unless the content type is `text/*`,
    /// `application/json`, `application/javascript` or `application/xml`, or there is none.
    ///
    /// # Errors
    ///
    /// If the body is no base64 although it is to be. Then `payload` has what came.
    pub fn body_bytes(&self) -> Result<Cow<'_, [u8]>, Error> {
        match &self.payload {
            None | Some(Value::Null) => Ok(Cow::Borrowed(&[])),
            Some(Value::String(body)) => message::bytes(body, self.is_base64(), BODY),
            Some(json) => Ok(Cow::Owned(json.to_string().into_bytes())),
        }
    }

    fn is_base64(&self) -> bool {
        self.is_base64_encoded.unwrap_or_else(|| self.media_type().is_some_and(|kind| !is_sent_as_text(&kind)))
    }

    /// The body as JSON. An empty one is `null`.
    ///
    /// # Errors
    ///
    /// If the body is no JSON, or none that fits, or as [`body_text`](Self::body_text). The error may quote from the
    /// body.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        match &self.payload {
            None | Some(Value::Null | Value::String(_)) => text::json(self.body_text()?.as_bytes(), BODY),
            Some(json) => T::deserialize(json).map_err(|error| {
                Error::new("InvalidPayload", format!("{BODY} does not fit as JSON: {error}")).status(400)
            }),
        }
    }

    /// The method, if the balancer is set to add it.
    pub fn method(&self) -> Option<&str> {
        self.headers.get("x-method")
    }

    /// The address within the host, if the balancer is set to add it.
    pub fn uri(&self) -> Option<&str> {
        // The page's table calls it `X-Url`, and its example `X-Uri`.
        self.headers.get("x-uri").or_else(|| self.headers.get("x-url"))
    }

    /// The caller's address, as text: the balancer writes it as `X-Real-IP`. `X-Forwarded-For`, which any caller may
    /// begin, is not asked.
    pub fn source_ip(&self) -> Option<&str> {
        self.headers.get("x-real-ip").map(message::without_port)
    }

    /// The request's id at the balancer, which only an older page names.
    pub fn request_id(&self) -> Option<&str> {
        self.headers.get("stgw-request-id")
    }
}

/// Whether a body of this media type comes as it is.
fn is_sent_as_text(kind: &str) -> bool {
    const AS_TEXT: [&str; 3] = ["application/json", "application/javascript", "application/xml"];
    kind.is_empty() || kind.starts_with("text/") || AS_TEXT.contains(&kind)
}
