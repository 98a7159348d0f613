//! Rules → what is told of an image, and whether it goes on.

use std::path::Path;

use anstyle::{AnsiColor, Style};

use crate::finding::{Verdict, verdict};
use crate::image::LoginArgs;
use crate::image::engine;
use crate::image::progress::Progress;
use crate::image::reference::Reference;
use crate::image::registry::{Access, Repository};
use crate::image::rules::{RULES, Rule, Subject};
use crate::image::source::{self, Image};
use crate::image::store::Store;
use crate::platform::in_full;
use crate::stop::{OrStop, Stop};

fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Pass => AnsiColor::Green.on_default(),
        Verdict::Warn => AnsiColor::Yellow.on_default(),
        Verdict::Fail => AnsiColor::Red.on_default().bold(),
        Verdict::Skip => Style::new().dimmed(),
    }
}

/// An image that this tool has made: only what is wrong is told.
pub(crate) fn own(subject: &Subject<'_>, allowed: &[u8]) -> Result<(), Stop> {
    let mut is_broken = false;
    for rule in &RULES {
        let found = rule.ask(subject);
        match verdict(&found) {
            (Verdict::Pass | Verdict::Skip, _) => {}
            (verdict, seen) => {
                is_broken |= verdict == Verdict::Fail && !allowed.contains(&rule.number);
                for line in lines(rule, verdict, seen) {
                    anstream::eprintln!("{line}");
                }
            }
        }
    }
    if is_broken { Err(Stop::failed()) } else { Ok(()) }
}

/// An image of any origin: each rule is told.
pub(crate) async fn run(
    named: &str,
    memory_mb: Option<u32>,
    allowed: &[u8],
    login: &LoginArgs,
    progress: Progress,
) -> Result<(), Stop> {
    let (image, reference) = find(named, login, progress).await?;
    let subject = Subject { image: &image, reference: reference.as_ref(), memory_mb };
    let mut broken = 0;
    for rule in &RULES {
        let found = rule.ask(&subject);
        let (verdict, seen) = verdict(&found);
        if verdict == Verdict::Fail && !allowed.contains(&rule.number) {
            broken += 1;
        }
        for line in lines(rule, verdict, seen) {
            anstream::println!("{line}");
        }
    }
    if broken > 0 { Err(Stop::failed()) } else { Ok(()) }
}

fn lines(rule: &Rule, verdict: Verdict, seen: &str) -> Vec<String> {
    let style = style(verdict);
    let seen = if seen.is_empty() { String::new() } else { format!(": {seen}") };
    let says = in_full(rule.rule);
    let mut lines = vec![format!("{style}{:<4}{style:#} {:>2}  {says}{seen}", verdict.word(), rule.number)];
    if matches!(verdict, Verdict::Warn | Verdict::Fail) {
        lines.push(format!("         why    {} ({})", in_full(rule.reason), rule.source));
        lines.push(format!("         limit  {}", in_full(rule.limit)));
        lines.push(format!("         do     {}", in_full(rule.remedy)));
    }
    lines
}

/// What is there by this name: a file, an engine's image, one in a registry.
pub(crate) async fn find(
    named: &str,
    login: &LoginArgs,
    progress: Progress,
) -> Result<(Image, Option<Reference>), Stop> {
    let path = Path::new(named);
    if path.exists() {
        let image = source::read(&Store::at(path)?)?;
        // A name without a registry says nothing of where it will be.
        let reference = image.name.as_ref().and_then(|name| name.parse().ok());
        return Ok((image, reference));
    }
    let reference = named.parse::<Reference>();
    let scratch = tempfile::tempdir().or_stop(|| "there is no room for temporary files".to_owned())?;
    let archive = scratch.path().join("image.tar");
    if let Some(engine) = engine::holder(named) {
        Progress::step("Saving", format!("{named}, which {} has", engine.name()));
        engine.save(named, &archive)?;
        return Ok((source::read(&Store::at(&archive)?)?, reference.ok()));
    }
    let reference = reference.map_err(|why| {
        Stop::new(format!("`{named}` is no file, and neither podman nor docker has such an image; {why}"))
    })?;
    let mut repository = Repository::open(&reference, Access::Pull, login.read()?, progress).await?;
    repository.pull(reference.version(), scratch.path()).await?;
    Ok((source::read(&Store::Folder(scratch.path().to_owned()))?, Some(reference)))
}
