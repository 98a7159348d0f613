//! Samples of events, where a folder of them lies beside the repository.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Whether all of `sample` is in `written`.
fn holds(written: &Value, sample: &Value) -> bool {
    match (written, sample) {
        (Value::Object(written), Value::Object(sample)) => {
            sample.iter().all(|(name, value)| written.get(name).is_some_and(|written| holds(written, value)))
        }
        (Value::Array(written), Value::Array(sample)) => {
            written.len() == sample.len() && written.iter().zip(sample).all(|(written, value)| holds(written, value))
        }
        (written, sample) => written == sample,
    }
}

/// Reads and writes again all samples whose names begin so, but for those that hold any of `except`.
pub(super) fn come_back<T: DeserializeOwned + Serialize>(prefix: &str, except: &[&str]) -> Vec<T> {
    let mut all = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/events");
    let Ok(files) = folder.read_dir() else { return all };
    for file in files {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.starts_with(prefix) && !except.iter().any(|except| name.contains(except)) {
            let sample: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            all.push(comes_back(&sample));
        }
    }
    assert!(!all.is_empty(), "no sample begins with {prefix}");
    all
}

/// Reads and writes again an event.
pub(super) fn comes_back<T: DeserializeOwned + Serialize>(sample: &Value) -> T {
    let text = sample.to_string();
    let event: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let written = serde_json::to_value(&event).unwrap();
    assert!(holds(&written, sample), "of\n{sample}\nonly this is left:\n{written}");
    event
}
