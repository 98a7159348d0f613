//! `cargo scf events`.

use scf::events::samples;
use serde_json::Value;

use crate::tool::{Run, tool};

#[test]
fn all_samples_are_listed_with_or_without_the_word() {
    let listed = tool(["events"]).done().well().stdout;
    assert_eq!(listed, tool(["scf", "events", "list"]).done().well().stdout);
    let names: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, samples::all().iter().map(|sample| sample.name).collect::<Vec<_>>());
    for (line, sample) in listed.lines().zip(samples::all()) {
        assert!(line.contains(sample.source) && line.ends_with(sample.says), "{line}");
    }
}

#[test]
fn every_sample_is_shown_as_it_is() {
    for sample in samples::all() {
        let shown = tool(["events", "show", sample.name]).done().well().stdout;
        assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), sample.parse::<Value>().unwrap());
    }
}

#[test]
fn an_unknown_sample_is_refused_with_those_that_could_be_meant() {
    let line = tool(["events", "show", "cos"]).done().refused();
    assert!(line.contains("`cos-created`, ") && line.contains("`cos-removed`, `cos-restored`"), "{line}");
    let line = tool(["events", "show", "nothing-like-it"]).done().refused();
    assert_eq!(line, "no sample is called `nothing-like-it`: `cargo scf events` lists all");
}
