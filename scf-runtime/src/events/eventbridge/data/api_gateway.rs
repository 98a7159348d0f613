//! What API Gateway's connector sends.

use crate::events::codecs::Sparse;
use crate::events::headers::Headers;
use crate::events::message::{message_methods, text_body_methods};
use crate::events::query::Query;
use crate::events::structure::structure;

structure! {
    /// An HTTP request that the connector of API Gateway has made an event of: less of it than the trigger sends. Nobody
    /// waits for a response.
    ///
    /// Page: "API Gateway connector" of EventBridge (1359).
    pub struct ApiGateway {
        /// The method: `POST`.
        pub http_method: Option<String> = "httpMethod";
        /// The path, without the query.
        pub path: Option<String> = "path";
        /// The headers.
        pub headers: Headers = "headers" => Sparse;
        /// The body as it came.
        pub body: Option<String> = "body";
        /// The query.
        pub query: Query = "queryString" | "query" => Sparse;
        /// Whether the body is in base64. Not documented here.
        pub is_base64_encoded: Option<bool> = "isBase64Encoded";
        /// Variables that belong to the gateway's environment.
        pub stage_variables: Query = "stageVariables" => Sparse;
    }
}

text_body_methods!(ApiGateway);
message_methods!(ApiGateway);
