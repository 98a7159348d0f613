use serde_json::{Value, json};

use super::kept::{kept, published_but};
use crate::events::apigw::websocket::{Action, Closing, Connecting, Data, DataType, Event, Reply};
use crate::events::apigw::{Request, RequestChanges};

#[test]
fn samples_published_but() {
    published_but::<Request>("apigw-", &["response", "plugin", "-ws-"]);
    published_but::<RequestChanges>("apigw-custom-request-plugin-response", &[]);
    published_but::<Event>("apigw-ws-", &["response"]);
    published_but::<Reply>("apigw-ws-push-response", &[]);
    published_but::<Reply>("apigw-ws-connecting-response", &[]);
}

#[test]
fn a_request_is_read_in_every_form() {
    let request = kept::<Request>(&json!({
        "requestContext": {
            "serviceId": "service-1", "httpMethod": "ANY", "path": "/orders/{id}", "identity": {}, "sourceIp": "192.0.2.1",
        },
        "headers": {"x-api-requestid": " 3b21a413", "X-Many": ["1", "2"]},
        "httpMethod": "POST",
        "path": "/orders/7",
        "body": null,
        "isBase64Encoded": "false",
        "queryString": {"a": ["1", "2"], "flag": true, "b": "3"},
        "headersParameters": {"Refer": ""},
        "pathParameters": {"id": "7"},
        "queryStringParameters": {},
        "stageVariables": {"table": "orders"},
        "new": {"a": 1},
    }));
    assert_eq!(request.request_id(), Some("3b21a413"));
    assert_eq!(request.source_ip(), Some("192.0.2.1"));
    assert_eq!(request.query.get_all("a").collect::<Vec<_>>(), ["1", "2"]);
    assert!(request.query.has("flag"));
    assert_eq!(request.path_parameters.get("id"), Some("7"));
    assert_eq!(request.stage_variables.get("table"), Some("orders"));
    assert_eq!(request.header_parameters.get("refer"), Some(""));
    assert_eq!(request.headers.get_all("x-many").collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(request.body_text().unwrap(), "");
    let legacy = kept::<Request>(&json!({"httpMethod": "GET", "query": "a=1", "requestContext": {"serviceName": "s"}}));
    assert_eq!(legacy.query.get("a"), Some("1"));
    assert_eq!(legacy.request_context.service_name.as_deref(), Some("s"));
}

#[test]
fn what_is_null_or_missing_is_none() {
    let nulls = json!({
        "httpMethod": null, "path": null, "headers": null, "queryString": null, "requestContext": null,
        "pathParameters": null, "isBase64Encoded": null,
    });
    let request = kept::<Request>(&nulls);
    assert_eq!((request.source_ip(), request.request_id(), request.content_type()), (None, None, None));
    let context = json!({"requestContext": {"identity": null, "sourceIp": null, "websocketEnable": "true"}});
    assert_eq!(kept::<Request>(&context).request_context.websocket_enabled, Some(true));
    kept::<Request>(&json!({"requestContext": {}}));
    assert_eq!(kept::<Request>(&json!({})).query.iter().count(), 0);
}

#[test]
fn a_header_of_a_function_url_is_nobodys_address_here() {
    let request = kept::<Request>(&json!({"httpMethod": "GET", "headers": {"x-scf-remote-addr": "192.0.2.66"}}));
    assert_eq!(request.source_ip(), None);
}

#[test]
fn changes_to_a_request_are_only_those_that_are_made() {
    assert_eq!(serde_json::to_value(RequestChanges::none()).unwrap(), json!({}));
    let changes = RequestChanges::none().replace_header("A", "1").remove_header("B").with_body("c");
    assert_eq!(
        serde_json::to_value(changes).unwrap(),
        json!({"replace_headers": {"A": "1"}, "remove_headers": ["B"], "replace_body": "c"})
    );
}

#[test]
fn the_action_tells_what_happens() {
    let read = |action: &str| {
        let event =
            json!({"websocket": {"action": action, "secConnectionID": "aWQ=", "data": "hi", "dataType": "text"}});
        kept::<Event>(&event)
    };
    assert!(matches!(read("Connecting"), Event::Connecting(new) if new.connection_id == "aWQ="));
    assert!(matches!(read("data send"), Event::Data(data) if data.action == Action::DataSend));
    assert!(matches!(read("data recv"), Event::Data(data) if data.text().unwrap() == "hi"));
    assert!(matches!(read("closing"), Event::Closing(_)));
    assert!(matches!(read("resting"), Event::Other(_)));
    let error = crate::event::decode::<Event>(br#"{"websocket": {"action": "closing"}}"#).unwrap_err();
    assert_eq!(error.to_string(), "the event does not fit: `websocket`: missing field `secConnectionID`");
}

#[test]
fn a_client_is_let_in_or_not() {
    let new: Connecting = serde_json::from_value(json!({
        "requestContext": {"serviceName": "s", "websocketEnable": true},
        "websocket": {"action": "connecting", "secConnectionID": "aWQ=", "secWebSocketProtocol": "chat, binary"},
    }))
    .unwrap();
    assert_eq!(new.protocols().collect::<Vec<_>>(), ["chat", "binary"]);
    assert_eq!(new.extensions().count(), 0);
    let accepted = json!({
        "errNo": 0, "errMsg": "ok",
        "websocket": {"action": "connecting", "secConnectionID": "aWQ=", "secWebSocketProtocol": "chat"},
    });
    assert_eq!(serde_json::to_value(new.accept().with_protocol("chat")).unwrap(), accepted);
    let refused = serde_json::to_value(new.refuse(0, "no")).unwrap();
    assert_eq!(refused, json!({"errNo": 1, "errMsg": "no"}));
    assert!(!serde_json::from_value::<Reply>(refused).unwrap().is_ok());
}

#[test]
fn data_is_text_or_bytes() {
    let sent = |data: &Data| serde_json::to_value(data).unwrap();
    let text = Data::of_text("aWQ=", r#"{"a":1}"#);
    assert_eq!(
        sent(&text),
        json!({"websocket": {"action": "data send", "secConnectionID": "aWQ=", "dataType": "text", "data": "{\"a\":1}"}})
    );
    assert_eq!(text.json::<Value>().unwrap(), json!({"a": 1}));
    let bytes = Data::of_bytes("aWQ=", [0, 255]);
    assert_eq!(bytes.data_type, DataType::Binary);
    assert_eq!(bytes.bytes().unwrap(), &[0, 255][..]);
    assert_eq!(bytes.text().unwrap_err().status_code(), 400);
    assert_eq!(
        serde_json::to_value(Closing::of("aWQ=")).unwrap(),
        json!({"websocket": {"action": "closing", "secConnectionID": "aWQ="}})
    );
}
