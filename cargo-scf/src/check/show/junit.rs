//! The report as services that run tests read it: a suite of the rules of an image, and one of the checks.

use std::fmt::Write;
use std::time::Duration;

use crate::check::show::{Image, Row, Show, seconds};
use crate::finding::{Found, Verdict, verdict};
use crate::image;
use crate::platform::in_full;

struct Suite {
    name: String,
    took: Duration,
    cases: Vec<Case>,
}

struct Case {
    class: &'static str,
    name: String,
    took: Duration,
    /// A rule that may be broken is a warning.
    verdict: Verdict,
    inner: String,
}

pub(super) fn document(show: &Show, took: Duration) -> String {
    let mut suites = Vec::new();
    if let Some(image) = &show.image {
        suites.push(rules(image));
    }
    let cases: Vec<Case> = match &show.image {
        Some(Image { not_run: Some(why), .. }) => vec![not_run(why)],
        _ => show.rows.iter().map(check).collect(),
    };
    suites.push(Suite { name: show.function.clone(), took, cases });
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string cannot fail.
    let _ = writeln!(xml, "<testsuites {}>", attributes(&show.function, took, &suites.iter().collect::<Vec<_>>()));
    for suite in &suites {
        let _ = writeln!(xml, "  <testsuite {}>", attributes(&suite.name, suite.took, &[suite]));
        for Case { class, name, took, inner, .. } in &suite.cases {
            let (name, took) = (escaped(name), seconds(*took));
            let _ =
                writeln!(xml, "    <testcase classname=\"{class}\" name=\"{name}\" time=\"{took}\">{inner}</testcase>");
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn attributes(name: &str, took: Duration, suites: &[&Suite]) -> String {
    let count =
        |of: &dyn Fn(&Case) -> bool| suites.iter().flat_map(|suite| &suite.cases).filter(|case| of(case)).count();
    format!(
        "name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"{}\"",
        escaped(name),
        count(&|_| true),
        count(&|case| case.verdict == Verdict::Fail),
        count(&|case| case.verdict == Verdict::Skip),
        seconds(took)
    )
}

fn check(row: &Row) -> Case {
    let rule = row.rule;
    let source = format!("{} ({})", rule.source, rule.certainty.word());
    let (verdict, inner) = inner(&row.found, false, rule.name, &rule.says(), &rule.cure(), &source);
    Case { class: "cargo-scf.check", name: format!("{} {}", rule.number, rule.name), took: row.took, verdict, inner }
}

fn rules(image: &Image) -> Suite {
    let case = |row: &image::Row| {
        let (rule, says) = (row.rule, in_full(row.rule.rule));
        let kind = format!("image-{}", rule.number);
        let (verdict, inner) =
            inner(&row.found, row.is_allowed, &kind, &in_full(rule.limit), &in_full(rule.remedy), rule.source);
        Case { class: "cargo-scf.image", name: format!("{} {says}", rule.number), took: Duration::ZERO, verdict, inner }
    };
    let cases = image.judged.rows.iter().map(case).collect();
    Suite { name: image.judged.named.clone(), took: Duration::ZERO, cases }
}

fn not_run(why: &str) -> Case {
    let inner = format!("<skipped message=\"{}\"/>", escaped(why));
    Case { class: "cargo-scf.check", name: "run".to_owned(), took: Duration::ZERO, verdict: Verdict::Skip, inner }
}

/// The format has no warnings: they are what such a test has written.
fn inner(found: &Found, is_allowed: bool, kind: &str, says: &str, cure: &str, source: &str) -> (Verdict, String) {
    let (verdict, detail) = match verdict(found) {
        (Verdict::Fail, detail) if is_allowed => (Verdict::Warn, detail),
        other => other,
    };
    let (kind, says, cure, source) = (escaped(kind), escaped(says), escaped(cure), escaped(source));
    let detail = escaped(detail);
    let inner = match verdict {
        Verdict::Pass if detail.is_empty() => String::new(),
        Verdict::Pass => format!("<system-out>{detail}</system-out>"),
        Verdict::Warn => format!("<system-out>warning: {detail}; {cure}</system-out>"),
        Verdict::Fail => {
            format!("<failure type=\"{kind}\" message=\"{detail}\">{says}\nto do: {cure}\nsource: {source}</failure>")
        }
        Verdict::Skip => format!("<skipped message=\"{detail}\"/>"),
    };
    (verdict, inner)
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
