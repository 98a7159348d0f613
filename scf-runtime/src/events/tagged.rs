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
