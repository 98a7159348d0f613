//! Each sample, changed in one place: what is documented to vary is understood, and nothing panics.

use scf::events::{Event, samples};
use scf::serde_json::{self, Value, json};

use crate::known::{row_of, variant};
use crate::whole::assert_whole;

/// What is done to a field.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Change {
    Drop,
    Null,
    Empty,
    /// A number as text, a text as a number where it is one, a truth value as text.
    OtherForm,
    OtherCase,
    Addition,
    Wrong,
}

const CHANGES: [Change; 7] =
    [Change::Drop, Change::Null, Change::Empty, Change::OtherForm, Change::OtherCase, Change::Addition, Change::Wrong];

/// A way to a field: names, and places in arrays.
type Path = Vec<String>;

fn paths(value: &Value, path: &Path, all: &mut Vec<Path>) {
    let mut go = |name: String, value: &Value| {
        let mut path = path.clone();
        path.push(name);
        paths(value, &path, all);
        all.push(path);
    };
    match value {
        Value::Object(entries) => entries.iter().for_each(|(name, value)| go(name.clone(), value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, value)| go(at.to_string(), value)),
        _ => {}
    }
}

fn parent<'a>(event: &'a mut Value, path: &[String]) -> &'a mut Value {
    path.iter().fold(event, |value, name| match value {
        Value::Object(entries) => entries.get_mut(name).unwrap(),
        Value::Array(items) => items.get_mut(name.parse::<usize>().unwrap()).unwrap(),
        other => panic!("no way through {other}"),
    })
}

fn other_form(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(value) => Some(value.to_string().into()),
        Value::String(text) => match text.parse::<u64>() {
            Ok(number) if number.to_string().as_str() == text => Some(number.into()),
            _ => None,
        },
        _ => None,
    }
}

fn changed(event: &Value, path: &Path, change: Change) -> Option<Value> {
    let mut event = event.clone();
    let (name, above) = path.split_last()?;
    match parent(&mut event, above) {
        Value::Object(entries) => {
            let value = entries.remove(name)?;
            let (name, value) = match change {
                Change::Drop => return Some(event),
                Change::Null => (name.clone(), Value::Null),
                Change::Empty => (name.clone(), json!("")),
                Change::OtherForm => (name.clone(), other_form(&value)?),
                Change::OtherCase => {
                    (if name.to_uppercase() == *name { name.to_lowercase() } else { name.to_uppercase() }, value)
                }
                Change::Addition => {
                    entries.insert("addedLater".to_owned(), json!({ "by": ["the platform"] }));
                    (name.clone(), value)
                }
                Change::Wrong => (name.clone(), json!([[{ "wrong": true }]])),
            };
            entries.insert(name, value);
        }
        Value::Array(items) => {
            let item = items.get_mut(name.parse::<usize>().ok()?)?;
            match change {
                Change::OtherForm => *item = other_form(item)?,
                Change::Null => *item = Value::Null,
                _ => return None,
            }
        }
        _ => return None,
    }
    Some(event)
}

#[test]
fn forms_that_the_platform_mixes_up_are_all_understood() {
    let mut tested = 0;
    for sample in samples::all() {
        let event: Value = sample.parse().unwrap();
        let mut all = Vec::new();
        paths(&event, &Vec::new(), &mut all);
        for path in &all {
            for change in [Change::OtherForm, Change::OtherCase, Change::Addition] {
                let Some(event) = changed(&event, path, change) else { continue };
                let what = format!("{}: {change:?} at {}", sample.name, path.join("."));
                let written =
                    (row_of(sample.name).through)(&event.to_string()).unwrap_or_else(|error| panic!("{what}: {error}"));
                assert_whole(&written, &event, &what);
                tested += 1;
            }
        }
    }
    assert!(tested > 1000, "{tested}");
}

#[test]
fn whatever_is_changed_nothing_panics_and_what_is_taken_comes_back_whole() {
    for sample in samples::all() {
        let event: Value = sample.parse().unwrap();
        let mut all = Vec::new();
        paths(&event, &Vec::new(), &mut all);
        for (path, change) in all.iter().flat_map(|path| CHANGES.map(|change| (path, change))) {
            let Some(event) = changed(&event, path, change) else { continue };
            let what = format!("{}: {change:?} at {}", sample.name, path.join("."));
            let json = event.to_string();
            if let Ok(written) = (row_of(sample.name).through)(&json) {
                assert_whole(&written, &event, &what);
            }
            match serde_json::from_str::<Event>(&json) {
                Ok(read) => assert_whole(&serde_json::to_value(&read).unwrap(), &event, &what),
                Err(error) => {
                    let error = error.to_string();
                    assert!(error.contains("read as an event of"), "{what}: {error}");
                }
            }
        }
    }
}

/// The texts of an event with one name twice in one object, first with a value of another kind.
fn doubled(event: &Value, path: &Path) -> Vec<String> {
    // It is written before all others, and then gets the name.
    const FIRST: &str = " first";
    let Some((name, above)) = path.split_last() else { return Vec::new() };
    let others = [Value::Null, json!(""), json!("another"), json!([[{ "wrong": true }]])];
    let doubled = others.into_iter().filter_map(|other| {
        let mut event = event.clone();
        parent(&mut event, above).as_object_mut()?.insert(FIRST.to_owned(), other);
        let text = event.to_string().replace(&format!("\"{FIRST}\":"), &format!("{}:", json!(name)));
        Some(text)
    });
    doubled.collect()
}

#[test]
fn of_a_name_that_comes_twice_the_last_value_counts() {
    let mut tested = 0;
    for sample in samples::all() {
        let event: Value = sample.parse().unwrap();
        let through = row_of(sample.name).through;
        let usual = through(&event.to_string()).unwrap();
        let recognised = serde_json::from_str::<Event>(&event.to_string()).unwrap();
        let mut all = Vec::new();
        paths(&event, &Vec::new(), &mut all);
        for (path, text) in all.iter().flat_map(|path| doubled(&event, path).into_iter().map(move |text| (path, text)))
        {
            // The first value may not fit.
            if let Ok(written) = through(&text) {
                assert_eq!(written, usual, "{}: {} in {text}", sample.name, path.join("."));
                tested += 1;
            }
            if let Ok(read) = serde_json::from_str::<Event>(&text) {
                let written = (serde_json::to_value(&read).unwrap(), variant(&read));
                let usual = (serde_json::to_value(&recognised).unwrap(), variant(&recognised));
                assert_eq!(written, usual, "{}: {} in {text}", sample.name, path.join("."));
            }
        }
    }
    assert!(tested > 1000, "{tested}");
}

/// The fields without which an event is nothing. All others may be missing.
#[test]
fn a_field_that_is_missing_is_an_error_where_the_event_is_nothing_without_it() {
    let mut demanded = Vec::new();
    for sample in samples::all() {
        let row = row_of(sample.name);
        let event: Value = sample.parse().unwrap();
        let mut all = Vec::new();
        paths(&event, &Vec::new(), &mut all);
        for path in &all {
            let Some(event) = changed(&event, path, Change::Drop) else { continue };
            if (row.through)(&event.to_string()).is_err() {
                let names = path.iter().map(String::as_str).filter(|name| name.parse::<u8>().is_err());
                demanded.push(format!("{}: {}", row.begin, names.collect::<Vec<_>>().join(".")));
            }
        }
    }
    demanded.sort();
    demanded.dedup();
    assert_eq!(demanded, DEMANDED);
}

const DEMANDED: &[&str] = &[
    "apigw-websocket-: websocket",
    "apigw-websocket-: websocket.secConnectionID",
    "ckafka: Records",
    "ckafka: Records.Ckafka",
    "cloudbase: httpMethod",
    "cls: clslogs",
    "cls: clslogs.data",
    "cmq: Records",
    "cmq: Records.CMQ",
    "cos: Records",
    "cos: Records.cos",
    "cos: Records.cos.cosBucket",
    "cos: Records.cos.cosObject",
    "cos: Records.cos.cosObject.key",
    "cos: Records.event",
    "dead-letter: Body",
    "dead-letter: Body.ClientContext",
    "eventbridge: EventList",
    "eventbridge: EventList.type",
    "eventbridge: type",
    "function-url: httpMethod",
    "timer: Time",
];
