//! Outcome → status and body. Nobody else decides what a failed invocation answers.

use actix_http::body::BoxBody;
use actix_http::{Response, StatusCode};
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

use crate::error::Error;
use crate::platform::RESPONSE_BODY_LIMIT;

/// A response, and what went wrong where something did.
pub(crate) struct Answer {
    pub(crate) response: Response<BoxBody>,
    pub(crate) failed: Option<Failed>,
}

/// What the log says of a failed invocation.
pub(crate) struct Failed {
    pub(crate) name: String,
    pub(crate) message: String,
}

impl Failed {
    pub(crate) fn of(error: &Error) -> Self {
        Self { name: error.name().to_owned(), message: error.to_string() }
    }
}

/// Who reads a reply.
#[derive(Clone, Copy)]
pub(crate) enum Audience {
    /// The account that owns the function: it invokes an event function. The status of failed invocations can
    /// be set, as the platform documents nothing about it.
    Owner { error_status: Option<u16> },
    /// Anybody on the internet.
    Public,
}

/// The body of an error reply. The caller of an event function often sees nothing else, and a Function URL takes
/// its status from here.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorBody<'a> {
    error_type: &'a str,
    error_message: &'a str,
    request_id: &'a str,
    status_code: u16,
}

/// An event handler's value, as JSON.
pub(crate) fn value(json: Vec<u8>, audience: Audience, request_id: &str) -> Answer {
    if json.len() > RESPONSE_BODY_LIMIT {
        let length = json.len();
        let error = Error::new(
            "ReplyTooLarge",
            format!(
                "the reply has {length} bytes and the platform takes {RESPONSE_BODY_LIMIT}: put it into a bucket \
                 and reply with its address"
            ),
        );
        return failure(&error, audience, request_id);
    }
    Answer { response: json_response(StatusCode::OK, json), failed: None }
}

/// The reply to an invocation that failed with `error`.
pub(crate) fn failure(error: &Error, audience: Audience, request_id: &str) -> Answer {
    let status = match audience {
        Audience::Owner { error_status: Some(status) } => status,
        Audience::Owner { error_status: None } | Audience::Public => error.status_code(),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let response = json_response(status, error_body(error, audience, request_id));
    Answer { response, failed: Some(Failed::of(error)) }
}

/// `{"errorType", "errorMessage", "requestId", "statusCode"}`, with no more than the audience may know.
pub(crate) fn error_body(error: &Error, audience: Audience, request_id: &str) -> Vec<u8> {
    let detail;
    let (error_type, error_message) = match (audience, error.public_message()) {
        (Audience::Owner { .. }, _) => {
            detail = error.to_string();
            (error.name(), detail.as_str())
        }
        (Audience::Public, Some(message)) => (error.name(), message),
        (Audience::Public, None) => ("InternalError", "internal error"),
    };
    let body = ErrorBody { error_type, error_message, request_id, status_code: error.status_code() };
    // Text and a number always become JSON.
    serde_json::to_vec(&body).unwrap_or_default()
}

fn json_response(status: StatusCode, json: Vec<u8>) -> Response<BoxBody> {
    let mut response = Response::with_body(status, BoxBody::new(json));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
