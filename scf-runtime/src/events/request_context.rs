//! What the sender of an HTTP event says of the request, beside the request itself.

use super::codecs::Sparse;
use super::structure::structure;

structure! {
    /// What the sender of an HTTP event says of the request, beside the request itself. Each sender says another part
    /// of it, so all of it is optional.
    ///
    /// | field | API Gateway | its WebSockets | CloudBase | function URL |
    /// | --- | --- | --- | --- | --- |
    /// | `service_id` | yes | | | |
    /// | `service_name` | until 2018 | yes | | |
    /// | `path`, `http_method`, `identity`, `stage` | yes | yes | | |
    /// | `source_ip` | yes | yes | | seen, not documented |
    /// | `request_id` | documented, not seen | yes | yes | |
    /// | `websocket_enabled` | | yes | | |
    /// | `app_id`, `env_id`, `uin` | | | yes | |
    ///
    /// Pages: 583/12513, 583/32553.
    pub struct RequestContext {
        /// The gateway's service.
        pub service_id: Option<String> = "serviceId";
        /// The gateway's service, as older events and those of WebSockets say it.
        pub service_name: Option<String> = "serviceName";
        /// The path of the API, with its parameters as they are declared: `/orders/{id}`.
        pub path: Option<String> = "path";
        /// The method of the API, which is often `ANY`. That of the request is in the request.
        pub http_method: Option<String> = "httpMethod";
        /// The request's id.
        pub request_id: Option<String> = "requestId";
        /// Who called, where the gateway has made sure of it.
        pub identity: Identity = "identity" => Sparse;
        /// The caller's address, as text.
        pub source_ip: Option<String> = "sourceIp";
        /// The gateway's environment: `release`, `prepub`, `test`; `debug` from the console.
        pub stage: Option<String> = "stage";
        /// Whether the API takes WebSockets.
        pub websocket_enabled: Option<bool> = "websocketEnable";
        /// The account's APPID.
        pub app_id: Option<String> = "appId";
        /// The environment of CloudBase.
        pub env_id: Option<String> = "envId";
        /// The account's UIN.
        pub uin: Option<String> = "uin";
    }
}

structure! {
    /// Who called, where the gateway has made sure of it. Empty where the API takes anybody.
    pub struct Identity {
        /// The id of the key with which the request was signed. It names the key, and is not the key.
        pub secret_id: Option<String> = "secretId";
    }
}
