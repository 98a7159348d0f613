//! What may be an HTTP request of any way in: read once, and made the one or the other when all of it is known.

use serde_json::{Map, Value};

use super::codecs::Sparse;
use super::event::{Event, of_known};
use super::field::{Natural, Structure};
use super::headers::Headers;
use super::known;
use super::loose::{Loose, LooseBy};
use super::query::Query;
use super::request_context::RequestContext;
use super::structure::structure;
use super::{apigw, clb, cloudbase, function_url};

structure! {
    /// All fields that HTTP requests have at their top, whichever way they come.
    ///
    /// Words like these are also in events of no trigger, so each field takes anything.
    pub(crate) struct HttpMessage {
        http_method: Loose<String> = "httpMethod" => LooseBy<Natural>;
        path: Loose<String> = "path" => LooseBy<Natural>;
        headers: Loose<Headers> = "headers" => LooseBy<Natural>;
        body: Loose<Option<String>> = "body" => LooseBy<Natural>;
        query: Loose<Query> = "queryString" | "query" => LooseBy<Sparse>;
        is_base64_encoded: Loose<Option<bool>> = "isBase64Encoded" => LooseBy<Natural>;
        request_context: Loose<RequestContext> = "requestContext" => LooseBy<Sparse>;
        path_parameters: Loose<Query> = "pathParameters" => LooseBy<Sparse>;
        header_parameters: Loose<Headers> = "headerParameters" | "headersParameters" => LooseBy<Sparse>;
        query_parameters: Loose<Query> = "queryStringParameters" => LooseBy<Sparse>;
        stage_variables: Loose<Query> = "stageVariables" => LooseBy<Sparse>;
        multi_value_headers: Loose<Headers> = "multiValueHeaders" => LooseBy<Sparse>;
        payload: Loose<Option<Value>> = "payload" => LooseBy<Natural>;
        websocket: Loose<Value> = "websocket" => LooseBy<Natural>;
    }
}

/// Moves fields of a message into a request, each with the form in which it came. What the request has no field for
/// goes to its `extra`.
macro_rules! request_of {
    ($message:ident as $Request:ty { $($field:ident $(from $source:ident)? = $name:literal),* $(,)? }) => {{
        let mut request = <$Request>::default();
        $(
            request.$field = source!($message, $field $($source)?).take($name)?;
            if let (Some(from), Some(to)) = (HttpMessage::field($name), <$Request>::field($name)) {
                request.forms.adopt(&mut $message.forms, from, to);
            }
        )*
        request.extra = $message.rest()?;
        Ok(request)
    }};
}

/// The field that a request's field is taken from: the one of the same name, unless another is named.
macro_rules! source {
    ($message:ident, $field:ident) => {
        $message.$field
    };
    ($message:ident, $field:ident $source:ident) => {
        $message.$source
    };
}

impl HttpMessage {
    /// Whether an object with this key, spelled like that, may be a message.
    pub(crate) fn has(key: &str) -> bool {
        Self::NAMES.iter().any(|names| names.first() == Some(&key))
    }

    /// The event that the message is.
    pub(crate) fn into_event(mut self) -> Result<Event, String> {
        let message = &mut self;
        let named = |error: String| format!("read as an event of {}: {error}", known::HTTP.name);
        if message.websocket.is_there() {
            return message.web_socket().map(Event::WebSocket);
        }
        if message.http_method.get().is_none() {
            return if message.headers.get().is_some() && message.payload.is_there() {
                message.balanced().map(Event::Clb).map_err(named)
            } else {
                Ok(Event::Other(Value::Object(message.rest()?)))
            };
        }
        let context = message.request_context.get();
        let is_of_cloud_base = context.is_some_and(|context| context.env_id.is_some());
        let is_of_gateway = context.is_some_and(|context| {
            context.service_id.is_some() || context.service_name.is_some() || context.stage.is_some()
        });
        let has_parameters = message.path_parameters.is_there()
            || message.header_parameters.is_there()
            || message.query_parameters.is_there()
            || message.stage_variables.is_there();
        if is_of_cloud_base || message.multi_value_headers.is_there() {
            message.cloud_base().map(Event::CloudBase).map_err(named)
        } else if is_of_gateway || has_parameters {
            message.gateway().map(Event::ApiGateway).map_err(named)
        } else {
            message.function_url().map(Event::FunctionUrl).map_err(named)
        }
    }

    fn function_url(&mut self) -> Result<function_url::Request, String> {
        request_of!(self as function_url::Request {
            http_method = "httpMethod",
            path = "path",
            headers = "headers",
            body = "body",
            query = "queryString",
            is_base64_encoded = "isBase64Encoded",
            request_context = "requestContext",
            path_parameters = "pathParameters",
            header_parameters = "headerParameters",
            query_parameters = "queryStringParameters",
        })
    }

    fn gateway(&mut self) -> Result<apigw::Request, String> {
        request_of!(self as apigw::Request {
            http_method = "httpMethod",
            path = "path",
            headers = "headers",
            body = "body",
            query = "queryString",
            is_base64_encoded = "isBase64Encoded",
            request_context = "requestContext",
            path_parameters = "pathParameters",
            header_parameters = "headerParameters",
            query_parameters = "queryStringParameters",
            stage_variables = "stageVariables",
        })
    }

    fn cloud_base(&mut self) -> Result<cloudbase::Request, String> {
        request_of!(self as cloudbase::Request {
            http_method = "httpMethod",
            path = "path",
            headers = "headers",
            multi_value_headers = "multiValueHeaders",
            body = "body",
            query from query_parameters = "queryStringParameters",
            is_base64_encoded = "isBase64Encoded",
            request_context = "requestContext",
        })
    }

    fn balanced(&mut self) -> Result<clb::Request, String> {
        request_of!(self as clb::Request {
            headers = "headers",
            payload = "payload",
            is_base64_encoded = "isBase64Encoded",
        })
    }

    /// A message on a WebSocket is small, and has little in common with a request.
    fn web_socket(&mut self) -> Result<apigw::websocket::Event, String> {
        of_known(&known::WEB_SOCKET, self.rest()?)
    }

    /// What no field was taken out of.
    fn rest(&mut self) -> Result<Map<String, Value>, String> {
        match serde_json::to_value(&*self) {
            Ok(Value::Object(rest)) => Ok(rest),
            Ok(other) => Err(format!("an event is no object, but {other}")),
            Err(error) => Err(error.to_string()),
        }
    }
}
