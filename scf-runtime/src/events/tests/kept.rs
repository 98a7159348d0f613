//! What tests ask of an event that is read and written again.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads an event. Written again, it has to have all that it came with.
pub(crate) fn kept<T: DeserializeOwned + Serialize>(event: &Value) -> T {
    let text = event.to_string();
    let read: T = crate::event::decode(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {event}"));
    let written = serde_json::to_value(&read).unwrap();
    assert!(holds(&written, event), "{event}\nis written as\n{written}");
    read
}

/// Reads all published samples whose names begin like this, where they are at hand.
pub(crate) fn published<T: DeserializeOwned + Serialize>(prefix: &str) -> Vec<T> {
    published_but(prefix, &[])
}

/// Reads all published samples whose names begin like this and hold none of `except`.
pub(crate) fn published_but<T: DeserializeOwned + Serialize>(prefix: &str, except: &[&str]) -> Vec<T> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/events");
    let mut files: Vec<_> = folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    let is_asked_for = |name: &str| name.starts_with(prefix) && !except.iter().any(|except| name.contains(except));
    files.retain(|file| file.file_name().and_then(|name| name.to_str()).is_some_and(is_asked_for));
    files.sort();
    files.iter().map(|file| kept(&serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())).collect()
}

fn holds(written: &Value, came: &Value) -> bool {
    match (written, came) {
        (Value::Object(written), Value::Object(came)) => {
            came.iter().all(|(name, came)| written.get(name).is_some_and(|written| holds(written, came)))
        }
        (Value::Array(written), Value::Array(came)) => {
            written.len() == came.len() && written.iter().zip(came).all(|(written, came)| holds(written, came))
        }
        (written, came) => written == came,
    }
}
