//! No JSON at all does harm.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use scf::events::{Event, samples};
use scf::serde_json::{self, Value};

use crate::known::ROWS;
use crate::whole::assert_whole;

/// Names that stand in some event, and a few others.
fn names() -> Vec<String> {
    fn collect(value: &Value, all: &mut Vec<String>) {
        match value {
            Value::Object(entries) => entries.iter().for_each(|(name, value)| {
                all.push(name.clone());
                collect(value, all);
            }),
            Value::Array(items) => items.iter().for_each(|item| collect(item, all)),
            _ => {}
        }
    }
    let mut all = vec![String::new(), "x".to_owned(), "\u{0}".to_owned()];
    for sample in samples::all() {
        collect(&sample.parse().unwrap(), &mut all);
    }
    all.sort();
    all.dedup();
    all
}

fn json() -> impl Strategy<Value = Value> {
    const TEXTS: &[&str] =
        &["", "Timer", "true", "7", "None", "WorkflowTask", "1.0", "a=b&c", "eyJ9", "2026-11-25T08:00:00Z", "𝄞"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(TEXTS).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    let names = names();
    leaf.prop_recursive(5, 48, 6, move |inner| {
        let name = prop_oneof![9 => select(names.clone()), 1 => any::<String>()];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(name, inner, 0..6).prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// A sample with one of its values replaced by any other.
fn broken_sample() -> impl Strategy<Value = Value> {
    (select(samples::all()), any::<prop::sample::Index>(), json()).prop_map(|(sample, at, other)| {
        fn replace(value: &mut Value, left: &mut usize, other: &Value) {
            if *left == 0 {
                *value = other.clone();
            }
            *left = left.wrapping_sub(1);
            match value {
                _ if *left > usize::MAX / 2 => {}
                Value::Object(entries) => entries.values_mut().for_each(|value| replace(value, left, other)),
                Value::Array(items) => items.iter_mut().for_each(|value| replace(value, left, other)),
                _ => {}
            }
        }
        let mut event: Value = sample.parse().unwrap();
        replace(&mut event, &mut at.index(60), &other);
        event
    })
}

fn check(event: &Value) {
    let json = event.to_string();
    // As it is read: the last digit of a fraction is up to the parser.
    let event: &Value = &serde_json::from_str(&json).unwrap();
    for row in ROWS {
        if let Ok(written) = (row.through)(&json)
            && row.keeps_forms()
        {
            assert_whole(&written, event, row.begin);
        }
    }
    let read = serde_json::from_str::<Event>(&json);
    if let Ok(read) = &read {
        assert_whole(&serde_json::to_value(read).unwrap(), event, "Event");
        let _ = read.unexpected();
    }
    if let Some(reversed) = reversed(event) {
        let is_other = |read: &Result<Event, _>| matches!(read, Ok(Event::Other(_)));
        assert_eq!(is_other(&serde_json::from_str(&reversed)), is_other(&read), "{json} and {reversed}");
    }
}

/// An object with its keys in reverse order: whether it is known does not depend on that.
fn reversed(event: &Value) -> Option<String> {
    let entries =
        event.as_object()?.iter().rev().map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())));
    Some(format!("{{{}}}", entries.collect::<Vec<_>>().join(",")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_json_is_taken_whole_or_refused(event in json()) {
        check(&event);
    }

    #[test]
    fn a_broken_sample_is_taken_whole_or_refused(event in broken_sample()) {
        check(&event);
    }
}
