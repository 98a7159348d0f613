//! Which type an event is read as, by its name.

use scf::events::{
    Event, apigw, ckafka, clb, cloudbase, cls, cmq, cos, dead_letter, eventbridge, function_url, iot, mps, timer, vod,
};
use scf::serde_json::{self, Value};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads an event as a type, by the text of its JSON, and writes it again.
pub type Through = fn(&str) -> Result<Value, String>;

/// What a sample is: by the begin of its name, the first that fits.
pub struct Row {
    pub begin: &'static str,
    pub through: Through,
    /// The variant of [`Event`].
    pub variant: &'static str,
}

impl Row {
    /// Whether what is read is what is written. A response is not: it is written in its proper form.
    pub fn keeps_forms(&self) -> bool {
        !self.begin.contains("response") || self.variant == "WebSocket"
    }
}

pub fn through<T: DeserializeOwned + Serialize>(json: &str) -> Result<Value, String> {
    let event: T = serde_json::from_str(json).map_err(|error| error.to_string())?;
    serde_json::to_value(&event).map_err(|error| error.to_string())
}

const fn row(begin: &'static str, through: Through, variant: &'static str) -> Row {
    Row { begin, through, variant }
}

#[rustfmt::skip]
pub const ROWS: &[Row] = &[
    row("apigw-custom-request-plugin-response", through::<apigw::RequestChanges>, "Other"),
    row("apigw-response", through::<apigw::Response>, "Other"),
    row("apigw-ws-connecting-response", through::<apigw::websocket::Reply>, "WebSocket"),
    row("apigw-ws-push-response", through::<apigw::websocket::Reply>, "Other"),
    row("apigw-ws-push-", through::<apigw::websocket::Event>, "WebSocket"),
    row("apigw-ws-", through::<apigw::websocket::Event>, "WebSocket"),
    row("apigw-websocket-", through::<apigw::websocket::Event>, "WebSocket"),
    row("apigw", through::<apigw::Request>, "ApiGateway"),
    row("ckafka", through::<ckafka::Event>, "Ckafka"),
    row("clb-response", through::<clb::Response>, "Other"),
    row("clb", through::<clb::Request>, "Clb"),
    row("cloudaudit-record", through::<eventbridge::data::Record>, "Other"),
    row("cloudbase", through::<cloudbase::Request>, "CloudBase"),
    row("cls-decoded", through::<cls::LogBatch>, "Other"),
    row("cls", through::<cls::Event>, "Cls"),
    row("cmq", through::<cmq::Event>, "Cmq"),
    row("cos", through::<cos::Event>, "Cos"),
    row("dlq", through::<dead_letter::Message>, "DeadLetter"),
    row("dead-letter", through::<dead_letter::Message>, "DeadLetter"),
    row("eventbridge", through::<eventbridge::Delivery>, "EventBridge"),
    row("function-url-response", through::<function_url::Response>, "Other"),
    row("function-url", through::<function_url::Request>, "FunctionUrl"),
    row("hello", through::<Value>, "Other"),
    row("invoke-api-response", through::<Value>, "Other"),
    row("iot", through::<iot::Message>, "Iot"),
    row("mps", through::<mps::Event>, "Mps"),
    row("timer", through::<timer::Event>, "Timer"),
    row("vod", through::<vod::Event>, "Vod"),
];

pub fn row_of(name: &str) -> &'static Row {
    ROWS.iter().find(|row| name.starts_with(row.begin)).unwrap_or_else(|| panic!("no type is known for {name}"))
}

/// The name of an event's variant.
pub fn variant(event: &Event) -> &'static str {
    match event {
        Event::Timer(_) => "Timer",
        Event::Cos(_) => "Cos",
        Event::Ckafka(_) => "Ckafka",
        Event::Cmq(_) => "Cmq",
        Event::Cls(_) => "Cls",
        Event::Mps(_) => "Mps",
        Event::Clb(_) => "Clb",
        Event::EventBridge(_) => "EventBridge",
        Event::ApiGateway(_) => "ApiGateway",
        Event::WebSocket(_) => "WebSocket",
        Event::FunctionUrl(_) => "FunctionUrl",
        Event::CloudBase(_) => "CloudBase",
        Event::Vod(_) => "Vod",
        Event::Iot(_) => "Iot",
        Event::DeadLetter(_) => "DeadLetter",
        Event::Other(_) => "Other",
        other => panic!("a variant that is not known here: {other:?}"),
    }
}
