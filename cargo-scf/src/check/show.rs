//! What is told of a check: a table for people, a document for scripts or for services that run tests.

mod junit;

use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::check::list::Rule;
use crate::finding::{Found, Verdict, verdict};
use crate::image::{self, Judged};
use crate::platform::in_full;
use crate::print;
use crate::stop::Stop;

/// For whom to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    Table,
    Json,
    Junit,
}

/// A rule, what came of it, and how long that took.
pub(crate) struct Row {
    pub(crate) rule: &'static Rule,
    pub(crate) found: Found,
    pub(crate) took: Duration,
}

/// A report so far.
pub(crate) struct Show {
    form: Form,
    function: String,
    /// Nobody knows of an image that is not run.
    is_event: Option<bool>,
    began: Instant,
    rows: Vec<Row>,
    /// What the function is made of.
    image: Option<Image>,
}

struct Image {
    judged: Judged,
    not_run: Option<String>,
}

const PLAIN: Style = Style::new();
const QUIET: Style = Style::new().dimmed();
const HEADING: Style = Style::new().bold();

/// Where the third column begins, and the fourth.
const NAME: usize = 24;
const INDENT: usize = 37;

fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Pass => AnsiColor::Green.on_default(),
        Verdict::Warn => AnsiColor::Yellow.on_default().bold(),
        Verdict::Fail => AnsiColor::Red.on_default().bold(),
        Verdict::Skip => QUIET,
    }
}

impl Show {
    pub(crate) fn new(form: Form, function: String, is_event: bool) -> Self {
        Self { form, function, is_event: Some(is_event), began: Instant::now(), rows: Vec::new(), image: None }
    }

    /// The report of an image, and whether it is an event function that is checked; or else why none is.
    pub(crate) fn of_image(form: Form, function: String, judged: Judged, is_event: Result<bool, String>) -> Self {
        let (is_event, not_run) = match is_event {
            Ok(is_event) => (Some(is_event), None),
            Err(why) => (None, Some(why)),
        };
        let image = Some(Image { judged, not_run });
        Self { form, function, is_event, began: Instant::now(), rows: Vec::new(), image }
    }

    /// A check is done. People see it at once.
    pub(crate) fn row(&mut self, row: Row) {
        if self.form == Form::Table {
            if self.rows.is_empty() {
                if self.image.is_some() {
                    print::line("");
                }
                print::line(format_args!("{HEADING}{:>3}  {:NAME$}result{HEADING:#}", "", "check"));
            }
            line(&row);
        }
        self.rows.push(row);
    }

    /// All is said; whether no rule is broken.
    pub(crate) fn finish(self) -> Result<(), Stop> {
        let took = self.began.elapsed();
        match self.form {
            Form::Table if self.rows.is_empty() => {}
            Form::Table => {
                let counts =
                    [Verdict::Pass, Verdict::Warn, Verdict::Fail, Verdict::Skip].map(|of| (of, self.count(of)));
                let counts: Vec<String> = counts
                    .into_iter()
                    .filter(|(_, count)| *count > 0)
                    .map(|(verdict, count)| format!("{count} {}", past(verdict)))
                    .collect();
                print::line(format_args!("\n{}: {} in {:.1} s", self.function, counts.join(", "), took.as_secs_f64()));
            }
            Form::Json => print::line(format_args!("{:#}", self.json(took))),
            Form::Junit => print::line(junit::document(&self, took).trim_end()),
        }
        let is_broken = self.image.as_ref().is_some_and(|image| image.judged.is_broken());
        if is_broken || self.count(Verdict::Fail) > 0 { Err(Stop::failed()) } else { Ok(()) }
    }

    fn count(&self, of: Verdict) -> usize {
        self.rows.iter().filter(|row| verdict(&row.found).0 == of).count()
    }

    fn json(&self, took: Duration) -> Value {
        let rows = self.rows.iter().map(|row| {
            let (verdict, detail) = verdict(&row.found);
            let mut rule = rule_json(row.rule);
            rule["result"] = verdict.word().into();
            rule["detail"] = detail.into();
            rule["seconds"] = seconds(row.took).into();
            rule
        });
        let mut document = json!({
            "function": self.function,
            "kind": self.is_event.map(|is_event| if is_event { "event" } else { "http" }),
            "passed": self.count(Verdict::Pass),
            "warned": self.count(Verdict::Warn),
            "failed": self.count(Verdict::Fail),
            "skipped": self.count(Verdict::Skip),
            "seconds": seconds(took),
            "checks": rows.collect::<Vec<_>>(),
        });
        if let Some(Image { judged, not_run }) = &self.image {
            document["image"] = judged.named.clone().into();
            document["rules"] = judged.rows.iter().map(image_rule_json).collect();
            document["notRun"] = not_run.clone().into();
        }
        document
    }
}

/// The list of the rules alone.
pub(crate) fn list(form: Form, rules: &[&Rule]) {
    if form == Form::Json {
        let rules: Vec<Value> = rules.iter().map(|rule| rule_json(rule)).collect();
        print::line(format_args!("{:#}", Value::from(rules)));
        return;
    }
    for rule in rules {
        print::line(format_args!("{:>3}  {:NAME$}{}", rule.number, rule.name, rule.says()));
    }
}

fn rule_json(rule: &Rule) -> Value {
    json!({
        "number": rule.number,
        "name": rule.name,
        "rule": rule.says(),
        "about": rule.about.words(),
        "source": rule.source,
        "certainty": rule.certainty.word(),
        "cure": rule.cure(),
    })
}

fn image_rule_json(row: &image::Row) -> Value {
    let (verdict, detail) = verdict(&row.found);
    let rule = row.rule;
    json!({
        "number": rule.number,
        "rule": in_full(rule.rule),
        "reason": in_full(rule.reason),
        "limit": in_full(rule.limit),
        "source": rule.source,
        "cure": in_full(rule.remedy),
        "allowed": row.is_allowed,
        "result": verdict.word(),
        "detail": detail,
    })
}

fn line(row: &Row) {
    let (verdict, detail) = verdict(&row.found);
    let (style, rule) = (style(verdict), row.rule);
    let detail_style = if verdict == Verdict::Pass || verdict == Verdict::Skip { QUIET } else { PLAIN };
    print::line(format_args!(
        "{:>3}  {:NAME$}{style}{:8}{style:#}{detail_style}{detail}{detail_style:#}",
        rule.number,
        rule.name,
        verdict.word()
    ));
    if matches!(verdict, Verdict::Warn | Verdict::Fail) {
        let certainty = rule.certainty.word();
        print::line(format_args!("{:INDENT$}to do: {}", "", rule.cure()));
        print::line(format_args!("{:INDENT$}{QUIET}rule: {} ({certainty}: {}){QUIET:#}", "", rule.says(), rule.source));
    }
}

fn past(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "passed",
        Verdict::Warn => "warned",
        Verdict::Fail => "failed",
        Verdict::Skip => "skipped",
    }
}

fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1000.0).round() / 1000.0
}
