//! Rules → what is told of an image, and whether it goes on.

use anstyle::{AnsiColor, Style};

use crate::finding::{Found, Verdict, verdict};
use crate::image::rules::{RULES, Rule, Subject};
use crate::platform::in_full;
use crate::print;
use crate::stop::Stop;

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
    let rows = ask(subject, allowed, false);
    for row in &rows {
        if let (verdict @ (Verdict::Warn | Verdict::Fail), seen) = verdict(&row.found) {
            for line in lines(row.rule, verdict, seen) {
                anstream::eprintln!("{line}");
            }
        }
    }
    if rows.iter().any(Row::is_broken) { Err(Stop::failed()) } else { Ok(()) }
}

/// A rule, and what came of it.
pub(crate) struct Row {
    pub(crate) rule: &'static Rule,
    pub(crate) found: Found,
    /// Whether it may be broken.
    pub(crate) is_allowed: bool,
}

impl Row {
    pub(crate) fn is_broken(&self) -> bool {
        verdict(&self.found).0 == Verdict::Fail && !self.is_allowed
    }
}

/// Asks each rule, and tells it at once where people read it.
pub(crate) fn ask(subject: &Subject<'_>, allowed: &[u8], is_told: bool) -> Vec<Row> {
    let row = |rule: &'static Rule| {
        let found = rule.ask(subject);
        if is_told {
            let (verdict, seen) = verdict(&found);
            lines(rule, verdict, seen).iter().for_each(print::line);
        }
        Row { rule, found, is_allowed: allowed.contains(&rule.number) }
    };
    RULES.iter().map(row).collect()
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
