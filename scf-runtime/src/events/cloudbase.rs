//! HTTP access of CloudBase, whose functions are functions of SCF.

use super::codecs::Sparse;
use super::headers::Headers;
use super::message::{message_methods, text_body_methods};
use super::query::Query;
use super::request_context::RequestContext;
use super::structure::structure;

pub use super::cookie::{Cookie, SameSite};
pub use super::response::Response;

structure! {
    /// An HTTP request that the HTTP access of CloudBase hands on.
    ///
    /// No page of SCF describes it: it is what has been seen of real requests.
    ///
    /// ```
    /// use scf::events::cloudbase::{Request, Response};
    ///
    /// #[scf::event]
    /// async fn echo(request: Request) -> Result<Response, scf::Error> {
    ///     Ok(Response::text(request.body_text()?))
    /// }
    /// ```
    pub struct Request {
        /// The method: `GET`.
        pub http_method: String = "httpMethod", required;
        /// The path, without the query, and without the part that leads to the function.
        pub path: String = "path";
        /// The headers, each with one value.
        pub headers: Headers = "headers";
        /// The headers, each with all of its values.
        pub multi_value_headers: Headers = "multiValueHeaders" => Sparse;
        /// The body as it came. [`body_bytes`](Self::body_bytes), [`body_text`](Self::body_text) and
        /// [`json`](Self::json) read it.
        pub body: Option<String> = "body";
        /// The query.
        pub query: Query = "queryStringParameters" | "queryString" => Sparse;
        /// Whether the body is in base64: seen to be so even for text.
        pub is_base64_encoded: Option<bool> = "isBase64Encoded";
        /// What CloudBase says of the request.
        pub request_context: RequestContext = "requestContext" => Sparse;
    }
}

text_body_methods!(Request);
message_methods!(Request);

impl Request {
    /// The caller's address, as text, if the context has it. Headers, which any caller may write, are not asked.
    pub fn source_ip(&self) -> Option<&str> {
        self.request_context.source_ip.as_deref()
    }

    /// The request's id.
    pub fn request_id(&self) -> Option<&str> {
        self.request_context.request_id.as_deref()
    }
}
