//! Texts of an event that hold something else: JSON, or bytes in base64.

use std::fmt::Display;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::de::DeserializeOwned;

use crate::error::Error;

/// Reads what a text says as JSON; an empty one says `null`, as an empty event does. `what` is the text's name in the
/// error.
pub(crate) fn json<T: DeserializeOwned>(text: impl AsRef<[u8]>, what: impl Display) -> Result<T, Error> {
    let text = text.as_ref();
    let text = if text.trim_ascii().is_empty() { b"null" } else { text };
    serde_json::from_slice(text)
        .map_err(|error| Error::new("InvalidPayload", format!("{what} does not fit as JSON: {error}")).status(400))
}

/// The standard alphabet, whether the end is padded or not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes that a text stands for. `what` is the text's name in the error.
pub(crate) fn from_base64(text: &str, what: &str) -> Result<Vec<u8>, Error> {
    BASE64
        .decode(text.trim().as_bytes())
        .map_err(|error| Error::new("InvalidPayload", format!("{what} is no base64: {error}")).status(400))
}

/// The text that stands for bytes.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}
