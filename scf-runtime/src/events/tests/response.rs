use std::time::Duration;

use serde_json::{Value, json};

use super::kept::published_but;
use crate::Error;
use crate::events::function_url::{Cookie, Response, SameSite};

fn written(response: &Response) -> Value {
    serde_json::to_value(response).unwrap()
}

#[test]
fn samples_published_but() {
    published_but::<Response>("function-url-response", &[]);
    published_but::<Response>("apigw-response", &[]);
    published_but::<Response>("clb-response", &[]);
}

#[test]
fn all_four_fields_are_written() {
    let empty = json!({"isBase64Encoded": false, "statusCode": 200, "headers": {}, "body": ""});
    assert_eq!(written(&Response::default()), empty);
    assert_eq!(written(&serde_json::from_value(json!({})).unwrap()), empty);
    let nulls = json!({"isBase64Encoded": null, "statusCode": null, "headers": null, "body": null});
    assert_eq!(written(&serde_json::from_value(nulls).unwrap()), empty);
    let text = Response::text("hi").with_status(201).append_header("X-A", "1").append_header("x-a", "2");
    let headers = json!({"Content-Type": "text/plain; charset=utf-8", "X-A": ["1", "2"]});
    assert_eq!(written(&text), json!({"isBase64Encoded": false, "statusCode": 201, "headers": headers, "body": "hi"}));
}

#[test]
fn every_kind_of_body_has_its_type() {
    let json = Response::json(&json!({"a": 1})).unwrap();
    assert_eq!((json.headers.get("content-type"), json.body.as_str()), (Some("application/json"), r#"{"a":1}"#));
    let html = Response::html("<p>");
    assert_eq!(html.headers.get("content-type"), Some("text/html; charset=utf-8"));
    let bytes = Response::bytes("image/png", [0, 255]);
    assert_eq!((bytes.is_base64_encoded, bytes.body.as_str()), (true, "AP8="));
    assert_eq!(bytes.body_bytes().unwrap(), &[0, 255][..]);
    assert_eq!(Response::no_content().status, 204);
    let there = Response::redirect_with(308, "/there");
    assert_eq!((there.status, there.headers.get("location")), (308, Some("/there")));
    assert_eq!(Response::redirect("/there").status, 302);
    let thanks = Response::see_other("/thanks");
    assert_eq!((thanks.status, thanks.headers.get("location")), (303, Some("/thanks")));
}

#[test]
fn an_error_tells_the_public_what_it_may_know() {
    let response = Response::from_error(&Error::new("OrderNotFound", "no order 7").status(404));
    let body = json!({
        "errorType": "OrderNotFound", "errorMessage": "no order 7", "requestId": "", "statusCode": 404,
    });
    assert_eq!((response.status, response.headers.get("content-type")), (404, Some("application/json")));
    assert_eq!(serde_json::from_str::<Value>(&response.body).unwrap(), body);
    let response = Response::from(Error::from(std::io::Error::other("the password is wrong")));
    let body = json!({
        "errorType": "InternalError", "errorMessage": "internal error", "requestId": "", "statusCode": 500,
    });
    assert_eq!((response.status, response.is_base64_encoded), (500, false));
    assert_eq!(serde_json::from_str::<Value>(&response.body).unwrap(), body);
}

#[test]
fn an_error_names_the_invocation() {
    async fn fail() -> Response {
        Response::from_error(&Error::new("No", "no"))
    }
    let context = crate::Context::builder().request_id("0c5f2a36-7d1e-4b8a-9f60-1e2d3c4b5a69").build();
    let invoked = crate::test::invoke(fail, json!({})).context(context);
    let response: Response = crate::test::block_on(invoked).json().unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&response.body).unwrap()["requestId"],
        "0c5f2a36-7d1e-4b8a-9f60-1e2d3c4b5a69"
    );
}

#[test]
fn the_content_type_is_one_text() {
    let twice = Response::text("").append_header("content-type", "text/csv");
    assert_eq!(written(&twice)["headers"], json!({"Content-Type": "text/csv"}));
}

#[test]
fn a_value_cannot_end_its_header() {
    let evil = "a\r\nSet-Cookie: evil=1\0";
    let mut response = Response::status(200).header("X-Set", evil).append_header("X-Many", "1");
    response.headers.append("X-Many", evil);
    let clean = "a  Set-Cookie: evil=1 ";
    assert_eq!(written(&response)["headers"], json!({"X-Set": clean, "X-Many": ["1", clean]}));
    let read: Response = serde_json::from_value(json!({"headers": {"X-Read": evil}})).unwrap();
    assert_eq!(written(&read)["headers"], json!({"X-Read": clean}));
    let location = Response::redirect("/\r\nX: y");
    assert_eq!(written(&location)["headers"], json!({"Location": "/  X: y"}));
}

#[test]
fn a_name_that_is_none_fails_the_reply() {
    for name in ["", "a b", "a:", "a\r\nb", "ä"] {
        let error = crate::event::encode(&Response::status(200).header(name, "v")).unwrap_err();
        assert_eq!(error.name(), "InvalidReply", "{name:?}");
    }
}

#[test]
fn cookies_are_written_one_by_one() {
    let cookie = Cookie::new("a b", "x;y, \"z\"\r\n你").domain("example.com; Path=/\r\n").same_site(SameSite::None);
    let response = Response::no_content().cookie(cookie).cookie(Cookie::removal("old").path("/"));
    let a = "a%20b=x%3By%2C%20%22z%22%0D%0A%E4%BD%A0; Domain=example.com Path=/; SameSite=None; Secure";
    assert_eq!(written(&response)["headers"], json!({"Set-Cookie": [a, "old=; Path=/; Max-Age=0"]}));
    assert!(!format!("{response:?}").contains("x%3By"));
    let long = Cookie::new("a", "b").max_age(Duration::from_millis(1500)).http_only().secure();
    assert_eq!(long.to_string(), "a=b; Max-Age=1; Secure; HttpOnly");
    assert!(!format!("{long:?}").contains('b'));
}

#[test]
fn a_response_is_read_leniently_and_written_properly() {
    let odd = json!({"statusCode": "404", "isBase64Encoded": "false", "body": {"a": 1}, "headers": null, "new": 1});
    let response: Response = serde_json::from_value(odd).unwrap();
    assert_eq!(
        written(&response),
        json!({"statusCode": 404, "isBase64Encoded": false, "body": r#"{"a":1}"#, "headers": {}, "new": 1})
    );
}
