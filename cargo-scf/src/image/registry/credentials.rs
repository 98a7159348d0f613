//! Who asks: from the command line, or from what `docker login` and `podman login` have left.

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::image::reference::Reference;
use crate::image::spec::or_null;
use crate::stop::{OrStop, Stop};

/// What the command line says.
#[derive(Debug, Default)]
pub(crate) struct Login {
    pub(crate) user: Option<(String, String)>,
    /// Without TLS, though it is not this machine.
    pub(crate) plain_http: bool,
}

pub(crate) enum Credentials {
    None,
    Password {
        user: String,
        password: String,
    },
    /// What a registry gives in place of a password; it is exchanged for tokens.
    Identity(String),
}

/// Never the secret.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Password { user, .. } => write!(f, "Password({user})"),
            Self::Identity(_) => f.write_str("Identity"),
        }
    }
}

/// Docker's `config.json`, and podman's `auth.json`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct File {
    #[serde(deserialize_with = "or_null")]
    auths: BTreeMap<String, Entry>,
    creds_store: Option<String>,
    #[serde(deserialize_with = "or_null")]
    cred_helpers: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    /// `user:password`, in base64.
    auth: Option<String>,
    username: Option<String>,
    password: Option<String>,
    identitytoken: Option<String>,
}

/// What a helper answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Helped {
    username: String,
    secret: String,
}

pub(super) fn find(reference: &Reference, login: Login) -> Result<Credentials, Stop> {
    if let Some((user, password)) = login.user {
        return Ok(Credentials::Password { user, password });
    }
    for path in files() {
        let text = match fs::read(&path) {
            Ok(text) => text,
            // What is not to be seen, as in a folder of somebody else's, is no login of ours.
            Err(_) if !path.exists() => continue,
            Err(error) => return Err(error).or_stop(|| format!("`{}` cannot be read", path.display())),
        };
        let file: File = read(&text).or_stop(|| format!("`{}` is not what `docker login` writes", path.display()))?;
        if let Some(credentials) = file.of(reference, &path)? {
            return Ok(credentials);
        }
    }
    Ok(Credentials::None)
}

/// Where logins are kept, in the order in which they count.
fn files() -> Vec<PathBuf> {
    let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = env::home_dir();
    let below_home = |path: &str| home.as_ref().map(|home| home.join(path));
    let files = [
        folder("REGISTRY_AUTH_FILE"),
        folder("DOCKER_CONFIG").or_else(|| below_home(".docker")).map(|folder| folder.join("config.json")),
        folder("XDG_RUNTIME_DIR").map(|folder| folder.join("containers/auth.json")),
        folder("XDG_CONFIG_HOME").or_else(|| below_home(".config")).map(|folder| folder.join("containers/auth.json")),
    ];
    files.into_iter().flatten().collect()
}

impl File {
    fn of(&self, reference: &Reference, path: &Path) -> Result<Option<Credentials>, Stop> {
        let domain = &reference.domain;
        let helper = self.cred_helpers.get(domain).or(self.creds_store.as_ref());
        if let Some(helper) = helper.filter(|helper| !helper.is_empty())
            && let Some(credentials) = ask_helper(helper, domain)?
        {
            return Ok(Some(credentials));
        }
        // Podman's may be for one repository, or for all below a namespace: the longest name counts.
        let whole = format!("{domain}/{}", reference.repository);
        let names = whole.rmatch_indices('/').map(|(at, _)| whole.get(..at).unwrap_or_default());
        let entry = [whole.as_str()]
            .into_iter()
            .chain(names)
            .find_map(|name| self.auths.iter().find(|(key, _)| bare(key) == name));
        match entry {
            Some((_, entry)) => {
                entry.credentials().or_stop(|| format!("what `{}` has for `{domain}` is wrong", path.display()))
            }
            None => Ok(None),
        }
    }
}

/// Only where it is wrong: what is there may be a secret.
fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, String> {
    serde_json::from_slice(text).map_err(|error| format!("line {}, column {}", error.line(), error.column()))
}

/// Docker has once written whole addresses.
fn bare(key: &str) -> &str {
    let key = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://")).unwrap_or(key);
    let key = key.trim_end_matches('/');
    key.strip_suffix("/v1").or_else(|| key.strip_suffix("/v2")).unwrap_or(key)
}

impl Entry {
    fn credentials(&self) -> Result<Option<Credentials>, String> {
        if let Some(token) = self.identitytoken.as_ref().filter(|token| !token.is_empty()) {
            return Ok(Some(Credentials::Identity(token.clone())));
        }
        if let (Some(user), Some(password)) = (&self.username, &self.password) {
            return Ok(Some(Credentials::Password { user: user.clone(), password: password.clone() }));
        }
        // Empty where a helper has it.
        let Some(auth) = self.auth.as_ref().filter(|auth| !auth.is_empty()) else { return Ok(None) };
        let decoded = STANDARD.decode(auth.trim()).map_err(|_| "`auth` is no base64".to_owned())?;
        let text = String::from_utf8(decoded).map_err(|_| "`auth` is no text".to_owned())?;
        let (user, password) = text.split_once(':').ok_or("`auth` is not `user:password`")?;
        let password = password.trim_end_matches('\0');
        Ok(Some(Credentials::Password { user: user.to_owned(), password: password.to_owned() }))
    }
}

/// What a helper says when it has nothing; that it has said nothing else is the protocol.
const NOT_FOUND: &str = "credentials not found";

/// The user's name that stands for a token in place of a password.
const IS_TOKEN: &str = "<token>";

fn ask_helper(helper: &str, domain: &str) -> Result<Option<Credentials>, Stop> {
    let program = format!("docker-credential-{helper}");
    let cannot = || format!("`{program}`, which docker's `config.json` names, cannot be asked");
    let mut command = Command::new(&program);
    command.arg("get").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().or_stop(cannot)?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that does not read it answers all the same.
        let _ = stdin.write_all(domain.as_bytes());
    }
    let output = child.wait_with_output().or_stop(cannot)?;
    if output.status.success() {
        let helped: Helped = read(&output.stdout).or_stop(cannot)?;
        return Ok(Some(match helped.username.as_str() {
            IS_TOKEN => Credentials::Identity(helped.secret),
            _ => Credentials::Password { user: helped.username, password: helped.secret },
        }));
    }
    let said =
        String::from_utf8_lossy(if output.stdout.is_empty() { &output.stderr } else { &output.stdout }).into_owned();
    if said.to_ascii_lowercase().contains(NOT_FOUND) {
        return Ok(None);
    }
    Err(Stop::new(format!("`{program}` gives no credentials for `{domain}`: {}", said.trim())))
}
