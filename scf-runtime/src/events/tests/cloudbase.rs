use serde_json::json;

use super::kept::kept;
use crate::events::cloudbase::Request;

#[test]
fn a_request_kept() {
    let request = kept::<Request>(&json!({
        "path": "/",
        "httpMethod": "POST",
        "headers": {"content-type": "text/plain", "x-real": "1"},
        "multiValueHeaders": {"content-type": ["text/plain"], "x-many": ["1", "2"]},
        "queryStringParameters": {"a": ["1", "2"], "b": ""},
        "requestContext": {"appId": 1_250_000_001, "envId": "env-1", "requestId": "r-1", "uin": "100000000001"},
        "body": "aGk=",
        "isBase64Encoded": true,
    }));
    assert_eq!(request.body_text().unwrap(), "hi");
    assert_eq!(request.query.get_all("a").collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(request.multi_value_headers.get_all("X-Many").collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!((request.request_id(), request.source_ip()), (Some("r-1"), None));
    let context = &request.request_context;
    assert_eq!(context.app_id.as_deref(), Some("1250000001"));
    assert_eq!(context.env_id.as_deref(), Some("env-1"));
    assert_eq!(context.uin.as_deref(), Some("100000000001"));
}
