//! What is told of a check: a table for people, a document for scripts or for services that run tests.

use std::fmt::Write;
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::check::list::Rule;
use crate::finding::{Found, Verdict, verdict};
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
    is_event: bool,
    began: Instant,
    rows: Vec<Row>,
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
        Self { form, function, is_event, began: Instant::now(), rows: Vec::new() }
    }

    /// A check is done. People see it at once.
    pub(crate) fn row(&mut self, row: Row) {
        if self.form == Form::Table {
            if self.rows.is_empty() {
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
            Form::Junit => print::line(self.junit(took).trim_end()),
        }
        if self.count(Verdict::Fail) > 0 { Err(Stop::failed()) } else { Ok(()) }
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
        json!({
            "function": self.function,
            "kind": if self.is_event { "event" } else { "http" },
            "passed": self.count(Verdict::Pass),
            "warned": self.count(Verdict::Warn),
            "failed": self.count(Verdict::Fail),
            "skipped": self.count(Verdict::Skip),
            "seconds": seconds(took),
            "checks": rows.collect::<Vec<_>>(),
        })
    }

    /// The format has no warnings: they are what such a test has written.
    fn junit(&self, took: Duration) -> String {
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let attributes = format!(
            "name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"{}\"",
            escaped(&self.function),
            self.rows.len(),
            self.count(Verdict::Fail),
            self.count(Verdict::Skip),
            seconds(took)
        );
        // Writing to a string cannot fail.
        let _ = write!(xml, "<testsuites {attributes}>\n  <testsuite {attributes}>\n");
        for row in &self.rows {
            let rule = row.rule;
            let (verdict, detail) = verdict(&row.found);
            let (detail, cure) = (escaped(detail), escaped(&rule.cure()));
            let inner = match verdict {
                Verdict::Pass if detail.is_empty() => String::new(),
                Verdict::Pass => format!("<system-out>{detail}</system-out>"),
                Verdict::Warn => format!("<system-out>warning: {detail}; {cure}</system-out>"),
                Verdict::Fail => format!(
                    "<failure type=\"{}\" message=\"{detail}\">{}\nto do: {cure}\nsource: {} ({})</failure>",
                    escaped(rule.name),
                    escaped(&rule.says()),
                    escaped(rule.source),
                    rule.certainty.word()
                ),
                Verdict::Skip => format!("<skipped message=\"{detail}\"/>"),
            };
            let _ = writeln!(
                xml,
                "    <testcase classname=\"cargo-scf.check\" name=\"{} {}\" time=\"{}\">{inner}</testcase>",
                rule.number,
                escaped(rule.name),
                seconds(row.took)
            );
        }
        xml.push_str("  </testsuite>\n</testsuites>\n");
        xml
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

/// A text within XML, in attributes too. What XML 1.0 cannot hold becomes U+FFFD.
fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\'' => xml.push_str("&apos;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(xml, "&#{};", u32::from(character));
            }
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => xml.push('\u{fffd}'),
            other => xml.push(other),
        }
    }
    xml
}
