//! Events whose type shows only within them: they are read as JSON first.

use serde::de::{DeserializeOwned, Error};
use serde_json::Value;

/// Reads a value. The error says where in it something does not fit.
pub(crate) fn of_value<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let at = if path == "." { String::new() } else { format!("`{path}`: ") };
        E::custom(format_args!("{at}{}", error.into_inner()))
    })
}

/// The value of a key, in whatever case.
pub(crate) fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let mut entries = value.as_object()?.iter();
    entries.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
