//! The reply to API Gateway's plugin *custom request body*.

use crate::events::codecs::Sparse;
use crate::events::headers::Headers;
use crate::events::query::Query;
use crate::events::structure::structure;

structure! {
    /// What becomes of a request before the gateway hands it on to the backend: the reply of the function that the
    /// plugin *custom request body* asks. Its event is a [`Request`](super::Request).
    ///
    /// Page: "自定义请求体" of API Gateway (628).
    ///
    /// ```
    /// use scf::events::apigw::{Request, RequestChanges};
    ///
    /// #[scf::event]
    /// async fn sign(request: Request) -> RequestChanges {
    ///     RequestChanges::none().replace_header("X-Length", request.body.unwrap_or_default().len().to_string())
    /// }
    /// ```
    pub struct RequestChanges {
        /// Headers that are set.
        pub replace_headers: Headers = "replace_headers" => Sparse;
        /// Headers that are taken away.
        pub remove_headers: Vec<String> = "remove_headers" => Sparse;
        /// The body, where it is another.
        pub replace_body: Option<String> = "replace_body";
        /// Names of the query that are set.
        pub replace_query: Query = "replace_querys" => Sparse;
        /// Names of the query that are taken away.
        pub remove_query: Vec<String> = "remove_querys" => Sparse;
    }
}

impl RequestChanges {
    /// The request stays as it is.
    pub fn none() -> Self {
        Self::default()
    }

    /// Sets a header.
    #[must_use]
    pub fn replace_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.replace_headers.insert(name, value);
        self
    }

    /// Takes a header away.
    #[must_use]
    pub fn remove_header(mut self, name: impl Into<String>) -> Self {
        self.remove_headers.push(name.into());
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<String>) -> Self {
        self.replace_body = Some(body.into());
        self
    }
}
