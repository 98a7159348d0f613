//! `cargo scf image`: a package becomes an image that the platform takes, without a daemon and without a Dockerfile.

mod assembly;
mod build;
mod contents;
mod digest;
mod elf;
mod judge;
mod judged;
mod layer;
mod layout;
mod loaded;
mod name;
mod origin;
mod progress;
mod provenance;
mod reference;
mod registry;
mod rules;
mod source;
mod spec;
mod start;
mod store;
mod table;
mod tree;

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::apart::apart;
use crate::function;
use crate::image::assembly::Assembly;
use crate::image::contents::Contents;
pub(crate) use crate::image::judge::Row;
pub(crate) use crate::image::judged::{Judged, JudgedArgs};
use crate::image::layout::Files;
pub(crate) use crate::image::loaded::Loaded;
pub(crate) use crate::image::origin::Origin;
use crate::image::progress::Progress;
use crate::image::provenance::Provenance;
use crate::image::reference::Reference;
use crate::image::registry::{Access, Login, Repository};
use crate::image::rules::Subject;
use crate::image::spec::Format;
use crate::image::store::Store;
use crate::project::{self, Project, Selection};
use crate::stop::EXIT_CODES;
use crate::stop::{OrStop, Stop};

/// Make a container image of a function, and push it
///
/// Builds a static program and packs it alone, for a function of the kind "image". The last line, on stdout, is where
/// the image is: the file, or the address that the platform's API wants.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct ImageArgs {
    /// A package of this workspace, a folder with a `Cargo.toml`, or a program that is built already; unless given, the
    /// package of this folder
    #[arg(value_name = "PACKAGE|PATH")]
    named: Option<String>,

    /// The binary, where the package has more than one
    #[arg(long, value_name = "NAME", help_heading = "Contents")]
    bin: Option<String>,

    /// A file or a folder to put into the image; may be given several times
    #[arg(long, value_name = "SRC:DST", value_parser = parse_file, help_heading = "Contents")]
    file: Vec<(PathBuf, PathBuf)>,

    /// Put in the certificate authorities that this machine trusts
    #[arg(long, help_heading = "Contents")]
    ca_certificates: bool,

    /// Put in the time zones that this machine knows
    #[arg(long, help_heading = "Contents")]
    timezones: bool,

    /// Where to write it: an archive if it ends in `.tar`, otherwise a folder [default: in the target folder, unless it
    /// is pushed]
    #[arg(long, short, value_name = "FILE|DIR", help_heading = "Output")]
    output: Option<PathBuf>,

    /// An OCI 1.0 image, or one of Docker's manifest v2 schema 2
    #[arg(long, value_enum, default_value_t = Format::Oci, help_heading = "Output")]
    format: Format,

    /// The name that an archive is loaded under [default: the package and its version]
    #[arg(long, value_name = "NAME[:TAG]", value_parser = name::parse, help_heading = "Output")]
    tag: Option<String>,

    /// Push it to a registry, as `domain/namespace/name:tag`; without a tag that is the version
    #[arg(long, value_name = "REF", help_heading = "Registry")]
    push: Option<String>,

    #[command(flatten)]
    login: LoginArgs,

    /// The memory that the function has, in MB, to be judged by the image's size
    #[arg(long, value_name = "MB", value_parser = function::parse_memory, help_heading = "Rules")]
    memory: Option<u32>,

    /// Go on although a rule is broken, by its number; may be given several times
    #[arg(long, value_name = "NUMBER", value_parser = rules::number(), help_heading = "Rules")]
    allow: Vec<u8>,
}

#[derive(Debug, Args)]
pub(crate) struct LoginArgs {
    /// Who pushes, where docker's or podman's login is not to count
    #[arg(long, value_name = "USER", requires = "password_stdin", help_heading = "Registry")]
    username: Option<String>,

    /// Read the password from standard input
    #[arg(long, requires = "username", help_heading = "Registry")]
    password_stdin: bool,

    /// Speak to the registry without TLS, as to one of this machine
    #[arg(long, help_heading = "Registry")]
    plain_http: bool,
}

impl LoginArgs {
    fn is_given(&self) -> bool {
        self.username.is_some() || self.plain_http
    }

    fn read(&self) -> Result<Login, Stop> {
        let mut login = Login { user: None, plain_http: self.plain_http };
        if let Some(user) = self.username.as_ref().filter(|_| self.password_stdin) {
            let mut password = String::new();
            std::io::stdin().read_to_string(&mut password).or_stop(|| "the password cannot be read".to_owned())?;
            let password = password.trim_end_matches(['\r', '\n']).to_owned();
            if password.is_empty() {
                return Err(Stop::new("the password on standard input is empty: pipe it in"));
            }
            login.user = Some((user.clone(), password));
        }
        Ok(login)
    }
}

pub(crate) async fn run(arguments: &ImageArgs) -> Result<(), Stop> {
    let progress = Progress::on_stderr();
    // Not by the parser of the arguments, which shows what was written: that may have a password in it.
    let wanted = arguments.push.as_ref().map(|reference| reference.parse::<Reference>()).transpose();
    let wanted = wanted.map_err(|why| Stop::new(format!("`--push`: {why}")))?;
    if wanted.is_none() && arguments.login.is_given() {
        return Err(Stop::new("`--username` and `--plain-http` say how to push: say where to, by `--push`"));
    }
    let project = find(arguments)?;
    if let Some(path) = &arguments.output {
        is_for(path, arguments.format)?;
    }
    let provenance = Provenance::of(&project, arguments.output.as_deref())?;
    let mut target = None;
    if let Some(reference) = wanted {
        let reference = name::tagged(&reference, &provenance)?;
        // Before minutes of work: a wrong password is known at once.
        let login = arguments.login.read()?;
        target = Some((Repository::open(&reference, Access::Push, login, progress).await?, reference));
    }

    let program = build::program(&project).await?;
    let contents = contents(arguments, &program)?;
    Progress::step("Packing", program.display());
    let time = provenance.time;
    let layer = apart(move || layer::pack(&contents, time, progress)).await?;
    let image = Assembly::of(&layer, &provenance, arguments.format)?;
    let registered = target.as_ref().map(|(_, reference)| reference);
    let name = name::name(arguments.tag.as_deref(), project.name(), &provenance, registered, &image);
    let files = layout::files(&image, &name)?;

    let read = source::read(&Store::Memory(files.clone()))?;
    let memory_mb = arguments.memory.or(project.settings().memory);
    // A name without a registry says nothing of where it will be.
    let reference = target.as_ref().map(|(_, reference)| reference.clone()).or_else(|| name.parse().ok());
    judge::own(&Subject { image: &read, reference: reference.as_ref(), memory_mb }, &arguments.allow)?;

    let mut written = None;
    if arguments.output.is_some() || target.is_none() {
        let path = output(arguments, &project, &provenance);
        write(&files, &path, arguments.format)?;
        Progress::step("Written", path.display());
        written = Some(path);
    }
    let mut pushed = None;
    if let Some((repository, reference)) = &mut target {
        repository.push(&image, reference.version()).await?;
        pushed = Some(Reference { digest: Some(image.digest().clone()), ..reference.clone() });
    }
    table::print(&layer, &image, &read);
    // What a script goes on with.
    match (pushed, written) {
        (Some(reference), _) => anstream::println!("{reference}"),
        (None, Some(path)) => anstream::println!("{}", path.display()),
        (None, None) => {}
    }
    Ok(())
}

fn find(arguments: &ImageArgs) -> Result<Project, Stop> {
    project::find(&Selection {
        named: arguments.named.clone(),
        bin: arguments.bin.clone(),
        release: true,
        command: Vec::new(),
        takes_command: false,
    })
}

fn contents(arguments: &ImageArgs, program: &Path) -> Result<Contents, Stop> {
    let mut contents = Contents::of(program)?;
    for (source, destination) in &arguments.file {
        contents.add(source, destination)?;
    }
    if arguments.ca_certificates {
        contents.add_certificates()?;
    }
    if arguments.timezones {
        contents.add_time_zones()?;
    }
    Ok(contents)
}

fn output(arguments: &ImageArgs, project: &Project, provenance: &Provenance) -> PathBuf {
    let file = format!("{}.tar", project.name());
    let default = || provenance.target.as_ref().map_or_else(PathBuf::new, |target| target.join("image")).join(file);
    arguments.output.clone().unwrap_or_else(default)
}

fn write(files: &Files, path: &Path, format: Format) -> Result<(), Stop> {
    is_for(path, format)?;
    if is_archive(path) { layout::write_archive(files, path) } else { layout::write_folder(files, path) }
}

fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "tar") && !path.is_dir()
}

fn is_for(path: &Path, format: Format) -> Result<(), Stop> {
    if path.extension().is_some_and(|extension| extension == "gz" || extension == "tgz") && !path.is_dir() {
        return Err(Stop::new(format!(
            "`{}` would be packed twice, as what is in an image is packed: let it end in `.tar`",
            path.display()
        )));
    }
    if format == Format::Oci || is_archive(path) {
        return Ok(());
    }
    Err(Stop::new(format!(
        "Docker reads archives alone: let `{}` end in `.tar`, or take `--format oci`",
        path.display()
    )))
}

fn parse_file(text: &str) -> Result<(PathBuf, PathBuf), String> {
    match text.rsplit_once(':') {
        Some((source, destination)) if !source.is_empty() && destination.starts_with('/') => {
            Ok((source.into(), destination.into()))
        }
        _ => Err("write it as `SRC:DST`, where DST is a place in the image from `/` on".to_owned()),
    }
}
