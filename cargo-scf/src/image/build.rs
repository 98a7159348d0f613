//! A package → a program that needs nothing but the kernel.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::project::{self, Project};
use crate::stop::{OrStop, Stop};

/// What the platform runs. With the target named, build scripts and procedural macros, which cannot be static, are
/// built without the flags.
const TARGET: &str = "x86_64-unknown-linux-gnu";

const STATIC: &str = "target-feature=+crt-static";

/// A package is built; a program is taken as it is.
pub(crate) async fn program(project: &Project) -> Result<PathBuf, Stop> {
    let (arguments, variables) = match project.manifest() {
        Some(manifest) => flags(manifest)?,
        None => Default::default(),
    };
    let command = project.build_with(&arguments, &variables).await?;
    command.into_iter().next().map(PathBuf::from).ok_or_else(|| Stop::new("there is no program"))
}

type Flags = (Vec<OsString>, Vec<(&'static str, OsString)>);

/// The user's own flags stay: cargo joins those of its files with these, and takes the variables' in place of them.
fn flags(manifest: &Path) -> Result<Flags, Stop> {
    let own = ["-C".to_owned(), STATIC.to_owned()].into_iter().chain(without_own_paths(manifest)?);
    let mut arguments = vec!["--target".into(), TARGET.into()];
    let given = match (env::var("CARGO_ENCODED_RUSTFLAGS"), env::var("RUSTFLAGS")) {
        (Ok(encoded), _) => encoded.split(SEPARATOR).map(str::to_owned).collect(),
        (Err(_), Ok(plain)) => plain.split_whitespace().map(str::to_owned).collect(),
        (Err(_), Err(_)) => Vec::new(),
    };
    let given: Vec<String> = given.into_iter().filter(|flag: &String| !flag.is_empty()).collect();
    if given.is_empty() {
        let own = serde_json::Value::from(own.collect::<Vec<_>>());
        arguments.extend(["--config".into(), format!("target.{TARGET}.rustflags = {own}").into()]);
        return Ok((arguments, Vec::new()));
    }
    let all = given.into_iter().chain(own).collect::<Vec<_>>().join(SEPARATOR);
    Ok((arguments, vec![("CARGO_ENCODED_RUSTFLAGS", all.into())]))
}

const SEPARATOR: &str = "\u{1f}";

/// The paths of this machine are in a panic's message, and so in the program: the same sources give the same program
/// wherever they lie.
fn without_own_paths(manifest: &Path) -> Result<Vec<String>, Stop> {
    let metadata = project::metadata(Some(manifest))?;
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let workspace = metadata.workspace_root.into_std_path_buf();
    let pairs = home.map(|home| (home, "/cargo")).into_iter().chain([(workspace, "/workspace")]);
    let flags = pairs.map(|(from, to)| {
        let from = from.canonicalize().or_stop(|| format!("`{}` cannot be found", from.display()))?;
        Ok(format!("--remap-path-prefix={}={to}", from.display()))
    });
    flags.collect()
}
