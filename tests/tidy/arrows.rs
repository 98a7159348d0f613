//! Which module names which. The tables are the whole truth: an arrow that is not in them, or no longer in the
//! sources, fails.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::{self, Source};

type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The module at the root that a module belongs to: its files are one room.
fn room(module: &str) -> &str {
    module.split("::").next().unwrap_or(module)
}

fn arrows(sources: &[Source]) -> Arrows {
    let rooms: BTreeSet<&str> = sources.iter().map(|source| room(&source.module)).collect();
    let to = |source: &Source| -> BTreeSet<String> {
        let named = source.facts.paths.iter().filter_map(|(_, path)| {
            let in_root = !source.module.contains("::");
            let first = match (path.strip_prefix("crate::"), path.strip_prefix("super::")) {
                (Some(rest), _) => rest,
                (None, Some(rest)) if in_root => rest,
                // In the root a module is named without `crate`.
                (None, None) if source.module == "lib" && path.contains("::") => path,
                _ => return None,
            };
            let first = room(first);
            (rooms.contains(first) && first != room(&source.module)).then(|| first.to_owned())
        });
        named.collect()
    };
    let mut all = Arrows::new();
    for source in sources {
        all.entry(room(&source.module).to_owned()).or_default().extend(to(source));
    }
    all
}

fn table(rows: &[(&str, &[&str])]) -> Arrows {
    rows.iter().map(|(from, to)| ((*from).to_owned(), to.iter().map(|to| (*to).to_owned()).collect())).collect()
}

fn assert_same(found: &Arrows, expected: &Arrows) {
    let list = |arrows: &Arrows| -> BTreeSet<String> {
        let each =
            |(from, to): (&String, &BTreeSet<String>)| to.iter().map(|to| format!("{from} → {to}")).collect::<Vec<_>>();
        arrows.iter().flat_map(each).collect()
    };
    let (found, expected) = (list(found), list(expected));
    let new: Vec<_> = found.difference(&expected).collect();
    let gone: Vec<_> = expected.difference(&found).collect();
    assert!(new.is_empty() && gone.is_empty(), "not in the table: {new:?}; not in the sources: {gone:?}");
}

/// The modules that can be reached from themselves.
fn in_circles(arrows: &Arrows) -> BTreeSet<&str> {
    let reaches = |from: &str| {
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut open = vec![from];
        while let Some(module) = open.pop() {
            for to in arrows.get(module).into_iter().flatten() {
                if reached.insert(to) {
                    open.push(to);
                }
            }
        }
        reached.contains(from)
    };
    arrows.keys().map(String::as_str).filter(|module| reaches(module)).collect()
}

#[test]
fn in_the_macros_each_stage_names_those_before_it() {
    let expected = table(MACROS);
    assert_same(&arrows(sources::of("scf-macros")), &expected);
    assert_eq!(in_circles(&expected), BTreeSet::new());
}

#[test]
fn in_the_runtime_arrows_are_those_of_the_table() {
    assert_same(&arrows(sources::of("scf-runtime")), &table(RUNTIME));
}

#[test]
fn arrows_that_go_up_are_few_and_without_them_there_is_no_circle() {
    let mut down = table(RUNTIME);
    for (from, to, reason) in UP {
        assert!(!reason.is_empty());
        assert!(down.get_mut(*from).unwrap().remove(*to), "{from} → {to} is no arrow any more: take it off the list");
    }
    assert_eq!(in_circles(&down), BTreeSet::new());
}

#[test]
fn each_arrow_on_the_list_closes_a_circle() {
    let all = table(RUNTIME);
    let circles = in_circles(&all);
    for (from, to, _) in UP {
        assert!(circles.contains(from) && circles.contains(to), "{from} → {to} is in no circle: take it off the list");
    }
}

#[test]
fn in_the_tool_there_is_no_circle() {
    assert_eq!(in_circles(&arrows(sources::of("cargo-scf"))), BTreeSet::new());
}

#[test]
fn launch_names_neither_kind_of_function() {
    let launch = arrows(sources::of("scf-runtime")).remove("launch").unwrap();
    assert!(!launch.contains("event") && !launch.contains("http"), "what nobody registered would be linked");
}

/// Tokens → `Args`, `Func` → `Entry` → tokens.
const MACROS: &[(&str, &[&str])] = &[
    ("lib", &["args", "expand"]),
    ("expand", &["args", "entry", "func"]),
    ("entry", &["args", "diag", "func"]),
    ("args", &["diag"]),
];

/// From the top of the house to its foundations.
#[rustfmt::skip]
const RUNTIME: &[(&str, &[&str])] = &[
    ("lib", &["context", "error", "event", "function", "http", "launch", "state"]),
    ("__private", &["event", "http", "launch", "probe", "registry", "startup"]),
    ("test", &["context", "event", "http", "launch", "platform", "registry", "request", "settings", "state"]),
    ("launch", &["error", "function", "log", "panics", "platform", "registry", "request", "server", "settings", "startup", "state", "stop", "watch"]),
    ("server", &["platform", "registry", "request"]),
    ("request", &["body", "context", "current", "error", "log", "panics", "platform", "reply", "startup"]),
    ("body", &["current", "panics", "reply", "request"]),
    ("registry", &["event", "http", "platform", "probe", "request", "settings", "startup", "state"]),
    ("event", &["context", "current", "error", "launch", "platform", "probe", "registry", "reply", "request", "settings", "state"]),
    ("events", &["current", "error", "event", "platform", "reply"]),
    ("http", &["context", "current", "error", "launch", "panics", "platform", "probe", "registry", "reply", "request", "settings", "state"]),
    ("probe", &["error", "event", "function", "http", "startup", "state"]),
    ("startup", &["error", "function", "log", "panics", "platform", "probe", "registry", "state", "stop", "watch"]),
    ("log", &["function", "platform", "settings"]),
    ("settings", &["function", "platform"]),
    ("function", &["context", "platform"]),
    ("watch", &["current", "stop"]),
    ("current", &["context"]),
    ("reply", &["error", "platform"]),
    ("context", &["platform"]),
];

/// Arrows against the order of the layers, each with its reason.
const UP: &[(&str, &str, &str)] = &[
    ("event", "registry", "a kind of function implements what is served, and `scf::event()` makes a program of it"),
    ("http", "registry", "a kind of function implements what is served, and `scf::http()` makes a program of it"),
    ("event", "launch", "`scf::event()` returns a `Launcher`"),
    ("http", "launch", "`scf::http()` returns a `Launcher`"),
    ("probe", "event", "its demands are about what an invocation is"),
    ("probe", "http", "its demands are about what an extractor and a responder are"),
    ("probe", "startup", "its demands are about what inits and hooks are given"),
    ("startup", "registry", "an init that fails is a `StartError`, and knows its place"),
    ("body", "request", "it ends the `Record` that the request began"),
];
