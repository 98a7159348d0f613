//! What a function writes, to its log and into its answers, in the whole of the run.

use crate::check::ask::Ask;
use crate::check::subject::{Subject, new_id};
use crate::finding::{Found, fail, warn};
use crate::output::shortened;
use crate::platform::{self, header};

pub(crate) async fn keeps_secrets(subject: &mut Subject) -> Found {
    let mark = new_id()?.replace('-', "");
    let secrets: Vec<(&str, String)> =
        header::SECRETS.iter().map(|name| (*name, format!("{mark}{}", name.to_lowercase().replace('-', "")))).collect();
    let with_secrets = |ask: Ask| {
        let ask = ask.without(|name| secrets.iter().any(|(secret, _)| secret.eq_ignore_ascii_case(name)));
        secrets.iter().fold(ask, |ask, (name, value)| ask.header(name, value.as_bytes()))
    };
    let usual = subject.usual()?;
    let path = usual.path.clone();
    // Where things go wrong is where whole requests are printed.
    let requests = [
        ("", usual.clone()),
        (" to what is no JSON", usual.clone().to("POST", &path).body(&b"{\"no\": JSON"[..])),
        (" to an unknown path", usual.clone().to("GET", "/scf-check/secrets")),
        (" to an unknown method", usual.clone().to("SCFCHECK", &path).body(&b""[..])),
        (" to a wrong context", usual.without(header::is_reserved).header(header::TIMEOUT, "soon")),
    ];
    for (when, ask) in requests {
        // Whether it answers at all is another check's question.
        let Ok(reply) = subject.caller()?.call(&with_secrets(ask)).await else { continue };
        if let Some((name, _)) = secrets.iter().find(|(_, value)| reply.contains(value)) {
            return fail(format!("the answer{when} shows `{name}`"));
        }
    }
    if !subject.is_here() {
        return Ok("in its answers; its log is not seen from here".to_owned());
    }
    // What it has not written yet it writes at its end.
    subject.terminate().await;
    for line in subject.lines() {
        if let Some((name, _)) = secrets.iter().find(|(_, value)| line.text.contains(value)) {
            return fail(format!("its log shows `{name}`"));
        }
    }
    Ok(String::new())
}

pub(crate) async fn keeps_lines_short(subject: &mut Subject) -> Found {
    let lines = subject.lines();
    let longest = lines.iter().max_by_key(|line| line.text.len());
    match longest {
        Some(line) if line.text.len() > platform::LOG_RECORD_LIMIT => {
            let (length, begin) = (line.text.len(), shortened(&line.text));
            warn(format!("a line has {length} bytes, and is cut behind {}: `{begin}`", platform::LOG_RECORD_LIMIT))
        }
        Some(line) => Ok(format!("the longest of {} has {} bytes", lines.len(), line.text.len())),
        None => Ok("it wrote nothing".to_owned()),
    }
}
