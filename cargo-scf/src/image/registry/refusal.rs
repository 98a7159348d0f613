//! What a registry answers in place of what was asked → one line that says what to do.

use hyper::StatusCode;
use serde::Deserialize;

use crate::image::reference::Reference;
use crate::image::registry::credentials::Credentials;
use crate::stop::Stop;

/// The errors of the distribution specification.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Errors {
    errors: Vec<Said>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    code: String,
    message: String,
}

/// Words that registries use where there is no room; the status is one of several.
const FULL: [&str; 4] = ["quota", "insufficient storage", "no space", "upper limit"];

/// How much of what is no error of the specification is shown.
const SHOWN: usize = 200;

pub(super) fn line(reference: &Reference, credentials: &Credentials, status: StatusCode, body: &str) -> Stop {
    let errors: Errors = serde_json::from_str(body).unwrap_or_default();
    let said = errors.errors.iter().map(|said| if said.message.is_empty() { &*said.code } else { &*said.message });
    let mut said = said.collect::<Vec<_>>().join(", ");
    if said.is_empty() && !body.trim_start().starts_with('<') {
        said = body.trim().chars().take(SHOWN).collect();
    }
    let has = |code: &str| errors.errors.iter().any(|said| said.code == code);
    let Reference { domain, repository, .. } = reference;
    let lower = said.to_ascii_lowercase();
    let tells = if said.is_empty() { String::new() } else { format!(" ({said})") };
    let number = status.as_u16();
    let is_full = status == StatusCode::INSUFFICIENT_STORAGE || FULL.iter().any(|word| lower.contains(word));
    Stop::new(match status {
        _ if is_full => format!("`{domain}` is full{tells}: delete old images there, or have the quota raised"),
        StatusCode::UNAUTHORIZED => match credentials {
            Credentials::None => format!(
                "`{domain}` wants a login{tells}: log in by `docker login {domain}`, or give `--username` and \
                 `--password-stdin`"
            ),
            Credentials::Password { user, .. } => {
                format!("`{domain}` does not take the password of `{user}`{tells}: log in again")
            }
            Credentials::Identity(_) => format!("`{domain}` does not take the token of the login{tells}: log in again"),
        },
        StatusCode::FORBIDDEN => {
            let who = match credentials {
                Credentials::None => "nobody without a login".to_owned(),
                Credentials::Password { user, .. } => format!("`{user}`"),
                Credentials::Identity(_) => "this login".to_owned(),
            };
            let not = if matches!(credentials, Credentials::None) { "lets" } else { "does not let" };
            format!("`{domain}` {not} {who} do this with `{repository}`{tells}: have the right granted")
        }
        StatusCode::NOT_FOUND if has("MANIFEST_UNKNOWN") => format!("`{reference}` is not there{tells}"),
        StatusCode::NOT_FOUND => {
            format!("`{domain}` has no `{repository}`{tells}: create the namespace and the repository there first")
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            format!("`{domain}` takes nothing that large (413){tells}: make the image smaller")
        }
        StatusCode::TOO_MANY_REQUESTS => format!("`{domain}` is asked too often (429){tells}: try again later"),
        _ if status.is_server_error() => format!("`{domain}` has answered {number}{tells}, again and again: try later"),
        _ => format!("`{domain}` has answered {number}{tells}"),
    })
}
