//! Texts that have no place in a log.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::field::{Leaf, Read, Scalar};

/// A text that lets its bearer in somewhere. What is printed with `{:?}` does not show it; what is serialised has it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(String);

impl Hidden {
    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Hidden {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Leaf for Hidden {
    const TAKES: &'static str = "a text";
    const EMPTY_IS_NONE: bool = false;

    fn of(scalar: Scalar<'_>) -> Read<Self> {
        String::of(scalar).map(Self)
    }
}
