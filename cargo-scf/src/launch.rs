//! Plan → a supervisor whose program runs: with as many namespaces as the system allows, and a port.

pub(crate) mod image;

use std::env;
use std::ffi::OsString;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use tokio::net::UnixDatagram;

use crate::control::{self, Restriction, Setup, Tell, What};
use crate::link::{self, Link, Supervisor};
use crate::memory;
use crate::output::Output;
use crate::plan::{Network, Plan, Program};
use crate::platform::{self, variable};
use crate::stop::{OrStop, Stop};
use crate::supervisor;

/// A program that was just started.
pub(crate) struct Launched {
    pub(crate) began: Instant,
    pub(crate) port: u16,
    pub(crate) isolation: Isolation,
    pub(crate) output: Output,
    /// The number of the process whose children are the function, and whose memory is to be watched.
    pub(crate) watched: Option<i32>,
    pub(crate) link: Link,
}

/// What of the platform's restrictions holds.
#[derive(Clone, Debug)]
pub(crate) struct Isolation {
    pub(crate) restrictions: Vec<Restriction>,
    /// Where the port is not the platform's, the environment is not either: see [`port`].
    pub(crate) port: u16,
}

impl Isolation {
    /// Whether nothing of this machine can be reached.
    pub(crate) fn has_own_network(&self) -> bool {
        let own = |restriction: &Restriction| restriction.what == What::OwnNetwork && restriction.refused.is_none();
        self.restrictions.iter().any(own)
    }
}

/// The namespaces that are asked of the kernel.
#[derive(Clone, Copy, Debug)]
struct Namespaces {
    /// For who is not root: a namespace of users, in which they are.
    user: bool,
    network: bool,
}

/// Why a program does not run.
enum Refused {
    /// The system does not give these namespaces.
    Namespaces(String),
    /// With others it would not start either.
    Program(Stop),
}

/// Starts the program, with the most restrictions first.
pub(crate) async fn launch(plan: &Plan) -> Result<Launched, Stop> {
    match &plan.program {
        Program::Command { command, folder } => launch_command(plan, command, folder).await,
        Program::Image { engine, image } => image::launch(plan, *engine, image).await,
    }
}

async fn launch_command(plan: &Plan, program: &[OsString], folder: &Path) -> Result<Launched, Stop> {
    let name = program.first().map(|program| program.display().to_string()).unwrap_or_default();
    let command = |namespaces, port| command(plan, program, folder, namespaces, port);
    let is_busy = !is_free(platform::PORT);
    let network = match plan.network {
        Network::Own => true,
        Network::Host => false,
        Network::Auto => is_busy,
    };
    let mut why = "not asked for".to_owned();
    if plan.sandbox || plan.network == Network::Own {
        for user in [false, true] {
            if !user && !rustix::process::geteuid().is_root() {
                continue;
            }
            let port = port(network, is_busy)?;
            let namespaces = Some(Namespaces { user, network });
            match attempt(command(namespaces, port)?, &name, namespaces, port).await {
                Ok(launched) => return Ok(launched),
                Err(Refused::Program(stop)) => return Err(stop),
                Err(Refused::Namespaces(reason)) => why = reason,
            }
        }
    }
    if plan.network == Network::Own {
        return Err(Stop::new(format!("this system gives a function no network of its own: {why}")));
    }
    let port = port(false, is_busy)?;
    match attempt(command(None, port)?, &name, None, port).await {
        Ok(mut launched) => {
            let lacking = [What::OwnTemporary, What::ReadOnlyRoot];
            let lacking = lacking.into_iter().map(|what| Restriction { what, refused: Some(why.clone()) });
            launched.isolation.restrictions.extend(lacking);
            Ok(launched)
        }
        Err(Refused::Program(stop)) => Err(stop),
        Err(Refused::Namespaces(reason)) => Err(Stop::new(reason)),
    }
}

/// The platform's port, or a free one where that is taken.
fn port(own_network: bool, is_busy: bool) -> Result<u16, Stop> {
    if own_network || !is_busy {
        return Ok(platform::PORT);
    }
    let any = TcpListener::bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)));
    any.and_then(|listener| Ok(listener.local_addr()?.port())).or_stop(|| "no port is free".to_owned())
}

/// Whether nobody listens on a port, at whatever address.
fn is_free(port: u16) -> bool {
    let is_taken =
        |address: SocketAddr| TcpListener::bind(address).is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse);
    !is_taken((Ipv4Addr::UNSPECIFIED, port).into()) && !is_taken((Ipv6Addr::UNSPECIFIED, port).into())
}

async fn attempt(
    mut command: Command,
    name: &str,
    namespaces: Option<Namespaces>,
    port: u16,
) -> Result<Launched, Refused> {
    let broken = |error: io::Error| Refused::Program(Stop::new(format!("a process cannot be started: {error}")));
    let (ours, theirs) = control::pair().map_err(broken)?;
    rustix::io::ioctl_fionbio(&ours, true).map_err(io::Error::from).map_err(broken)?;
    command.stdin(Stdio::from(theirs)).stdout(Stdio::piped()).stderr(Stdio::piped());

    let began = Instant::now();
    let mut child = command.spawn().map_err(|error| match namespaces {
        Some(_) => Refused::Namespaces(format!("`{UNSHARE}` cannot be run: {error}")),
        None => broken(error),
    })?;
    // It holds the supervisor's end of the socket, and the supervisor must be the only one who does.
    drop(command);
    let pipes = child.stdout.take().zip(child.stderr.take());
    let outside = child.id().cast_signed();
    let supervisor = Supervisor(child);
    let (stdout, stderr) = pipes.ok_or_else(|| broken(io::ErrorKind::BrokenPipe.into()))?;
    let output = Output::of(began, stdout.into(), stderr.into()).map_err(broken)?;
    // Of a kind that the runtime has no type for; all that it is asked for is when something has come.
    let socket = UnixDatagram::from_std(ours.into()).map_err(broken)?;

    let Some((Tell::Applied(restrictions), _)) = link::next(&socket).await.map_err(broken)? else {
        // `unshare` has ended, and its one line says why.
        return Err(Refused::Namespaces(first_line(&output).await));
    };
    if let Some(restriction) = restrictions.iter().find(|restriction| restriction.makes_unusable()) {
        return Err(Refused::Namespaces(restriction.refused.clone().unwrap_or_default()));
    }
    match link::next(&socket).await.map_err(broken)? {
        Some((Tell::Started, _)) => {}
        Some((Tell::NotStarted(reason), _)) => {
            return Err(Refused::Program(Stop::new(format!("`{name}` cannot be started: {reason}"))));
        }
        _ => return Err(broken(io::Error::other("its supervisor has ended"))),
    }
    let inside = memory::descendants(outside).first().copied();
    let supervisor_id = if namespaces.is_some() { inside.unwrap_or(outside) } else { outside };
    Ok(Launched {
        began,
        port,
        isolation: Isolation { restrictions, port },
        output,
        watched: Some(supervisor_id),
        link: Link::new(socket, supervisor),
    })
}

async fn first_line(output: &Output) -> String {
    output.more_than(0).await;
    output.from(0).into_iter().next().map(|line| line.text).unwrap_or_default()
}

const UNSHARE: &str = "unshare";

/// This binary as a supervisor, in its namespaces, with the function's environment and nothing else of ours.
fn command(
    plan: &Plan,
    program: &[OsString],
    folder: &Path,
    namespaces: Option<Namespaces>,
    port: u16,
) -> Result<Command, Stop> {
    let mut words: Vec<OsString> = Vec::new();
    if let Some(namespaces) = namespaces {
        words.extend([UNSHARE, "--mount", "--pid", "--fork", "--kill-child"].map(OsString::from));
        if namespaces.user {
            words.extend(["--user", "--map-root-user"].map(OsString::from));
        }
        if namespaces.network {
            words.push("--net".into());
        }
        words.push("--".into());
    }
    let folder = std::path::absolute(folder).or_stop(|| format!("`{}` is no folder", folder.display()))?;
    let setup = Setup {
        own_mounts: plan.sandbox && namespaces.is_some(),
        own_network: namespaces.is_some_and(|namespaces| namespaces.network),
        keep: to_keep(&folder, program),
        folder,
        container: None,
    };
    words.extend(supervised(&setup, program)?);

    let mut words = words.into_iter();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).process_group(0).env_clear();
    // Every image has one, and commands such as `node` are found by it.
    command.env("PATH", env::var_os("PATH").unwrap_or_default());
    command.envs(plan.function.built_in_environment());
    if port != platform::PORT {
        // A program that knows that it is on the platform listens on the platform's port, whatever else it is told.
        command.env_remove(variable::RUN_ENVIRONMENT).env(variable::PORT, port.to_string());
    }
    command.envs(plan.function.variables.iter().map(|(name, value)| (name, value)));
    Ok(command)
}

fn supervised(setup: &Setup, program: &[OsString]) -> Result<Vec<OsString>, Stop> {
    let own = env::current_exe().or_stop(|| "the tool's own program cannot be found".to_owned())?;
    let setup = serde_json::to_string(setup).or_stop(|| "a path cannot be passed on".to_owned())?;
    let words = [own.into_os_string(), supervisor::ENTRY.into(), setup.into()];
    Ok(words.into_iter().chain(program.iter().cloned()).collect())
}

/// What the function needs of the writable directory, though the rest of that is hidden: where it starts, and the files
/// that its command names, with what lies beside them.
fn to_keep(folder: &Path, command: &[OsString]) -> Vec<PathBuf> {
    let hidden = Path::new(platform::WRITABLE_DIRECTORY);
    let named = command.iter().filter_map(|word| {
        let path = folder.join(word).canonicalize().ok()?;
        let beside = path.parent().filter(|parent| path.is_file() && *parent != hidden).map(Path::to_owned);
        Some(beside.unwrap_or(path))
    });
    let all = named.chain([folder.to_owned()]).filter(|path| path.starts_with(hidden) && path != hidden);
    let mut all: Vec<PathBuf> = all.collect();
    all.sort();
    // Sorted, what lies within another comes right behind it.
    all.dedup_by(|inner, outer| inner.starts_with(&*outer));
    all
}
