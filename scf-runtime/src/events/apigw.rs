//! API Gateway: the older way in for HTTP, still documented, and with WebSockets the only one of event functions.

use super::codecs::Sparse;
use super::headers::Headers;
use super::message::{message_methods, text_body_methods};
use super::query::Query;
use super::request_context::RequestContext;
use super::structure::structure;

mod plugin;
pub mod websocket;

pub use self::plugin::RequestChanges;
pub use super::cookie::{Cookie, SameSite};
pub use super::response::Response;

structure! {
    /// An HTTP request that API Gateway hands on. The event of its plugin *custom request body* is one too, with no more
    /// of it than the plugin is set to send.
    ///
    /// With the API's *integration response* turned on, the reply is a [`Response`]. Without, any reply goes to the
    /// caller as JSON, with status 200.
    ///
    /// Pages: 583/12513, 628/38896.
    ///
    /// ```
    /// use scf::events::apigw::{Request, Response};
    ///
    /// #[scf::event]
    /// async fn order(request: Request) -> Response {
    ///     match request.path_parameters.get("id") {
    ///         Some(id) => Response::text(format!("order {id} for {}", request.source_ip().unwrap_or("nobody"))),
    ///         None => Response::status(404),
    ///     }
    /// }
    /// ```
    pub struct Request {
        /// The method: `GET`.
        pub http_method: String = "httpMethod";
        /// The path, without the query. That of the API, with its parameters as declared, is in the context.
        pub path: String = "path";
        /// The headers: lower case as seen, in either case as documented. They are looked up in any.
        pub headers: Headers = "headers";
        /// The body as it came. [`body_bytes`](Self::body_bytes), [`body_text`](Self::body_text) and
        /// [`json`](Self::json) read it.
        pub body: Option<String> = "body";
        /// The whole query.
        pub query: Query = "queryString" | "query" => Sparse;
        /// Whether the body is in base64: so only where the API is set to it. Absent means that it is not. The page's
        /// own example says that it is, beside a body that is not; real events have not been seen to.
        pub is_base64_encoded: Option<bool> = "isBase64Encoded";
        /// What the gateway says of the request.
        pub request_context: RequestContext = "requestContext" => Sparse;
        /// The parameters of the path, by name.
        pub path_parameters: Query = "pathParameters" => Sparse;
        /// The headers that the API declares.
        pub header_parameters: Headers = "headerParameters" | "headersParameters" => Sparse;
        /// The part of the query that the API declares.
        pub query_parameters: Query = "queryStringParameters" => Sparse;
        /// Variables that belong to the gateway's environment. Documented, not seen.
        pub stage_variables: Query = "stageVariables" => Sparse;
    }
}

text_body_methods!(Request);
message_methods!(Request);

impl Request {
    /// The caller's address, as text, as the gateway says it. `X-Forwarded-For`, which any caller may write, is not
    /// asked.
    pub fn source_ip(&self) -> Option<&str> {
        self.request_context.source_ip.as_deref()
    }

    /// The request's id: from the context as documented, else from the header with which it has been seen to come.
    pub fn request_id(&self) -> Option<&str> {
        let in_context = self.request_context.request_id.as_deref();
        in_context.or_else(|| self.headers.get("x-api-requestid").map(str::trim))
    }
}
