//! Function URLs of event functions: the platform's own way in for HTTP.

use super::codecs::Sparse;
use super::headers::Headers;
use super::message::{message_methods, text_body_methods, without_port};
use super::query::Query;
use super::request_context::RequestContext;
use super::structure::structure;
use crate::platform::REMOTE_ADDRESS_IN_EVENT;

pub use super::cookie::{Cookie, SameSite};
pub use super::response::Response;

structure! {
    /// An HTTP request to a function URL.
    ///
    /// Page: 583/96099.
    ///
    /// What is replied is a [`Response`], also where something fails: an `Err` of the handler itself is answered with the
    /// runtime's own error reply, which is none, and is meant for the function's account. So `?` goes into a function of
    /// its own, and the handler makes a [`Response`] of its error:
    ///
    /// ```
    /// use scf::Error;
    /// use scf::events::function_url::{Request, Response};
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct Order {
    ///     item: String,
    /// }
    ///
    /// #[scf::event]
    /// async fn order(request: Request) -> Response {
    ///     answer(&request).await.unwrap_or_else(|error| {
    ///         scf::tracing::warn!(%error, "refused");
    ///         error.into()
    ///     })
    /// }
    ///
    /// async fn answer(request: &Request) -> Result<Response, Error> {
    ///     let order: Order = request.json()?;
    ///     let many = request.query.get("many").unwrap_or("1");
    ///     Ok(Response::text(format!("{many} of {}", order.item)))
    /// }
    ///
    /// let event = scf::serde_json::json!({"httpMethod": "POST", "body": "no JSON"});
    /// let response: Response = scf::test::block_on(scf::test::invoke(order, event)).json()?;
    /// assert_eq!(response.status, 400);
    /// # Ok::<(), scf::serde_json::Error>(())
    /// ```
    pub struct Request {
        /// The method: `GET`.
        pub http_method: String = "httpMethod", required;
        /// The path, without the query.
        pub path: String = "path";
        /// The headers. Their names come in lower case; they are looked up in any.
        pub headers: Headers = "headers";
        /// The body as it came. [`body_bytes`](Self::body_bytes), [`body_text`](Self::body_text) and
        /// [`json`](Self::json) read it.
        pub body: Option<String> = "body";
        /// The query.
        pub query: Query = "queryString" | "query" => Sparse;
        /// Whether the body is in base64. It is documented not to be sent, and text is what that means.
        pub is_base64_encoded: Option<bool> = "isBase64Encoded";
        /// What the platform says of the request. It is documented not to be sent, but has been seen.
        pub request_context: RequestContext = "requestContext" => Sparse;
        /// Parameters of the path, by name. Documented not to be sent: they are API Gateway's.
        pub path_parameters: Query = "pathParameters" => Sparse;
        /// Headers that an API declares. Documented not to be sent: they are API Gateway's.
        pub header_parameters: Headers = "headerParameters" => Sparse;
        /// The part of the query that an API declares. Documented not to be sent: it is API Gateway's.
        pub query_parameters: Query = "queryStringParameters" => Sparse;
    }
}

text_body_methods!(Request);
message_methods!(Request);

impl Request {
    /// The caller's address, as text: what the platform says, in the request's context or else in a header of its own.
    /// `X-Forwarded-For`, which any caller may write, is not asked.
    pub fn source_ip(&self) -> Option<&str> {
        let said = self.request_context.source_ip.as_deref();
        said.or_else(|| self.headers.get(REMOTE_ADDRESS_IN_EVENT).map(without_port))
    }

    /// The request's id, if the event has one. [`Context::request_id`](crate::Context::request_id) has that of the
    /// invocation in any case.
    pub fn request_id(&self) -> Option<&str> {
        self.request_context.request_id.as_deref()
    }
}
