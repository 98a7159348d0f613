//! From the start to the end of a process.

use crate::check::here::{First, FirstOpened};
use crate::check::start::Reached;
use crate::check::subject::Subject;
use crate::control::End;
use crate::finding::{Finding, Found, fail, skip, warn};
use crate::output::shortened;
use crate::platform;

/// What was seen of the first start; only where there was one.
fn first(subject: &Subject) -> Result<&First, Finding> {
    subject.first().map_or_else(|| skip("the function was not started"), Ok)
}

fn opened(subject: &Subject) -> Result<&FirstOpened, Finding> {
    first(subject)?.opened.as_ref().map_or_else(|_| skip("the function did not start"), Ok)
}

/// The platform waits six times as long as what is worth a word: 5 of 30 s.
const SLOW_PART: u32 = 6;

pub(crate) async fn starts(subject: &mut Subject) -> Found {
    let opened = opened(subject)?;
    let (after, slow) = (opened.after.as_secs_f64(), subject.function().start_limit / SLOW_PART);
    if opened.after > slow {
        return warn(format!("the port opened after {after:.2} s, which is more than {} s", slow.as_secs_f64()));
    }
    Ok(format!("after {after:.2} s"))
}

pub(crate) async fn listens_on_all_addresses(subject: &mut Subject) -> Found {
    match opened(subject)?.reached {
        Reached::FromOutside => Ok(String::new()),
        Reached::OnLoopbackAlone => fail("listens on 127.0.0.1 alone"),
        Reached::OnIpv6Alone => fail("is not reached over IPv4"),
    }
}

pub(crate) async fn is_ready_when_open(subject: &mut Subject) -> Found {
    let usual = subject.baseline()?.reply.status;
    let opened = opened(subject)?;
    let later = opened.settled_after.as_secs_f64();
    match &opened.first {
        Ok(reply) if reply.status >= 500 && usual < 500 => {
            fail(format!("the first request got {}; {later:.2} s later it was {usual}", reply.status))
        }
        Ok(_) => Ok(String::new()),
        Err(no_reply) => subject.failed(no_reply, "the first request, right after the port opened").await,
    }
}

/// What programs say of a file system that they may not write to.
const REFUSALS: [&str; 3] = ["read-only file system", "erofs", "os error 30"];

pub(crate) async fn writes_nothing_outside(subject: &mut Subject) -> Found {
    let first = first(subject)?;
    if !first.has_read_only_root {
        return skip("the file system cannot be made read-only here, or was not to be");
    }
    if let Some(why) = &first.needs_writable {
        let directory = platform::WRITABLE_DIRECTORY;
        return fail(format!("with a read-only file system and an empty `{directory}`, {why}; without these it works"));
    }
    let says_so = |text: &str| {
        let text = text.to_lowercase();
        REFUSALS.iter().any(|refusal| text.contains(refusal))
    };
    match subject.lines().iter().find(|line| says_so(&line.text)) {
        Some(line) => warn(format!("tries to, and goes on without: `{}`", shortened(&line.text))),
        None => Ok(String::new()),
    }
}

pub(crate) async fn ends_by_sigterm(subject: &mut Subject) -> Found {
    let limit = subject.function().timeout.as_secs();
    let asked = std::time::Instant::now();
    match subject.terminate().await {
        Some(End::Code(0)) => Ok(format!("after {:.2} s", asked.elapsed().as_secs_f64())),
        Some(End::Code(code)) => warn(format!("ends with exit code {code}")),
        Some(End::Signal(_)) => warn("has no handler for it"),
        Some(End::Unknown) => skip("nobody saw how it ended"),
        None => warn(format!("has not ended after {limit} s")),
    }
}
