//! The documents against one another, and against what is run.

use std::collections::BTreeSet;

use crate::sources::{self, files, read};

/// A fenced block: what stands behind the fence, and its lines without the indentation of the fence.
#[derive(Debug, PartialEq)]
struct Block {
    language: String,
    lines: Vec<String>,
}

fn blocks(document: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, Block)> = None;
    for line in read(document).lines() {
        let indent = line.len() - line.trim_start().len();
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (None, Some(language)) => open = Some((indent, Block { language: language.to_owned(), lines: Vec::new() })),
            (None, None) => {}
            (Some(_), Some(_)) => blocks.extend(open.take().map(|(_, block)| block)),
            (Some((indent, block)), None) => block.lines.push(line.get(*indent..).unwrap_or_default().to_owned()),
        }
    }
    assert!(open.is_none(), "{document}: a block is not closed");
    blocks
}

/// The levels of a document's headings, without what looks like one in a block.
fn heading_levels(document: &str) -> Vec<usize> {
    let text = read(document);
    let mut within = false;
    let lines = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        within ^= fence;
        !within && !fence && line.starts_with('#')
    });
    lines.map(|line| line.chars().take_while(|c| *c == '#').count()).collect()
}

/// How many rows each of a document's tables has, their heads included.
fn table_rows(document: &str) -> Vec<usize> {
    let text = read(document);
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    let tables = lines.chunk_by(|before, after| before.starts_with('|') == after.starts_with('|'));
    tables.filter(|lines| lines[0].starts_with('|')).map(<[_]>::len).collect()
}

/// The block below a heading.
fn block_below(document: &str, heading: &str) -> Vec<String> {
    let text = read(document);
    let (_, below) = text.split_once(heading).unwrap_or_else(|| panic!("{document} has no `{heading}`"));
    let (_, block) = below.split_once("```sh\n").unwrap();
    block.split_once("```").unwrap().0.lines().map(str::to_owned).collect()
}

/// The commands of `.ci/run`, in order.
fn ci_commands() -> Vec<String> {
    let run = read(".ci/run");
    run.lines().filter_map(|line| line.strip_prefix("step '")?.strip_suffix('\'')).map(str::to_owned).collect()
}

/// The lines of a table of a TOML document, without comments.
fn toml_table(text: &str, name: &str) -> Vec<String> {
    let lines = text.lines().skip_while(|line| *line != format!("[{name}]")).skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn what_is_in_two_languages_has_the_same_blocks_and_headings() {
    for (english, chinese, least) in
        [("README.md", "README.zh-CN.md", 20), ("docs/deploy.md", "docs/deploy.zh-CN.md", 4)]
    {
        let blocks = [english, chinese].map(blocks);
        assert!(blocks[0].len() > least);
        for (of_english, of_chinese) in blocks[0].iter().zip(&blocks[1]) {
            assert_eq!(of_english, of_chinese, "{english}");
        }
        assert_eq!(blocks[0].len(), blocks[1].len(), "{english}");
        assert_eq!(heading_levels(english), heading_levels(chinese), "{english}");
        assert_eq!(table_rows(english), table_rows(chinese), "{english}");
    }
}

#[test]
fn the_readmes_test_command_is_the_first_that_ci_runs() {
    let command =
        blocks("README.md").into_iter().find(|block| block.lines.iter().any(|line| line.contains("cargo test")));
    assert_eq!(command.unwrap().lines, ci_commands()[..1]);
}

#[test]
fn ci_runs_what_contributing_says_in_its_order() {
    assert_eq!(ci_commands(), block_below("CONTRIBUTING.md", "## What has to pass"));
}

#[test]
fn ci_may_be_run_and_stops_at_the_first_command_that_fails() {
    use std::os::unix::fs::PermissionsExt;
    let run = sources::root().join(".ci/run").metadata().unwrap();
    assert_eq!(run.permissions().mode() & 0o111, 0o111);
    assert!(read(".ci/run").starts_with("#!/usr/bin/env bash\n") && read(".ci/run").contains("\nset -euo pipefail\n"));
}

#[test]
fn what_is_published_is_what_users_depend_on_or_install() {
    let published = |path: &String| {
        let package = toml_table(&read(path), "package");
        !package.is_empty() && !package.contains(&"publish = false".to_owned())
    };
    let mut manifests: Vec<String> = files("", "Cargo.toml").into_iter().filter(published).collect();
    manifests.sort();
    assert_eq!(manifests, ["cargo-scf/Cargo.toml", "scf-macros/Cargo.toml", "scf-runtime/Cargo.toml"]);
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let carried = |manifest: &String| read(&manifest.replace("Cargo.toml", licence)) == read(licence);
        assert!(manifests.iter().all(carried), "not every package has the text of {licence}");
    }
}

#[test]
fn the_readmes_first_command_needs_nothing_but_the_clone() {
    let first = blocks("README.md").into_iter().next().unwrap();
    assert_eq!(first.lines, ["cargo scf invoke hello-event"]);
    assert!(read(".cargo/config.toml").contains("\nscf = \"run --package cargo-scf --\"\n"));
}

#[test]
fn the_readmes_profile_is_the_workspaces() {
    let readme =
        blocks("README.md").into_iter().find(|block| block.lines.iter().any(|line| line == "[profile.release]"));
    let of_readme = toml_table(&readme.unwrap().lines.join("\n"), "profile.release");
    assert!(of_readme.len() >= 4);
    assert_eq!(of_readme, toml_table(&read("Cargo.toml"), "profile.release"));
}

#[test]
fn the_readmes_function_is_the_example_that_it_says_to_start() {
    let whole = blocks("README.md").into_iter().find(|block| block.language == "rust").unwrap().lines.join("\n");
    assert!(read("examples/hello-event/src/main.rs").contains(&whole));
}

#[test]
fn every_block_of_rust_in_the_readme_is_compiled() {
    let file = syn::parse_file(&read("scf-runtime/src/lib.rs")).unwrap();
    let includes = file.items.iter().any(|item| {
        let attrs = match item {
            syn::Item::Struct(item) => &item.attrs,
            syn::Item::Mod(item) => &item.attrs,
            syn::Item::Fn(item) => &item.attrs,
            _ => return false,
        };
        attrs.iter().any(|attr| match &attr.meta {
            syn::Meta::NameValue(doc) if doc.path.is_ident("doc") => matches!(
                &doc.value,
                syn::Expr::Macro(include) if include.mac.path.is_ident("include_str") && include.mac.tokens.to_string().contains("README.md")
            ),
            _ => false,
        })
    });
    assert!(includes, "the README is documentation of the crate, and so its blocks are tests");
    let ignored = blocks("README.md").into_iter().filter(|block| block.language == "rust,ignore");
    for block in ignored {
        assert!(block.lines.iter().any(|line| line.contains("my_functions")), "ignored without need: {block:?}");
    }
}

#[test]
fn the_readmes_settings_are_those_of_the_platforms_table() {
    let ours = |text: &str| text.starts_with("FN_") || text == "PORT" || text == "RUST_LOG";
    let platform = sources::of("scf-runtime").iter().find(|source| source.module == "platform").unwrap();
    let known: BTreeSet<&str> =
        platform.facts.strings.iter().map(|(_, text)| text.as_str()).filter(|text| ours(text)).collect();
    for document in ["README.md", "README.zh-CN.md"] {
        let text = read(document);
        let rows = text.lines().filter_map(|line| line.trim_start().strip_prefix("| `")?.split('`').next());
        assert_eq!(rows.filter(|name| ours(name)).collect::<BTreeSet<_>>(), known, "{document}");
    }
}

#[test]
fn the_map_of_the_architecture_names_every_file_and_no_other() {
    let text = read("ARCHITECTURE.md");
    for krate in ["scf-macros", "scf-runtime", "cargo-scf"] {
        let (_, section) = text.split_once(&format!("\n### {krate}\n")).unwrap();
        let section = section.split("\n#").next().unwrap();
        let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
        let mapped: BTreeSet<String> = rows.map(|file| format!("{krate}/src/{file}")).collect();
        // A row that ends with `/` is about all files of a folder.
        let row_of = |path: &String| {
            let folder = mapped.iter().find(|row| row.ends_with('/') && path.starts_with(row.as_str()));
            folder.unwrap_or(path).clone()
        };
        let there: BTreeSet<String> = sources::of(krate).iter().map(|source| row_of(&source.path)).collect();
        assert_eq!(mapped, there);
    }
}

#[test]
fn contributing_names_test_targets_and_packages_that_there_are() {
    let manifest = read("tests/Cargo.toml") + &read("cargo-scf/Cargo.toml");
    let commands = blocks("CONTRIBUTING.md").into_iter().flat_map(|block| block.lines);
    for command in commands.filter(|line| line.contains("cargo test")) {
        let words: Vec<&str> = command.split_whitespace().collect();
        for pair in words.windows(2) {
            match pair {
                ["--test", target] => assert!(manifest.contains(&format!("name = \"{target}\"")), "{command}"),
                ["-p", "scf-tests"] => {}
                ["-p", package] => assert!(sources::root().join(package).is_dir(), "{command}"),
                _ => {}
            }
        }
    }
}

#[test]
fn every_example_has_a_test() {
    let examples = sources::root().join("examples").read_dir().unwrap();
    for example in examples.map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
        let has_test = files(&format!("examples/{example}"), ".rs").iter().any(|path| {
            let file = syn::parse_file(&read(path)).unwrap();
            has_test(&file.items)
        });
        assert!(has_test, "examples/{example}");
    }
}

fn has_test(items: &[syn::Item]) -> bool {
    items.iter().any(|item| match item {
        syn::Item::Mod(module) => module.content.as_ref().is_some_and(|(_, items)| has_test(items)),
        syn::Item::Fn(function) => function.attrs.iter().any(|attr| attr.path().is_ident("test")),
        _ => false,
    })
}

/// Files of this repository that people write.
fn written() -> Vec<String> {
    let kinds = [".rs", ".toml", ".md", ".py", ".lua", ".sh", ".template", "run", "dockerfile"];
    kinds.iter().flat_map(|kind| files("", kind)).collect()
}

#[test]
fn nothing_is_left_for_later() {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
    for path in written() {
        for (number, line) in read(&path).lines().enumerate() {
            let words = line.split(|c: char| !c.is_ascii_alphanumeric());
            assert!(!words.into_iter().any(|word| marks.contains(&word)), "{path}:{}: {line}", number + 1);
        }
    }
}

#[test]
fn a_file_with_more_than_500_lines_says_why() {
    const LONG: &[(&str, &str)] = &[
        ("scf-runtime/src/lib.rs", "the public page: nearly all of it is documentation"),
        ("scf-runtime/src/probe.rs", "one device over and over, and half of it the words of its diagnostics"),
        (
            "scf-runtime/src/http.rs",
            "the registered routes, the `App` of them, and what it answers, which nobody else asks for",
        ),
    ];
    for path in files("", ".rs") {
        let lines = read(&path).lines().count();
        let reason = LONG.iter().find(|(long, _)| *long == path);
        assert!(lines <= 500 || reason.is_some(), "{path} has {lines} lines: look for its seam, or say here why not");
        assert!(lines > 500 || reason.is_none(), "{path} has {lines} lines: take it off the list");
    }
}

#[test]
fn every_lint_that_is_allowed_has_its_reason() {
    // The programs of `tests/ui` and the snapshots are about other things.
    let ours = |path: &String| !path.starts_with("tests/ui/") && !path.contains("/expansions/");
    for path in files("", ".rs").into_iter().filter(ours) {
        let file = syn::parse_file(&read(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut reasons = Reasons { path, without: Vec::new() };
        syn::visit::Visit::visit_file(&mut reasons, &file);
        assert!(reasons.without.is_empty(), "{}", reasons.without.join("\n"));
    }
}

struct Reasons {
    path: String,
    without: Vec<String>,
}

impl<'ast> syn::visit::Visit<'ast> for Reasons {
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            let tokens = list.tokens.to_string();
            let allows = list.path.is_ident("allow")
                || list.path.is_ident("expect")
                || (list.path.is_ident("cfg_attr") && tokens.contains("allow ("));
            if allows && !tokens.contains("reason =") {
                self.without.push(format!("{}: {tokens}", self.path));
            }
        }
    }
}
