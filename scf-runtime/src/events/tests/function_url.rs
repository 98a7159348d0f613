use serde::Deserialize;
use serde_json::{Value, json};

use super::kept::{kept, published_but};
use crate::events::function_url::Request;

fn read(event: Value) -> Request {
    serde_json::from_value(event).unwrap()
}

#[test]
fn samples_published_but() {
    published_but::<Request>("function-url-request", &[]);
}

#[test]
fn what_is_not_sent_is_not_written() {
    let event = json!({"httpMethod": "GET", "path": "/", "headers": {}});
    assert_eq!(serde_json::to_value(read(event.clone())).unwrap(), event);
    let empty = json!({"httpMethod": "GET", "path": "/", "headers": {}, "queryString": {}, "pathParameters": {}});
    assert_eq!(serde_json::to_value(read(empty.clone())).unwrap(), empty);
}

#[test]
fn a_body_is_read_whatever_the_flag() {
    #[derive(Deserialize, PartialEq, Debug)]
    struct Item {
        a: u8,
    }
    for flag in [json!(true), json!("true"), json!("True"), json!(1)] {
        let request = read(json!({"httpMethod": "POST", "body": "eyJhIjoxfQ==", "isBase64Encoded": flag}));
        assert_eq!(request.json::<Item>().unwrap(), Item { a: 1 });
    }
    for flag in [json!(false), json!("false"), json!(null), json!("")] {
        let request = read(json!({"httpMethod": "POST", "body": "{\"a\":1}", "isBase64Encoded": flag}));
        assert_eq!(request.json::<Item>().unwrap(), Item { a: 1 });
    }
    let object = json!({"httpMethod": "POST", "body": {"a": 1}});
    assert_eq!(kept::<Request>(&object).json::<Item>().unwrap(), Item { a: 1 });
    let none = read(json!({"httpMethod": "POST"}));
    assert_eq!(none.body_bytes().unwrap(), &b""[..]);
    let error = none.json::<Item>().unwrap_err();
    assert_eq!(error.status_code(), 400);
}

#[test]
fn a_body_that_is_not_what_it_is_said_to_be_is_an_error() {
    let request = read(json!({"httpMethod": "POST", "body": "{}", "isBase64Encoded": "true"}));
    let error = request.body_bytes().unwrap_err();
    assert_eq!((error.name(), error.status_code()), ("InvalidPayload", 400));
    let request = read(json!({"httpMethod": "POST", "body": "/w==", "isBase64Encoded": true}));
    assert_eq!(request.body_bytes().unwrap(), &[0xff][..]);
    assert_eq!(request.body_text().unwrap_err().name(), "InvalidPayload");
}

#[test]
fn a_form_is_read() {
    #[derive(Deserialize)]
    struct Form {
        name: String,
        age: u8,
    }
    let request = read(json!({"httpMethod": "POST", "body": "name=Ada+L&age=36&x=%E4%BD%A0"}));
    let form = request.form().unwrap();
    assert_eq!(form.get("name"), Some("Ada L"));
    assert_eq!(form.get("x"), Some("你"));
    let form: Form = request.form_as().unwrap();
    assert_eq!((form.name.as_str(), form.age), ("Ada L", 36));
    assert!(read(json!({"httpMethod": "POST", "body": "name=Ada"})).form_as::<Form>().is_err());
}

#[test]
fn the_query_is_read_in_every_form() {
    let many = read(json!({"httpMethod": "GET", "queryString": {"a": ["1", "2"], "flag": true}}));
    assert_eq!(many.query.get_all("a").collect::<Vec<_>>(), ["1", "2"]);
    assert!(many.query.has("flag"));
    let text = kept::<Request>(&json!({"httpMethod": "GET", "query": "a=1&a=2"}));
    assert_eq!(text.query.get_all("a").collect::<Vec<_>>(), ["1", "2"]);
}

#[test]
fn the_address_is_that_which_the_platform_says() {
    let said = |header: &str| {
        let headers = json!({"x-scf-remote-addr": header, "x-forwarded-for": "192.0.2.66"});
        read(json!({"httpMethod": "GET", "headers": headers})).source_ip().unwrap().to_owned()
    };
    assert_eq!(said("192.0.2.1"), "192.0.2.1");
    assert_eq!(said("192.0.2.1:4711"), "192.0.2.1");
    assert_eq!(said("[2001:db8::1]:4711"), "2001:db8::1");
    assert_eq!(said("[2001:db8::1]"), "2001:db8::1");
    assert_eq!(said("2001:db8::1"), "2001:db8::1");
    let both = json!({
        "httpMethod": "GET",
        "headers": {"x-scf-remote-addr": "192.0.2.1"},
        "requestContext": {"sourceIp": "192.0.2.2"},
    });
    assert_eq!(read(both).source_ip(), Some("192.0.2.2"));
    let forwarded = json!({"httpMethod": "GET", "headers": {"x-forwarded-for": "192.0.2.66"}});
    assert_eq!(read(forwarded).source_ip(), None);
}

#[test]
fn cookies_are_read() {
    let headers = json!({"Cookie": ["a=1; b=\"x y\"; =none; alone", "c=%E4%BD%A0; d=100%; e=x=y"]});
    let request = read(json!({"httpMethod": "GET", "headers": headers}));
    let cookies: Vec<_> = request.cookies().collect();
    let expected = [("a", "1"), ("b", "x y"), ("c", "你"), ("d", "100%"), ("e", "x=y")];
    assert_eq!(cookies, expected.map(|(name, value)| (name, value.into())));
    assert_eq!(request.cookie("e").as_deref(), Some("x=y"));
    assert!(!format!("{request:?}").contains("x=y"));
}
