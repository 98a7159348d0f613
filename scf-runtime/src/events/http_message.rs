//! What may be an HTTP request of any way in: read once, and made the one or the other when all of it is known.

use serde_json::Value;

use super::apigw::websocket::{Message, Socket};
use super::codecs::Sparse;
use super::event::Event;
use super::field::{Natural, Structure};
use super::headers::Headers;
use super::known;
use super::loose::{Loose, LooseBy, moved, rest_of};
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
        request_context: Loose<Box<RequestContext>> = "requestContext" => LooseBy<Sparse>;
        path_parameters: Loose<Query> = "pathParameters" => LooseBy<Sparse>;
        header_parameters: Loose<Headers> = "headerParameters" | "headersParameters" => LooseBy<Sparse>;
        query_parameters: Loose<Query> = "queryStringParameters" => LooseBy<Sparse>;
        stage_variables: Loose<Query> = "stageVariables" => LooseBy<Sparse>;
        multi_value_headers: Loose<Headers> = "multiValueHeaders" => LooseBy<Sparse>;
        payload: Loose<Option<Value>> = "payload" => LooseBy<Natural>;
        websocket: Loose<Box<Socket>> = "websocket" => LooseBy<Natural>;
    }
}

impl HttpMessage {
    /// Whether an object with this key, spelled like that, may be a message.
    pub(crate) fn has(key: &str) -> bool {
        Self::NAMES.iter().any(|names| names.first() == Some(&key))
    }

    /// The event that the message is; [`Event::Other`] if it is none of HTTP.
    #[inline]
    pub(crate) fn into_event(mut self) -> Result<Event, String> {
        let message = &mut self;
        let named = |error: String| known::HTTP.said(error);
        if message.websocket.is_there() {
            return message.web_socket().map_err(|error| known::WEB_SOCKET.said(error));
        }
        if message.http_method.get().is_none() {
            return if message.headers.get().is_some() && message.payload.is_there() {
                message.balanced().map(Event::Clb).map_err(named)
            } else {
                Ok(Event::Other(Value::Object(rest_of!(message)?)))
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
            message.cloud_base().map(|request| Event::CloudBase(Box::new(request))).map_err(named)
        } else if is_of_gateway || has_parameters {
            message.gateway().map(|request| Event::ApiGateway(Box::new(request))).map_err(named)
        } else {
            message.function_url().map(|request| Event::FunctionUrl(Box::new(request))).map_err(named)
        }
    }

    #[inline]
    fn function_url(&mut self) -> Result<function_url::Request, String> {
        Ok(moved!(self: HttpMessage as function_url::Request {
            http_method = "httpMethod",
            path = "path",
            headers = "headers",
            body = "body",
            query = "queryString",
            is_base64_encoded = "isBase64Encoded",
            path_parameters = "pathParameters",
            header_parameters = "headerParameters",
            query_parameters = "queryStringParameters",
        }, request_context: self.request_context.take_unboxed("requestContext")?))
    }

    #[inline]
    fn gateway(&mut self) -> Result<apigw::Request, String> {
        Ok(moved!(self: HttpMessage as apigw::Request {
            http_method = "httpMethod",
            path = "path",
            headers = "headers",
            body = "body",
            query = "queryString",
            is_base64_encoded = "isBase64Encoded",
            path_parameters = "pathParameters",
            header_parameters = "headerParameters",
            query_parameters = "queryStringParameters",
            stage_variables = "stageVariables",
        }, request_context: self.request_context.take_unboxed("requestContext")?))
    }

    #[inline]
    fn cloud_base(&mut self) -> Result<cloudbase::Request, String> {
        Ok(moved!(self: HttpMessage as cloudbase::Request {
            http_method = "httpMethod",
            path = "path",
            headers = "headers",
            multi_value_headers = "multiValueHeaders",
            body = "body",
            query from query_parameters = "queryStringParameters",
            is_base64_encoded = "isBase64Encoded",
        }, request_context: self.request_context.take_unboxed("requestContext")?))
    }

    #[inline]
    fn balanced(&mut self) -> Result<clb::Request, String> {
        Ok(moved!(self: HttpMessage as clb::Request {
            headers = "headers",
            payload = "payload",
            is_base64_encoded = "isBase64Encoded",
        }))
    }

    #[inline]
    fn web_socket(&mut self) -> Result<Event, String> {
        let message = Message {
            request_context: self.request_context.out(),
            websocket: self.websocket.out(),
            forms: self.forms.moved::<Self, Message>(),
            extra: rest_of!(self)?,
        };
        message.into_event().map(|event| Event::WebSocket(Box::new(event)))
    }
}
