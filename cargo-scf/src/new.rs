//! `cargo scf new`: a crate that builds, is tested and can be called at once.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};

use clap::Args;

use crate::events;
use crate::print;
use crate::stop::{OrStop, Stop};

/// Make a crate with a function, its test and its image
#[derive(Debug, Args)]
#[command(after_help = TRIGGERS)]
pub(crate) struct NewArgs {
    /// The folder to make; its last part is the name of crate and function
    #[arg(value_name = "NAME|PATH")]
    path: PathBuf,

    /// What the function is called by
    #[arg(long, value_name = "TRIGGER", conflicts_with = "http")]
    event: Option<String>,

    /// An HTTP function, with routes
    #[arg(long)]
    http: bool,
}

const TRIGGERS: &str = "\
Triggers:
  timer, cos, ckafka, function-url, or any sample of `cargo scf events`, whose event is then untyped JSON;
  without one the event is JSON with a type of the crate's own";

/// What differs from crate to crate.
#[derive(Clone, Debug)]
struct Template {
    main: String,
    /// The line of `[package.metadata.scf]` that says what to send.
    sends: String,
    /// An event of the crate's own.
    event: Option<&'static str>,
    uses_serde: bool,
    uses_samples: bool,
}

/// A trigger with a type: its name, its `main.rs`, and the sample to send.
const TYPED: &[(&str, &str, &str)] = &[
    ("timer", include_str!("../templates/timer.rs"), "timer"),
    ("cos", include_str!("../templates/cos.rs"), "cos-created"),
    ("ckafka", include_str!("../templates/ckafka.rs"), "ckafka"),
    ("function-url", include_str!("../templates/function-url.rs"), "function-url-get"),
];

const EVENT: &str = "{ \"name\": \"Ada\" }\n";

impl Template {
    fn of(arguments: &NewArgs) -> Result<Self, Stop> {
        let sample = |main: String, sample: &str| Self {
            main,
            sends: format!("sample = \"{sample}\""),
            event: None,
            uses_serde: false,
            uses_samples: true,
        };
        match &arguments.event {
            _ if arguments.http => Ok(Self {
                main: include_str!("../templates/http.rs").to_owned(),
                sends: "get = \"/hello/Ada\"".to_owned(),
                event: None,
                uses_serde: false,
                uses_samples: false,
            }),
            None => Ok(Self {
                main: include_str!("../templates/event.rs").to_owned(),
                sends: "event = \"event.json\"".to_owned(),
                event: Some(EVENT),
                uses_serde: true,
                uses_samples: false,
            }),
            Some(trigger) => match TYPED.iter().find(|(name, ..)| name == trigger) {
                Some((_, main, sent)) => Ok(sample((*main).to_owned(), sent)),
                None => {
                    let name = events::sample(trigger)?.name;
                    Ok(sample(include_str!("../templates/any.rs").replace("{sample}", name), name))
                }
            },
        }
    }
}

pub(crate) fn run(arguments: &NewArgs) -> Result<(), Stop> {
    let path = std::path::absolute(&arguments.path).or_stop(|| "the path is empty".to_owned())?;
    let shown = arguments.path.display();
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    check_name(name)?;
    let template = Template::of(arguments)?;
    if path.symlink_metadata().is_ok() {
        return Err(Stop::new(format!("`{shown}` is there already: name a folder that is not")));
    }
    // Made now, so that the way from it to others is that of the real folder.
    fs::create_dir_all(path.join("src")).or_stop(|| format!("`{shown}` cannot be made"))?;
    let path = path.canonicalize().or_stop(|| format!("`{shown}` cannot be found again"))?;
    let runtime = Runtime::of(&path);

    let mut files = vec![
        ("Cargo.toml", manifest(name, &path, &template, &runtime)),
        ("src/main.rs", template.main),
        ("Dockerfile", dockerfile(name, &runtime)),
        (".dockerignore", include_str!("../templates/dockerignore").to_owned()),
        (".gitignore", include_str!("../templates/gitignore").to_owned()),
    ];
    files.extend(template.event.map(|event| ("event.json", event.to_owned())));
    for (file, content) in files {
        fs::write(path.join(file), content).or_stop(|| format!("`{shown}/{file}` cannot be written"))?;
    }
    print::note(format_args!(
        "made `{name}`: call it by `cargo scf invoke {shown}`, test it by `cargo test` in its folder"
    ));
    Ok(())
}

/// Where generated crates take the framework from: the clone that this tool was built in, as long as that is there.
struct Runtime {
    /// From the crate to the clone; absolute where that is far away.
    clone: Option<PathBuf>,
}

impl Runtime {
    fn of(new: &Path) -> Self {
        let clone = Path::new(env!("CARGO_MANIFEST_DIR")).parent().and_then(|clone| clone.canonicalize().ok());
        let clone = clone.filter(|clone| clone.join(RUNTIME).join("Cargo.toml").is_file());
        Self { clone: clone.map(|clone| if is_near(new, &clone) { way(new, &clone) } else { clone }) }
    }

    fn dependency(&self, features: &str) -> String {
        let from = match &self.clone {
            Some(clone) => format!("path = \"{}\"", clone.join(RUNTIME).display()),
            None => format!("version = \"{}\"", env!("CARGO_PKG_VERSION")),
        };
        format!("{{ {from}{features} }}")
    }
}

const RUNTIME: &str = "scf-runtime";

fn manifest(name: &str, path: &Path, template: &Template, runtime: &Runtime) -> String {
    let serde = if template.uses_serde { "\nserde = { version = \"1\", features = [\"derive\"] }" } else { "" };
    let samples = if template.uses_samples {
        let runtime = runtime.dependency(", features = [\"samples\"]");
        format!("\n[dev-dependencies]\nscf-runtime = {runtime}\n")
    } else {
        String::new()
    };
    let manifest = include_str!("../templates/Cargo.toml.template")
        .replace("{name}", name)
        .replace("{sends}", &template.sends)
        .replace("{runtime}", &runtime.dependency(""))
        .replace("{dependencies}", serde)
        .replace("{dev-dependencies}", &samples);
    if is_within_a_workspace(path) {
        return format!("{manifest}\n# Not part of the workspace around it.\n[workspace]\n");
    }
    manifest
}

fn is_within_a_workspace(path: &Path) -> bool {
    let manifests = path.ancestors().skip(1).map(|folder| folder.join("Cargo.toml"));
    manifests.filter_map(|manifest| fs::read_to_string(manifest).ok()).any(|text| text.contains("[workspace"))
}

/// The template, with the program's name, and with the clone where the manifest looks for it.
fn dockerfile(name: &str, runtime: &Runtime) -> String {
    const WITHOUT_CLONE: &str = "# COPY --from=scf . /src/scf";
    let dockerfile = include_str!("../templates/Dockerfile").replace("my-function", name);
    match &runtime.clone {
        Some(clone) => {
            let clone = within_the_image(clone);
            dockerfile.replace(WITHOUT_CLONE, &format!("COPY --from=scf . {}", clone.display()))
        }
        None => dockerfile,
    }
}

/// Where a way from the crate leads, when the crate lies where the template puts it.
fn within_the_image(way: &Path) -> PathBuf {
    way.components().fold(PathBuf::from("/src/app"), |mut path, component| {
        match component {
            // The root's parent is the root.
            Component::ParentDir => {
                path.pop();
            }
            component => path.push(component),
        }
        path
    })
}

/// Whether two folders are likely to be moved together.
fn is_near(new: &Path, clone: &Path) -> bool {
    way(new, clone).components().filter(|component| *component == Component::ParentDir).count() <= 2
        || new.starts_with(clone)
}

/// The way from one folder to another, both absolute.
fn way(from: &Path, to: &Path) -> PathBuf {
    let common = from.components().zip(to.components()).take_while(|(from, to)| from == to).count();
    let up = from.components().skip(common).map(|_| Component::ParentDir);
    up.chain(to.components().skip(common)).collect()
}

/// Both a crate and a function must be able to have the name.
fn check_name(name: &str) -> Result<(), Stop> {
    let wrong = |rule: &str| Err(Stop::new(format!("`{name}` cannot be the name of crate and function: {rule}")));
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(is_part) {
        return wrong("it takes a letter, then letters, digits, `-` and `_`");
    }
    // "2-60 characters, not ending in - or _" (583/11637).
    if !(2..=60).contains(&name.len()) || name.ends_with(['-', '_']) {
        return wrong("the platform takes 2 to 60 characters, the last one a letter or a digit");
    }
    if TAKEN.contains(&name.replace('-', "_").as_str()) {
        return wrong("it means something else to cargo or to Rust");
    }
    Ok(())
}

/// Rust's keywords, crates that come with it or with us, and folders that cargo makes.
const TAKEN: &[&str] = &[
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "build",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc_macro",
    "pub",
    "ref",
    "return",
    "scf",
    "scf_macros",
    "scf_runtime",
    "self",
    "serde",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];
