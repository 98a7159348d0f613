//! What holds for any event body, by the path that a real one takes. The properties of headers, log lines and
//! routes are beside the code that they are about, in `scf-runtime`.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use scf::serde_json::{self, Value};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    id: u64,
    lines: Vec<Line>,
    note: Option<String>,
    tags: BTreeMap<String, i8>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Item { name: String, price: f64 },
    Text(String),
    Gift,
}

async fn order(order: Order) -> Order {
    order
}

fn plain(order: Order) -> Order {
    order
}

async fn any_json(value: Value) -> Value {
    value
}

async fn text(text: String) -> String {
    text
}

async fn maybe(number: Option<i32>) -> Option<i32> {
    number
}

/// What `serde_json` says of a body. Nothing at all stands for null.
fn expected<T: DeserializeOwned + Serialize>(body: &[u8]) -> Option<Vec<u8>> {
    let value: T = serde_json::from_slice(if body.is_empty() { b"null" } else { body }).ok()?;
    Some(serde_json::to_vec(&value).unwrap())
}

/// A reply is the value, or 400 with an error body that says what is wrong.
fn check(reply: &scf::test::Reply, expected: Option<Vec<u8>>) -> Result<(), TestCaseError> {
    if let Some(value) = expected {
        prop_assert_eq!((reply.status(), reply.bytes()), (200, value.as_slice()));
        return Ok(());
    }
    prop_assert_eq!(reply.status(), 400, "{}", reply.text());
    let body: BTreeMap<String, Value> = reply.json().map_err(|error| TestCaseError::fail(error.to_string()))?;
    let names: Vec<&str> = body.keys().map(String::as_str).collect();
    prop_assert_eq!(names, ["errorMessage", "errorType", "requestId", "statusCode"]);
    prop_assert_eq!(&body["errorType"], "InvalidPayload");
    prop_assert_eq!(&body["statusCode"], 400);
    let message = body["errorMessage"].as_str().unwrap_or_default();
    prop_assert!((1..1000).contains(&message.chars().count()), "{} characters", message.chars().count());
    Ok(())
}

fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => any::<[char; 4]>().prop_map(String::from_iter),
        4 => select(&["", "id", "lines", "\u{0}", "\"", "a\\", "𝄞", "null"][..]).prop_map(str::to_owned),
        1 => (any::<char>(), 0..2000_usize).prop_map(|(c, length)| String::from(c).repeat(length)),
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        string().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((string(), inner), 0..4).prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

fn an_order() -> impl Strategy<Value = Order> {
    let line = prop_oneof![
        (string(), any::<f64>()).prop_map(|(name, price)| Line::Item { name, price }),
        string().prop_map(Line::Text),
        Just(Line::Gift),
    ];
    let tags = vec((string(), any::<i8>()), 0..3).prop_map(BTreeMap::from_iter);
    (any::<u64>(), vec(line, 0..4), proptest::option::of(string()), tags).prop_map(|(id, lines, note, tags)| Order {
        id,
        lines,
        note,
        tags,
    })
}

/// Bodies that are right, nearly right, and nothing at all.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let order = || an_order().prop_map(|order| serde_json::to_vec(&order).unwrap());
    let spoilt = (order(), any::<Index>(), any::<u8>(), 0..4_u8).prop_map(|(mut body, at, byte, how)| {
        let at = at.index(body.len());
        match how {
            0 => body[at] = byte,
            1 => body.truncate(at),
            2 => body.insert(at, byte),
            _ => _ = body.remove(at),
        }
        body
    });
    prop_oneof![
        3 => order(),
        4 => spoilt,
        3 => json().prop_map(|value| serde_json::to_vec(&value).unwrap()),
        3 => vec(any::<u8>(), 0..60),
        1 => (select(&b"[{\"0 \xff"[..]), 0..300_usize).prop_map(|(byte, length)| vec![byte; length]),
        1 => select(&["", " ", "null", "7", "-1", "1e999", "\"\\ud800\"", "[1,]", "{\"id\":1}"][..])
            .prop_map(|text| text.as_bytes().to_vec()),
    ]
}

/// 10,000 cases, or as many more as `PROPTEST_CASES` says.
fn cases() -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig { cases: default.cases.max(10_000), failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_body_is_the_value_or_400_for_a_struct(body in body()) {
        let reply = scf::test::block_on(scf::test::invoke_bytes(order, body.clone()));
        check(&reply, expected::<Order>(&body))?;
    }

    #[test]
    fn any_body_is_the_value_or_400_for_any_json(body in body()) {
        let reply = scf::test::block_on(scf::test::invoke_bytes(any_json, body.clone()));
        check(&reply, expected::<Value>(&body))?;
    }

    #[test]
    fn any_body_is_the_value_or_400_for_a_text_and_for_a_number(body in body()) {
        let reply = scf::test::block_on(scf::test::invoke_bytes(text, body.clone()));
        check(&reply, expected::<String>(&body))?;
        let reply = scf::test::block_on(scf::test::invoke_bytes(maybe, body.clone()));
        check(&reply, expected::<Option<i32>>(&body))?;
    }

    #[test]
    fn what_is_sent_comes_back(sent in an_order().prop_filter("no JSON has it", |order| {
        order.lines.iter().all(|line| !matches!(line, Line::Item { price, .. } if !price.is_finite()))
    })) {
        let reply = scf::test::block_on(scf::test::invoke(order, &sent));
        prop_assert_eq!(reply.status(), 200);
        prop_assert_eq!(reply.bytes(), serde_json::to_vec(&serde_json::from_slice::<Order>(&serde_json::to_vec(&sent).unwrap()).unwrap()).unwrap());
    }
}

/// A thread of the pool for each call makes this one slow, so it has fewer cases; the decoding is the same code.
#[test]
fn a_plain_function_answers_as_an_async_one_does() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..500 {
        let body = body().new_tree(&mut runner).unwrap().current();
        let call = |reply: scf::test::Reply| {
            (reply.status(), reply.error_type(), reply.status() == 200 && !reply.bytes().is_empty())
        };
        let asynchronous = call(scf::test::block_on(scf::test::invoke_bytes(order, body.clone())));
        let blocking = call(scf::test::block_on(scf::test::invoke_bytes(plain, body.clone())));
        assert_eq!(asynchronous, blocking, "{:?}", String::from_utf8_lossy(&body));
    }
}
