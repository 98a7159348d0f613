//! `docs/check.md` has the table of the checks.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::run::check;

#[test]
fn the_document_has_the_rules_that_are_checked() {
    let output = check().args(["--list", "--output", "json"]).output().unwrap();
    let rules: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let text = |rule: &Value, key: &str| rule[key].as_str().expect("a text").to_owned();
    let row = |rule: &Value| {
        let cells = ["name", "rule", "about", "cure"].map(|key| text(rule, key));
        let [name, says, about, cure] = cells;
        let source = format!("{} ({})", text(rule, "source"), text(rule, "certainty"));
        format!("| {} | `{name}` | {says} | {about} | {source} | {cure} |", rule["number"])
    };
    let expected: Vec<String> = rules.iter().map(row).collect();
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/check.md");
    let document = fs::read_to_string(document).unwrap();
    let is_row = |line: &&str| line.strip_prefix("| ").is_some_and(|row| row.starts_with(|c: char| c.is_ascii_digit()));
    let found: Vec<&str> = document.lines().filter(is_row).collect();
    assert_eq!(found, expected, "the table is to be:\n{}\n", expected.join("\n"));
}

#[test]
fn numbers_are_in_order_and_names_are_unique() {
    let output = check().args(["--list", "--output", "json"]).output().unwrap();
    let rules: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let numbers: Vec<u64> = rules.iter().map(|rule| rule["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=rules.len() as u64).collect::<Vec<_>>());
    let mut names: Vec<String> = rules.iter().map(|rule| rule["name"].to_string()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), rules.len());
}
