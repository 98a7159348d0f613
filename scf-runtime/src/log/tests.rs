//! Whatever is logged: one line, flat JSON, no longer than the platform takes; and nothing is lost without need.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value};
use tracing::Level;

use super::{Fields, json_line, text_line};

/// "A log record is cut behind 8 KB."
const LIMIT: usize = 8192;

/// Names of fields live as long as the program, so these are made once: those that records have themselves, odd
/// ones, long ones, and many.
static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut names = vec![
        "message",
        "timestamp",
        "level",
        "target",
        "function",
        "request_id",
        "timestamp_",
        "level_",
        "target__",
        "error",
        "",
        " ",
        "r#type",
        "a.b",
        "\"",
        "\\",
        "line\nbreak",
        "\u{0}",
        "名前",
        "🦀",
        "\u{2028}",
        "{}",
    ];
    let long = [1000, 9000].map(|length| &*"n".repeat(length).leak());
    names.extend(long);
    names.extend((0..60).map(|number| &*format!("field_{number}_{}", "x".repeat(100)).leak()));
    names
});

const LEVELS: [Level; 5] = [Level::ERROR, Level::WARN, Level::INFO, Level::DEBUG, Level::TRACE];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => any::<[char; 5]>().prop_map(String::from_iter),
        8 => vec(0..0x80_u8, 0..20).prop_map(|bytes| String::from_utf8(bytes).unwrap()),
        1 => (select(&['x', '"', '\\', '\n', '\u{1}', '\u{7f}', 'é', '名', '🦀', '\u{2028}'][..]), 0..12_000_usize)
            .prop_map(|(c, length)| String::from(c).repeat(length)),
    ]
}

/// A module's path, or the name of a function: anything, but not without end.
fn name() -> impl Strategy<Value = String> {
    any::<[char; 8]>().prop_map(String::from_iter)
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => text().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
    ]
}

fn fields() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    let field = || (select(&NAMES[..]), value());
    prop_oneof![15 => vec(field(), 0..10), 1 => vec((select(&NAMES[..]), any::<u64>().prop_map(Value::from)), 0..200)]
}

/// What was logged, as a record holds it: a later value of a name goes before an earlier one.
fn record_of(fields: &[(&'static str, Value)]) -> Fields {
    let mut record = Fields::default();
    for (name, value) in fields {
        record.push(name, value.clone());
    }
    record
}

fn last<'a>(fields: &'a [(&'static str, Value)], name: &str) -> Option<&'a Value> {
    fields.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// A value as whoever reads the line has it: the last digit of a number may differ.
fn read(logged: &Value) -> Value {
    serde_json::from_str(&logged.to_string()).unwrap()
}

/// Whether `shown` is `logged`, or the beginning of it and a note that says how long it was.
fn is_shortened_or_whole(shown: &Value, logged: &Value) -> bool {
    let (Some(shown), Some(logged)) = (shown.as_str(), logged.as_str()) else { return *shown == read(logged) };
    let note = format!("… ({} bytes in all)", logged.len());
    shown == logged || shown.strip_suffix(&*note).is_some_and(|head| logged.starts_with(head))
}

/// Reads an object, and makes sure that no name stands in it twice, which [`Map`] would not tell.
fn object(line: &str) -> Result<Map<String, Value>, TestCaseError> {
    struct Names;
    impl<'de> serde::de::Visitor<'de> for Names {
        type Value = Vec<String>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Vec<String>, A::Error> {
            let mut names = Vec::new();
            while let Some((name, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                names.push(name);
            }
            Ok(names)
        }
    }
    let fail = |error: serde_json::Error| TestCaseError::fail(format!("{error}: {line}"));
    let object: Map<String, Value> = serde_json::from_str(line).map_err(fail)?;
    let names =
        serde::Deserializer::deserialize_map(&mut serde_json::Deserializer::from_str(line), Names).map_err(fail)?;
    prop_assert_eq!(names.len(), object.len(), "a name stands twice: {:?}", names);
    Ok(object)
}

/// 10,000 cases, or as many more as `PROPTEST_CASES` says.
fn cases() -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig { cases: default.cases.max(10_000), failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_record_is_one_line_of_flat_json_within_the_limit(
        fields in fields(), level in select(&LEVELS[..]), target in name(), function in proptest::option::of(name()),
    ) {
        let line = json_line("2026-01-01T00:00:00.000Z", level, &target, function.as_deref(), &record_of(&fields));
        prop_assert!(line.len() <= LIMIT, "{} bytes", line.len());
        let line = String::from_utf8(line).unwrap();
        prop_assert_eq!(line.find('\n'), Some(line.len() - 1), "not one line: {}", line);
        prop_assert!(!line.chars().any(|c| c < ' ' && c != '\n'), "a control character: {:?}", line);

        let object = object(&line)?;
        for (name, value) in &object {
            prop_assert!(!value.is_object() && !value.is_array(), "{} is not flat", name);
        }
        prop_assert_eq!(&object["timestamp"], "2026-01-01T00:00:00.000Z");
        prop_assert_eq!(&object["level"], level.as_str());
        prop_assert_eq!(object.get("target"), Some(&Value::from(target)));
        for name in ["message", "request_id"] {
            prop_assert_eq!(object.contains_key(name), last(&fields, name).is_some(), "{}", name);
        }
        prop_assert_eq!(object.get("function").cloned(), function.map(Value::from));
        for (name, _) in &fields {
            let is_of_record = ["timestamp", "level", "target", "function", "timestamp_", "level_", "target__"].contains(name);
            if let (Some(shown), false) = (object.get(*name), is_of_record) {
                let logged = last(&fields, name).unwrap();
                prop_assert!(is_shortened_or_whole(shown, logged), "{}: {} of {}", name, shown, logged);
            }
        }
    }

    #[test]
    fn a_record_that_fits_loses_nothing(fields in vec((select(&NAMES[..20]), value()), 0..8)) {
        let record = record_of(&fields);
        let whole: usize = record.all.iter().map(|(name, value)| {
            Value::from(*name).to_string().len() + value.to_string().len() + ":,_".len()
        }).sum();
        prop_assume!(whole < LIMIT - 120); // what a record has of its own
        let line = String::from_utf8(json_line("now", Level::INFO, "target", Some("function"), &record)).unwrap();
        let object = object(&line)?;
        let own = ["timestamp", "level", "target", "function"];
        prop_assert_eq!(object.len(), record.all.len() + own.len());
        for (name, value) in record.all {
            let renamed = |known: &str| known.strip_prefix(name).is_some_and(|end| !end.is_empty() && end.trim_matches('_').is_empty());
            let is_there = if own.contains(&name) {
                object.iter().any(|(known, shown)| renamed(known) && *shown == read(&value))
            } else {
                object.get(name) == Some(&read(&value))
            };
            prop_assert!(is_there, "{} is not there: {}", name, line);
        }
    }

    #[test]
    fn any_record_is_text_for_people_too(fields in fields(), level in select(&LEVELS[..])) {
        let line = text_line("2026-01-01T12:34:56.789Z", level, "my_crate", &record_of(&fields));
        prop_assert!(line.starts_with(&format!("12:34:56.789Z {level:>5} my_crate:")), "{}", line);
        prop_assert!(line.ends_with('\n'));
    }
}

#[test]
fn a_line_may_have_as_many_bytes_as_the_limit_and_not_one_more() {
    let line_of = |length: usize| {
        let fields = record_of(&[("message", Value::from("x".repeat(length)))]);
        json_line("now", Level::INFO, "target", None, &fields)
    };
    let around = line_of(0).len();
    for length in LIMIT - around - 100..LIMIT - around + 100 {
        let line = line_of(length);
        assert_eq!(line.len() == around + length, around + length <= LIMIT, "a text of {length}");
        assert!(line.len() <= LIMIT, "{} bytes", line.len());
    }
}
