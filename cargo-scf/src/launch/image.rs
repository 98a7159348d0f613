//! An image → a supervisor whose program is an engine's, which stays with a container.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

use tokio::time::timeout;

use crate::container::Container;
use crate::control::{Ask, Restriction, Setup, What};
use crate::engine::Engine;
use crate::launch::{Launched, Refused, attempt, is_free, supervised};
use crate::link::Link;
use crate::plan::{Network, Plan};
use crate::platform;
use crate::stop::{OrStop, Stop};

/// How long to wait between two questions to an engine.
const PAUSE: Duration = Duration::from_millis(5);

/// Whether an engine can start an image this way at all: by a container that nobody looks at.
pub(crate) fn try_out(plan: &Plan, engine: Engine, image: &str) -> Result<(), Stop> {
    container(plan, engine, image)?.try_out()
}

pub(super) async fn launch(plan: &Plan, engine: Engine, image: &str) -> Result<Launched, Stop> {
    let container = container(plan, engine, image)?;
    let setup = Setup { container: Some(container.clone()), folder: ".".into(), ..Setup::default() };
    let mut words = supervised(&setup, &container.command())?.into_iter();
    let mut command = Command::new(words.next().unwrap_or_else(OsString::new));
    // An engine finds its settings and its login by the environment.
    command.args(words).process_group(0);
    let mut launched = match attempt(command, image, None, platform::PORT).await {
        Ok(launched) => launched,
        Err(Refused::Program(stop)) => return Err(stop),
        Err(Refused::Namespaces(reason)) => return Err(Stop::new(reason)),
    };
    launched.watched = None;
    launched.isolation.restrictions = restrictions(plan, &container);
    if container.has_own_network {
        enter_network(&container, &launched.link).await?;
    }
    Ok(launched)
}

/// Tells the supervisor whose network its sockets are to be of, as soon as there is one.
async fn enter_network(container: &Container, link: &Link) -> Result<(), Stop> {
    loop {
        if let Some(process) = container.process() {
            return link.ask(&Ask::Enter(process)).await.or_stop(|| "its supervisor has ended".to_owned());
        }
        // One that has ended already has no network any more, and nobody calls it.
        if timeout(PAUSE, link.ended()).await.is_ok() {
            return Ok(());
        }
    }
}

/// Its port is the platform's: nobody could tell an image another one.
fn container(plan: &Plan, engine: Engine, image: &str) -> Result<Container, Stop> {
    let (port, is_busy) = (platform::PORT, !is_free(platform::PORT));
    let has_own_network = match plan.network {
        Network::Own => true,
        Network::Host => false,
        Network::Auto => is_busy,
    };
    if !has_own_network && is_busy {
        return Err(Stop::new(format!("port {port} is taken: free it, or leave out `--network host`")));
    }
    if has_own_network && !rustix::process::geteuid().is_root() {
        let why = if is_busy { format!("port {port} is taken, and ") } else { String::new() };
        return Err(Stop::new(format!("{why}only root reaches a container in a network of its own: run this as root")));
    }
    Ok(Container::of(plan, engine, image, has_own_network))
}

/// An engine that cannot have one of them does not start the container.
fn restrictions(plan: &Plan, container: &Container) -> Vec<Restriction> {
    let always = [What::Memory, What::OpenFiles, What::NoPrivileges];
    let network = container.has_own_network.then_some(What::OwnNetwork);
    let mounts = plan.sandbox.then_some([What::ReadOnlyRoot, What::OwnTemporary]);
    let all = mounts.into_iter().flatten().chain(network).chain(always);
    all.map(|what| Restriction { what, refused: None }).collect()
}
