//! What is typed into the form, and what is wrong with it.

use scf::events::Query;
use serde::{Deserialize, Serialize};

const LONGEST_NAME: usize = 100;

/// As RFC 5321 has it.
const LONGEST_EMAIL: usize = 254;

/// What one may ask about: the form's value, and the word that is shown.
pub(crate) const TOPICS: [(&str, &str); 3] = [("engines", "Engines"), ("poetry", "Poetry"), ("visits", "Visits")];

/// The form as it was typed, to be shown again.
#[derive(Debug, Default)]
pub(crate) struct Form {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) topics: Vec<String>,
}

/// A form that is right.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Contact {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) topics: Vec<String>,
}

/// What is wrong, by field.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Problems {
    pub(crate) name: Option<&'static str>,
    pub(crate) email: Option<&'static str>,
    pub(crate) topics: Option<&'static str>,
}

impl Form {
    pub(crate) fn of(fields: &Query) -> Self {
        let text = |name| fields.get(name).unwrap_or_default().trim().to_owned();
        let topics = fields.get_all("topic").map(str::to_owned).collect();
        Self { name: text("name"), email: text("email"), topics }
    }

    pub(crate) fn check(&self) -> Result<Contact, Problems> {
        let Self { name, email, topics } = self;
        let problems = Problems {
            name: if name.is_empty() {
                Some("Please say who you are.")
            } else if name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
                Some("Please give a shorter name, in one line.")
            } else {
                None
            },
            email: (!is_address(email)).then_some("This is no address that we could write to."),
            topics: if topics.is_empty() {
                Some("Please choose at least one topic.")
            } else if topics.iter().any(|topic| TOPICS.iter().all(|(known, _)| known != topic)) {
                Some("There is no such topic.")
            } else {
                None
            },
        };
        if problems != Problems::default() {
            return Err(problems);
        }
        Ok(Contact { name: name.clone(), email: email.clone(), topics: topics.clone() })
    }
}

/// Whether it looks like an address. Whether it is one, only a letter to it can tell.
fn is_address(text: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c);
    match text.split_once('@') {
        Some((who, host)) => {
            let has_both = !who.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
            has_both && !host.contains('@') && !text.contains(is_odd) && text.len() <= LONGEST_EMAIL
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_addresses_from_other_text() {
        for address in ["ada@example.com", "ada.king+poems@mail.example.com", "猫@例子.中国"] {
            assert!(is_address(address), "{address}");
        }
        for text in ["", "ada", "@example.com", "ada@", "ada@example", "a@b@c.d", "a b@c.d", "a@c.d\r\nBcc: b@c.d"] {
            assert!(!is_address(text), "{text}");
        }
        assert!(!is_address(&format!("{}@example.com", "a".repeat(LONGEST_EMAIL))));
    }

    #[test]
    fn says_what_is_wrong_with_each_field() {
        let problems = Form::default().check().unwrap_err();
        assert!(problems.name.is_some() && problems.email.is_some() && problems.topics.is_some());

        let fields = [("name", " Ada "), ("email", "ada@example.com"), ("topic", "weather")];
        let problems = Form::of(&fields.into_iter().collect()).check().unwrap_err();
        assert_eq!(problems, Problems { topics: Some("There is no such topic."), ..Problems::default() });
    }
}
