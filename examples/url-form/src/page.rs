//! Pages as HTML.

use std::fmt;

use scf::events::function_url::Response;

use crate::PATH;
use crate::form::{Form, Problems, TOPICS};

/// Text that came from elsewhere: within an element or a quoted attribute it stays text, whatever is in it.
struct Text<'a>(&'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            let (plain, special) = rest.split_at(at);
            f.write_str(plain)?;
            f.write_str(match special.as_bytes().first() {
                Some(b'&') => "&amp;",
                Some(b'<') => "&lt;",
                Some(b'>') => "&gt;",
                Some(b'"') => "&quot;",
                _ => "&#39;",
            })?;
            rest = special.get(1..).unwrap_or_default();
        }
        f.write_str(rest)
    }
}

/// A page that says one thing.
pub(crate) fn message(status: u16, says: &str) -> Response {
    page(status, &format!("<p>{}</p>\n", Text(says)))
}

/// The form, with what was typed and what is wrong with it.
pub(crate) fn form(status: u16, form: &Form, problems: &Problems, flash: Option<&str>) -> Response {
    let flash = flash.map(|says| format!("<p role=\"status\">{}</p>\n", Text(says))).unwrap_or_default();
    let name = field("text", "name", "Name", &form.name, problems.name);
    let email = field("email", "email", "E-mail", &form.email, problems.email);
    let topics = TOPICS.map(|(value, label)| {
        let checked = if form.topics.iter().any(|topic| topic == value) { " checked" } else { "" };
        format!("<label><input type=\"checkbox\" name=\"topic\" value=\"{value}\"{checked}> {label}</label>\n")
    });
    let topics = topics.concat();
    let wrong = problem(problems.topics);
    let fieldset = format!("<fieldset>\n<legend>Topics</legend>\n{topics}{wrong}</fieldset>\n");
    let button = "<p><button>Send</button></p>\n";
    page(status, &format!("{flash}<form method=\"post\" action=\"{PATH}\">\n{name}{email}{fieldset}{button}</form>\n"))
}

fn field(kind: &str, name: &str, label: &str, value: &str, wrong: Option<&str>) -> String {
    let value = Text(value);
    let wrong = problem(wrong);
    format!("<p><label>{label} <input type=\"{kind}\" name=\"{name}\" value=\"{value}\"></label></p>\n{wrong}")
}

fn problem(wrong: Option<&str>) -> String {
    wrong.map(|says| format!("<p role=\"alert\">{}</p>\n", Text(says))).unwrap_or_default()
}

fn page(status: u16, body: &str) -> Response {
    let head = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Contact</title>\n";
    Response::html(format!("{head}<h1>Contact</h1>\n{body}</html>\n")).with_status(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let shown = Text(r#"<b title="it's">&amp; 猫</b>"#).to_string();
        assert_eq!(shown, "&lt;b title=&quot;it&#39;s&quot;&gt;&amp;amp; 猫&lt;/b&gt;");
        assert_eq!(Text("").to_string(), "");
    }

    #[test]
    fn what_was_chosen_stays_chosen() {
        let typed = Form { topics: vec!["poetry".to_owned(), "weather".to_owned()], ..Form::default() };
        let page = form(200, &typed, &Problems::default(), None).body;
        assert!(page.contains(r#"value="poetry" checked>"#) && page.matches("checked").count() == 1, "{page}");
    }
}
