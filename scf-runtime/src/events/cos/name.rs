//! The names of what happens to objects.

use crate::events::choice::{as_text, choice};

/// What has happened to an object.
///
/// Its parts are told apart by colons, and spaces around them, as in old test events, do not matter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventName {
    /// `cos:ObjectCreated:…`: there is a new object, or a new version of one.
    ObjectCreated(Created),
    /// `cos:ObjectRemove:…`: an object is gone, or hidden behind a delete marker.
    ObjectRemove(Removed),
    /// `cos:ObjectRestore:…`: an archived object is to be, or has been, brought back.
    ObjectRestore(Restored),
    /// Any other name, as it came; an empty one where there is none.
    Other(String),
}

choice! {
    /// How an object has come about.
    pub enum Created {
        /// It is not told. Events of functions whose trigger takes all ways may say this in place of the way.
        Any = "*" | "";
        /// By a PUT.
        Put = "Put";
        /// By a POST, as from a form.
        Post = "Post";
        /// As a copy.
        Copy = "Copy";
        /// Of parts.
        CompleteMultipartUpload = "CompleteMultipartUpload";
        /// Fetched from the origin of its bucket.
        Origin = "Origin";
        /// Replicated from another bucket.
        Replication = "Replication";
    }
}

choice! {
    /// How an object has gone.
    pub enum Removed {
        /// It is not told.
        Any = "*" | "";
        /// For good, or that version of it.
        Delete = "Delete";
        /// Its versions are there still, behind a delete marker.
        DeleteMarkerCreated = "DeleteMarkerCreated";
    }
}

choice! {
    /// How far an archived object is.
    pub enum Restored {
        /// It is not told.
        Any = "*" | "";
        /// It is to be brought back.
        Post = "Post";
        /// It is back.
        Completed = "Completed";
    }
}

impl EventName {
    /// Whether there is a new object, or a new version of one.
    pub fn is_created(&self) -> bool {
        matches!(self, Self::ObjectCreated(_))
    }

    /// Whether an object is gone, or hidden behind a delete marker.
    pub fn is_removed(&self) -> bool {
        matches!(self, Self::ObjectRemove(_))
    }
}

impl Default for EventName {
    fn default() -> Self {
        Self::Other(String::new())
    }
}

impl From<&str> for EventName {
    fn from(text: &str) -> Self {
        let mut parts = text.splitn(3, ':').map(str::trim);
        let service = parts.next().unwrap_or_default();
        let what = parts.next().unwrap_or_default();
        let how = parts.next().unwrap_or_default();
        if !service.eq_ignore_ascii_case("cos") {
            return Self::Other(text.to_owned());
        }
        match what.to_ascii_lowercase().as_str() {
            "objectcreated" => Self::ObjectCreated(how.into()),
            "objectremove" | "objectremoved" => Self::ObjectRemove(how.into()),
            "objectrestore" => Self::ObjectRestore(how.into()),
            _ => Self::Other(text.to_owned()),
        }
    }
}

impl std::fmt::Display for EventName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ObjectCreated(how) => write!(f, "cos:ObjectCreated:{how}"),
            Self::ObjectRemove(how) => write!(f, "cos:ObjectRemove:{how}"),
            Self::ObjectRestore(how) => write!(f, "cos:ObjectRestore:{how}"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

as_text!(EventName);
