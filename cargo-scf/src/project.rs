//! What a user names → a command that can be started: a package of a workspace and its binary, a folder, a program, or a
//! command.
//!
//! ```text
//! let project = project::find(&Selection { named, bin, release, command, takes_command })?;
//! project.name(); project.settings();      // [package.metadata.scf]
//! let command = project.build().await?;    // with cargo, where there is a package
//! ```

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::io::BufReader;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use cargo_metadata::{Message, Metadata, MetadataCommand, Package};
use rustix::process::{Pid, Signal};
use serde::Deserialize;

use crate::memory;
use crate::stop::{OrStop, Stop};

/// What was named on the command line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    /// A package, a folder or a program; `None` is the package of the current folder.
    pub(crate) named: Option<String>,
    pub(crate) bin: Option<String>,
    pub(crate) release: bool,
    /// What stands behind `--`; before `named` it has no other meaning.
    pub(crate) command: Vec<OsString>,
    /// Whether something may stand there.
    pub(crate) takes_command: bool,
}

/// `[package.metadata.scf]`: how a function is set up on the platform, and what it is tried with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// A file with an event, from the folder of `Cargo.toml`.
    pub(crate) event: Option<PathBuf>,
    /// A sample's name.
    pub(crate) sample: Option<String>,
    /// A path to get, of an HTTP function.
    pub(crate) get: Option<String>,
    /// In MB.
    pub(crate) memory: Option<u32>,
    /// In seconds.
    pub(crate) timeout: Option<u64>,
    /// Variables of the function.
    #[serde(default)]
    pub(crate) env: BTreeMap<String, String>,
}

/// A function's program, before it is built.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    name: String,
    folder: PathBuf,
    settings: Settings,
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    Command(Vec<OsString>),
    Binary { manifest: PathBuf, package: String, bin: String, release: bool },
}

impl Project {
    /// The function's name: that of the package or of the program.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Where it starts: the package's folder, or the current one.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The package's `Cargo.toml`, where it is one.
    pub(crate) fn manifest(&self) -> Option<&Path> {
        match &self.source {
            Source::Command(_) => None,
            Source::Binary { manifest, .. } => Some(manifest),
        }
    }

    /// The command. A package is built first; cargo says on stderr what it does.
    pub(crate) async fn build(&self) -> Result<Vec<OsString>, Stop> {
        self.build_with(&[], &[]).await
    }

    /// The same, with more arguments for cargo, and variables.
    pub(crate) async fn build_with(
        &self,
        arguments: &[OsString],
        variables: &[(&str, OsString)],
    ) -> Result<Vec<OsString>, Stop> {
        match &self.source {
            Source::Command(command) => Ok(command.clone()),
            Source::Binary { manifest, package, bin, release } => {
                let mut command = cargo(manifest, package, bin, *release);
                command.args(arguments).envs(variables.iter().cloned());
                Ok(vec![build(command, bin).await?.into_os_string()])
            }
        }
    }
}

/// Finds what was named. Nothing is built.
pub(crate) fn find(selection: &Selection) -> Result<Project, Stop> {
    let here = env::current_dir().or_stop(|| "the current folder is not there".to_owned())?;
    if let Some(program) = selection.command.first() {
        if selection.named.is_some() || selection.bin.is_some() || selection.release {
            return Err(Stop::new("behind `--` stands the whole command: name no package, and no `--bin`, beside it"));
        }
        return Ok(program_of(program, selection.command.clone(), here));
    }
    let Some(named) = &selection.named else { return nearest(selection) };
    let path = Path::new(named);
    if path.is_file() && path.file_name() != Some(OsStr::new(MANIFEST)) {
        return program(path, here, selection);
    }
    // A name that is a package's is that package, whatever folders there are.
    let looks_like_a_path = named.contains('/') || named.starts_with('.');
    if !looks_like_a_path {
        match metadata(None) {
            Ok(metadata) => match metadata.workspace_packages().into_iter().find(|package| *package.name == *named) {
                Some(package) => return binary(package, selection),
                None if !path.exists() => return Err(no_such_package(named, &metadata)),
                None => {}
            },
            Err(stop) if !path.exists() => return Err(stop),
            Err(_) => {}
        }
    }
    if !path.exists() {
        return Err(Stop::new(format!("there is no `{named}`")));
    }
    let manifest = if path.is_dir() { path.join(MANIFEST) } else { path.to_owned() };
    if !manifest.is_file() {
        return Err(Stop::new(format!("`{named}` has no {MANIFEST}: name a folder that has, a program, or a package")));
    }
    of_manifest(&manifest, selection)
}

const MANIFEST: &str = "Cargo.toml";

fn program_of(program: &OsStr, command: Vec<OsString>, folder: PathBuf) -> Project {
    let name = Path::new(program).file_stem().unwrap_or(program).to_string_lossy().into_owned();
    Project { name, folder, settings: Settings::default(), source: Source::Command(command) }
}

fn program(path: &Path, folder: PathBuf, selection: &Selection) -> Result<Project, Stop> {
    let shown = path.display();
    let mode = path.metadata().or_stop(|| format!("`{shown}` cannot be read"))?.permissions().mode();
    if mode & 0o111 == 0 {
        return Err(Stop::new(if selection.takes_command {
            format!("`{shown}` may not be run: name its interpreter, as in `-- python3 {shown}`")
        } else {
            format!("`{shown}` may not be run: if it is a program, say `chmod +x {shown}`")
        }));
    }
    let path = std::path::absolute(path).or_stop(|| format!("`{shown}` has no path"))?;
    Ok(program_of(path.as_os_str(), vec![path.clone().into_os_string()], folder))
}

/// The package of the current folder or of one above it.
fn nearest(selection: &Selection) -> Result<Project, Stop> {
    let here = env::current_dir().or_stop(|| "the current folder is not there".to_owned())?;
    let manifest = here.ancestors().map(|folder| folder.join(MANIFEST)).find(|manifest| manifest.is_file());
    let Some(manifest) = manifest else {
        let or = if selection.takes_command { ", or write a command behind `--`" } else { "" };
        return Err(Stop::new(format!("no {MANIFEST} is here or above: name a package's folder or a program{or}")));
    };
    of_manifest(&manifest, selection)
}

fn of_manifest(manifest: &Path, selection: &Selection) -> Result<Project, Stop> {
    let metadata = metadata(Some(manifest))?;
    let manifest = manifest.canonicalize().or_stop(|| format!("`{}` cannot be read", manifest.display()))?;
    let packages = metadata.workspace_packages();
    let its_own = packages.iter().find(|package| package.manifest_path.canonicalize().is_ok_and(|its| its == manifest));
    match its_own {
        Some(package) => binary(package, selection),
        None => Err(Stop::new(format!("this is a workspace: name one of its packages, {}", with_binaries(&metadata)))),
    }
}

/// What cargo knows of a workspace, but for what it depends on.
pub(crate) fn metadata(manifest: Option<&Path>) -> Result<Metadata, Stop> {
    let mut command = MetadataCommand::new();
    command.no_deps();
    if let Some(manifest) = manifest {
        command.manifest_path(manifest);
    }
    command.exec().map_err(|error| match error {
        // Cargo says it itself, in a line or several.
        cargo_metadata::Error::CargoMetadata { stderr } => Stop::new(stderr.trim().trim_start_matches("error: ")),
        other => Stop::new(format!("`cargo metadata` cannot be read: {other}")),
    })
}

fn no_such_package(named: &str, metadata: &Metadata) -> Stop {
    Stop::new(format!("no package is called `{named}`: there are {}", with_binaries(metadata)))
}

/// The packages that could be meant.
fn with_binaries(metadata: &Metadata) -> String {
    let packages = metadata.workspace_packages();
    let names = packages.iter().filter(|package| package.targets.iter().any(cargo_metadata::Target::is_bin));
    list(names.map(|package| package.name.as_str()))
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.sort();
    match names.pop() {
        None => "none".to_owned(),
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} and {last}", names.join(", ")),
    }
}

fn binary(package: &Package, selection: &Selection) -> Result<Project, Stop> {
    let name = package.name.as_str();
    let bins: Vec<&str> = package.targets.iter().filter(|target| target.is_bin()).map(|target| &*target.name).collect();
    let all = || list(bins.iter().copied());
    let bin = match (&selection.bin, &package.default_run, bins.as_slice()) {
        (_, _, []) => return Err(Stop::new(format!("`{name}` has no binary: a function is a program"))),
        (Some(asked), _, _) if bins.contains(&asked.as_str()) => asked,
        (Some(asked), _, _) => return Err(Stop::new(format!("`{name}` has no binary `{asked}`: it has {}", all()))),
        (None, Some(default), _) => default,
        (None, None, [one]) => *one,
        (None, None, _) => {
            return Err(Stop::new(format!("`{name}` has more than one binary, {}: name one by `--bin`", all())));
        }
    };
    let settings = match package.metadata.get("scf") {
        Some(settings) => serde_json::from_value(settings.clone())
            .or_stop(|| format!("`[package.metadata.scf]` of `{name}` is wrong"))?,
        None => Settings::default(),
    };
    let manifest = package.manifest_path.clone().into_std_path_buf();
    let folder = manifest.parent().map(Path::to_owned).unwrap_or_default();
    let source =
        Source::Binary { manifest, package: package.id.repr.clone(), bin: bin.to_owned(), release: selection.release };
    Ok(Project { name: name.to_owned(), folder, settings, source })
}

fn cargo(manifest: &Path, package: &str, bin: &str, release: bool) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["build", "--message-format=json-render-diagnostics", "--package", package, "--bin", bin]);
    command.arg("--manifest-path").arg(manifest).args(release.then_some("--release"));
    command
}

async fn build(mut command: Command, bin: &str) -> Result<PathBuf, Stop> {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().or_stop(|| "cargo cannot be run".to_owned())?;
    let stdout = child.stdout.take();
    let mut building = Building(child);
    let name = bin.to_owned();
    let executable = tokio::task::spawn_blocking(move || {
        let messages = Message::parse_stream(BufReader::new(stdout?)).filter_map(Result::ok);
        let executables = messages.filter_map(|message| match message {
            Message::CompilerArtifact(artifact) if artifact.target.is_bin() && artifact.target.name == name => {
                artifact.executable
            }
            _ => None,
        });
        executables.last()
    });
    let executable = executable.await.ok().flatten();
    let status = building.0.wait().or_stop(|| "cargo cannot be waited for".to_owned())?;
    match executable {
        Some(executable) if status.success() => Ok(executable.into_std_path_buf()),
        _ => Err(Stop::new(format!("`{bin}` does not build: cargo says above why"))),
    }
}

/// A build that is not to outlive the tool.
struct Building(Child);

impl Drop for Building {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            let cargo = self.0.id().cast_signed();
            for pid in memory::below(cargo).into_iter().chain([cargo]).filter_map(Pid::from_raw) {
                let _ = rustix::process::kill_process(pid, Signal::TERM);
            }
            let _ = self.0.wait();
        }
    }
}
