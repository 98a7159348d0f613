//! What an image says of where it comes from.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::image::spec::annotation;
use crate::project::{self, Project};
use crate::stop::{OrStop, Stop};

#[derive(Clone, Debug)]
pub(crate) struct Provenance {
    /// Of every file, in seconds since 1970.
    pub(crate) time: u64,
    pub(crate) created: String,
    pub(crate) annotations: BTreeMap<String, String>,
    /// Of the package.
    pub(crate) version: Option<String>,
    /// Where what is built lies.
    pub(crate) target: Option<PathBuf>,
}

impl Provenance {
    /// `output` is what the image is written to.
    pub(crate) fn of(project: &Project, output: Option<&Path>) -> Result<Self, Stop> {
        let folder = project.folder();
        let mut annotations = BTreeMap::new();
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                annotations.insert(name.to_owned(), value);
            }
        };
        put(annotation::TITLE, Some(project.name().to_owned()));
        let (mut version, mut target, mut committed) = (None, None, None);
        if let Some(manifest) = project.manifest() {
            let metadata = project::metadata(Some(manifest))?;
            let package = metadata.packages.iter().find(|package| package.manifest_path == *manifest);
            if let Some(package) = package {
                version = Some(package.version.to_string());
                put(annotation::DESCRIPTION, package.description.clone());
                put(annotation::LICENSES, package.license.clone());
                put(annotation::SOURCE, package.repository.clone().or_else(|| origin(folder)));
            }
            put(annotation::VERSION, version.clone());
            put(annotation::REVISION, revision(folder, output));
            target = Some(metadata.target_directory.into_std_path_buf());
            committed = git(folder, ["log", "-1", "--format=%ct"]).and_then(|seconds| seconds.parse().ok());
        }
        // That of the sources, so that the same sources give the same image; the moment of the build says nothing.
        let time = epoch()?.or(committed).unwrap_or_default();
        let created = rfc3339(time)?;
        put(annotation::CREATED, Some(created.clone()));
        Ok(Self { time, created, annotations, version, target })
    }
}

/// How builds that can be repeated are told the time.
const EPOCH: &str = "SOURCE_DATE_EPOCH";

fn epoch() -> Result<Option<u64>, Stop> {
    let Some(text) = env::var_os(EPOCH).filter(|text| !text.is_empty()) else { return Ok(None) };
    let seconds = text.to_str().and_then(|text| text.parse().ok()).filter(|seconds| rfc3339(*seconds).is_ok());
    match seconds {
        Some(seconds) => Ok(Some(seconds)),
        None => Err(Stop::new(format!("`{EPOCH}` is `{}`: write the seconds since 1970", text.display()))),
    }
}

fn rfc3339(seconds: u64) -> Result<String, Stop> {
    let wrong = || format!("there is no date {seconds} seconds after 1970");
    let seconds = i64::try_from(seconds).or_stop(wrong)?;
    OffsetDateTime::from_unix_timestamp(seconds).or_stop(wrong)?.format(&Rfc3339).or_stop(wrong)
}

/// The commit; with what is not committed it is another state. An image of before is no part of it.
fn revision(folder: &Path, output: Option<&Path>) -> Option<String> {
    let commit = git(folder, ["rev-parse", "HEAD"])?;
    let top = PathBuf::from(git(folder, ["rev-parse", "--show-toplevel"])?);
    let output = output.and_then(|output| output.canonicalize().ok());
    let own = output.as_ref().and_then(|output| output.strip_prefix(top.canonicalize().ok()?).ok()?.to_str());
    let mut words = vec!["status".to_owned(), "--porcelain".to_owned()];
    if let Some(own) = own {
        words.extend(["--".to_owned(), ":/".to_owned(), format!(":(top,exclude,literal){own}")]);
    }
    let is_clean = git(folder, words).is_some_and(|changes| changes.is_empty());
    Some(if is_clean { commit } else { format!("{commit}-dirty") })
}

/// Where the clone comes from, without anybody's password.
fn origin(folder: &Path) -> Option<String> {
    let url = git(folder, ["remote", "get-url", "origin"])?;
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            let host = host.rsplit('@').next().unwrap_or(host);
            scheme.starts_with("http").then(|| format!("{scheme}://{host}/{path}"))
        }
        // A folder is of no use to others, and neither is what only a key opens.
        None => None,
    }
}

/// Nothing where git is not there, or this is no clone.
fn git(folder: &Path, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Option<String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments).stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
