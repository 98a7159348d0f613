//! What does the compiler say? Programs that are wrong, each with what its author is told, and programs that are right.
//!
//! All are found in the folders beside this file: those in `pass` compile, the others do not. A wrong program marks
//! each line where an error is to be, and the words that it is to be under: `//~^ error: Greet`, with as many `^` as
//! the line is above. That is compared with the `.stderr` file apart from its text, so that nobody renews a file in
//! which there is an error too many. A right program may begin with `// edition 2021`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn wrong_programs_say_what_is_wrong() {
    let cases = trybuild::TestCases::new();
    for program in programs().iter().filter(|program| !program.is_right()) {
        cases.compile_fail(Path::new("ui").join(&program.name).with_extension("rs"));
    }
}

/// Not by trybuild, which would link and run each, for minutes in all. Here they are one package's binaries, and each
/// is only checked.
#[test]
fn right_programs_compile() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("right-programs");
    fs::create_dir_all(&package).unwrap();
    fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let mut manifest = format!(
        "package = {{ name = \"right-programs\", version = \"0.0.0\", edition = \"2024\", autobins = false }}\n\
         workspace = {{}}\n\
         [dependencies]\n\
         scf-runtime = {{ path = {:?} }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\
         anyhow = \"1\"\n",
        root.join("scf-runtime"),
    );
    for program in programs().iter().filter(|program| program.is_right()) {
        let (name, path) = (program.name.replace('/', "-"), folder().join(&program.name).with_extension("rs"));
        let edition = program.source.lines().next().and_then(|line| line.strip_prefix("// edition ")).unwrap_or("2024");
        writeln!(manifest, "[[bin]]\nname = {name:?}\npath = {path:?}\nedition = {edition:?}").unwrap();
    }
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    let mut check = Command::new(env!("CARGO"));
    check.args(["check", "--quiet", "--offline", "--keep-going"]).env("CARGO_TARGET_DIR", package.join("target"));
    let said = check.current_dir(&package).output().unwrap();
    let text = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success() && text.is_empty(), "a right program has errors or warnings:\n{text}");
}

#[test]
fn each_mistake_is_one_error_under_the_words_that_are_wrong() {
    for program in programs() {
        let marked = program.marks();
        if program.is_right() {
            assert!(marked.is_empty() && !program.stderr().exists(), "{} is right and marks errors", program.name);
            continue;
        }
        assert!(!marked.is_empty(), "{} is wrong and marks no error", program.name);
        let said = program.errors();
        assert_eq!(said.len(), marked.len(), "{} marks {marked:#?}, and the errors are {said:#?}", program.name);
        for (said, marked) in said.iter().zip(&marked) {
            let fits = said.line == marked.line && said.under.starts_with(&marked.under);
            assert!(fits, "{} marks {marked:#?}, and the error is {said:#?}", program.name);
        }
    }
}

#[test]
fn the_output_names_no_machine_and_warns_of_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_str().unwrap();
    for program in programs().iter().filter(|program| !program.is_right()) {
        let stderr = read(&program.stderr());
        assert!(!stderr.contains(root) && !stderr.contains("/home/") && !stderr.contains("/root/"), "{}", program.name);
        assert!(!stderr.lines().any(|line| line.starts_with("warning")), "{} has a warning", program.name);
        assert!(!stderr.contains("other types implement"), "{} lists types, which come and go", program.name);
    }
}

#[test]
fn every_output_has_a_program() {
    let known = programs();
    for file in files("stderr") {
        assert!(known.iter().any(|program| program.stderr() == file), "{} has no program", file.display());
    }
}

#[test]
fn contributing_lists_every_program_once() {
    let contributing = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../CONTRIBUTING.md"));
    let (_, section) = contributing.split_once("\n## What each ui program covers\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let mut listed: BTreeMap<&str, u32> = BTreeMap::new();
    for row in section.lines().filter_map(|line| line.strip_prefix("| `")) {
        let cells: Vec<&str> = row.trim_end_matches('|').split(" | ").map(str::trim).collect();
        let [program, covers, form] = cells[..] else { panic!("a row has three cells, and this has not: {row}") };
        assert!(!covers.is_empty() && !form.is_empty(), "what does `{program}` cover?");
        *listed.entry(program.trim_end_matches('`')).or_default() += 1;
    }
    let there: BTreeMap<String, u32> = programs().into_iter().map(|program| (program.name, 1)).collect();
    let listed: BTreeMap<String, u32> = listed.into_iter().map(|(name, times)| (name.to_owned(), times)).collect();
    assert_eq!(listed, there);
}

/// A program: `event/two_payloads`.
struct Program {
    name: String,
    source: String,
}

/// An error, as it is marked or as it is said: its line, and what stands from its column on.
#[derive(Debug)]
struct Error {
    line: usize,
    under: String,
}

impl Program {
    fn is_right(&self) -> bool {
        self.name.starts_with("pass/")
    }

    fn stderr(&self) -> PathBuf {
        folder().join(&self.name).with_extension("stderr")
    }

    fn marks(&self) -> Vec<Error> {
        let marks = self.source.lines().zip(1..).filter_map(|(text, line)| {
            let (carets, under) = text.trim_start().strip_prefix("//~")?.split_once(" error: ").unwrap();
            assert!(carets.chars().all(|c| c == '^'), "{} has a mark that is none: {text}", self.name);
            Some(Error { line: line - carets.len(), under: under.to_owned() })
        });
        marks.collect()
    }

    /// The errors in the output, in its order: each has a line that begins with `error` and, behind it, a place.
    fn errors(&self) -> Vec<Error> {
        let stderr = read(&self.stderr());
        let mut lines = stderr.lines();
        let mut errors = Vec::new();
        while lines.any(|line| line.starts_with("error")) {
            let place = lines.find_map(|line| line.trim_start().strip_prefix("--> ")).unwrap();
            let mut place = place.rsplit(':').map(str::parse::<usize>);
            let (Some(Ok(column)), Some(Ok(line))) = (place.next(), place.next()) else {
                panic!("{} has an error without a place", self.name);
            };
            let text = self.source.lines().nth(line - 1).unwrap_or_default();
            errors.push(Error { line, under: text.chars().skip(column - 1).collect() });
        }
        errors
    }
}

fn programs() -> Vec<Program> {
    let program = |file: PathBuf| {
        let name = file.with_extension("").strip_prefix(folder()).unwrap().to_str().unwrap().replace('\\', "/");
        Program { name, source: read(&file) }
    };
    let mut programs: Vec<Program> = files("rs").into_iter().map(program).collect();
    programs.sort_by(|one, other| one.name.cmp(&other.name));
    programs
}

/// The files of one kind in the folders beside this file.
fn files(extension: &str) -> Vec<PathBuf> {
    let entries = |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let areas = entries(&folder()).into_iter().filter(|path| path.is_dir());
    let files = areas.flat_map(|area| entries(&area));
    files.filter(|file| file.extension().is_some_and(|found| found == extension)).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
