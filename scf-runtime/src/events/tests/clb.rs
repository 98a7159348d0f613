use serde_json::{Value, json};

use super::kept::{kept, published_but};
use crate::events::clb::Request;

#[test]
fn samples_published_but() {
    published_but::<Request>("clb-", &["response"]);
}

fn bytes(event: Value) -> Vec<u8> {
    kept::<Request>(&event).body_bytes().unwrap().into_owned()
}

#[test]
fn a_payload_is_any_json() {
    let object = json!({"headers": {}, "payload": {"a": 1}, "isBase64Encoded": "false"});
    assert_eq!(bytes(object.clone()), br#"{"a":1}"#);
    assert_eq!(kept::<Request>(&object).json::<Value>().unwrap(), json!({"a": 1}));
    assert_eq!(bytes(json!({"payload": [1, true]})), b"[1,true]");
    assert_eq!(bytes(json!({"payload": null})), b"");
    assert_eq!(bytes(json!({"headers": {}})), b"");
    let text = kept::<Request>(&json!({"payload": "{\"a\":1}"}));
    assert_eq!(text.json::<Value>().unwrap(), json!({"a": 1}));
    let unfit = kept::<Request>(&object).json::<Vec<u8>>().unwrap_err();
    assert_eq!((unfit.name(), unfit.status_code()), ("InvalidPayload", 400));
}

#[test]
fn the_content_type_tells_whether_it_is_base64_where_the_event_does_not() {
    let of = |kind: &str| json!({"headers": {"Content-type": kind}, "payload": "aGk="});
    for kind in ["text/plain", "Text/HTML; charset=utf-8", "application/json", "application/xml", ""] {
        assert_eq!(bytes(of(kind)), b"aGk=", "{kind}");
    }
    for kind in ["image/png", "application/x-www-form-urlencoded", "application/octet-stream"] {
        assert_eq!(bytes(of(kind)), b"hi", "{kind}");
    }
    assert_eq!(
        bytes(json!({"headers": {"Content-type": "text/plain"}, "payload": "aGk=", "isBase64Encoded": "true"})),
        b"hi"
    );
    assert_eq!(
        bytes(json!({"headers": {"Content-type": "image/png"}, "payload": "aGk=", "isBase64Encoded": "false"})),
        b"aGk="
    );
    let no_base64 = kept::<Request>(&json!({"headers": {"Content-type": "image/png"}, "payload": "?"}));
    assert_eq!(no_base64.body_bytes().unwrap_err().name(), "InvalidPayload");
}

#[test]
fn headers_say_what_the_event_does_not() {
    let headers = json!({
        "X-Method": "POST", "X-Uri": "/a?b=1", "X-Real-IP": "192.0.2.1", "X-Forwarded-For": "192.0.2.66",
    });
    let request = kept::<Request>(&json!({"headers": headers, "payload": ""}));
    assert_eq!((request.method(), request.uri()), (Some("POST"), Some("/a?b=1")));
    assert_eq!((request.source_ip(), request.request_id()), (Some("192.0.2.1"), None));
    let none = kept::<Request>(&json!({"headers": {"X-Forwarded-For": "192.0.2.66"}}));
    assert_eq!((none.method(), none.uri(), none.source_ip()), (None, None, None));
}
