//! An image as the platform runs it: the container that an engine makes of it, under which restrictions.
//!
//! It is made, and then started by a command that stays with it: that has its output, passes signals on to it, and ends as
//! it ends.

use std::ffi::OsString;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Resource, getrlimit};
use serde::{Deserialize, Serialize};

use crate::engine::{self, Engine};
use crate::plan::Plan;
use crate::platform;
use crate::stop::Stop;

/// A container that may not be there yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Container {
    engine: Engine,
    name: String,
    pub(crate) has_own_network: bool,
    /// What stands behind the engine's verb.
    arguments: Vec<String>,
}

/// Processes and threads of a container: enough for anything that answers requests.
const PROCESSES: u64 = 4096;

/// What a program ends with that SIGKILL has ended. In a container nobody sends that but the kernel, for want of memory.
pub(crate) const KILLED: i32 = 137;

/// How long an engine may be unable to remove one, and how long to wait before it is asked again.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(20);

/// What engines end with where it is the image's program that cannot be started, and not they.
const NO_PROGRAM: [i32; 2] = [126, 127];

impl Container {
    pub(crate) fn of(plan: &Plan, engine: Engine, image: &str, has_own_network: bool) -> Self {
        let name = engine::unique_name();
        let memory = format!("{}m", plan.function.memory_mb);
        let files = format!("nofile={0}:{0}", platform::OPEN_FILES);
        let network = if has_own_network { "none" } else { "host" };
        let mut options: Vec<String> = [
            ["--name", &name],
            ["--pull", "never"],
            ["--network", network],
            ["--memory", &memory],
            // As much with swap as without: no more than that.
            ["--memory-swap", &memory],
            ["--pids-limit", &PROCESSES.to_string()],
            ["--ulimit", &files],
            ["--cap-drop", "all"],
            ["--security-opt", "no-new-privileges"],
            ["--log-driver", "none"],
            // Who removes it has asked it to end before, or does not want it to know.
            ["--stop-timeout", "0"],
        ]
        .as_flattened()
        .iter()
        .map(ToString::to_string)
        .collect();
        options.push("--no-healthcheck".to_owned());
        let (size, directory) = (platform::WRITABLE_DIRECTORY_MB, platform::WRITABLE_DIRECTORY);
        let mut writable = format!("{directory}:rw,size={size}m,mode=1777");
        if engine == Engine::Podman {
            // The platform's is empty, whatever the image has there.
            writable.push_str(",notmpcopyup");
            options.push("--http-proxy=false".to_owned());
            // Unless it is told a number, it asks for one that not every system gives.
            let allowed = getrlimit(Resource::Nproc).maximum.unwrap_or(PROCESSES).min(PROCESSES);
            options.extend(["--ulimit".to_owned(), format!("nproc={allowed}:{allowed}")]);
        }
        if plan.sandbox {
            options.extend(["--read-only".to_owned(), "--tmpfs".to_owned(), writable]);
            if engine == Engine::Podman {
                options.push("--read-only-tmpfs=false".to_owned());
            }
        }
        let built_in = plan.function.built_in_environment().into_iter().map(|(name, value)| format!("{name}={value}"));
        let set = plan.function.variables.iter().map(|(name, value)| format!("{name}={value}"));
        options.extend(built_in.chain(set).flat_map(|variable| ["--env".to_owned(), variable]));
        options.push(image.to_owned());
        Self { engine, name, has_own_network, arguments: options }
    }

    pub(crate) fn make(&self) -> Result<(), Stop> {
        self.engine.run(&self.words(&["create"])).map(drop)
    }

    /// What starts it, and stays with it.
    pub(crate) fn command(&self) -> Vec<OsString> {
        [self.engine.name(), "start", "--attach", &self.name].map(OsString::from).into()
    }

    /// The number of its process, once there is one.
    pub(crate) fn process(&self) -> Option<i32> {
        let said = self.engine.run(&["container", "inspect", "--format", "{{.State.Pid}}", &self.name]).ok()?;
        said.parse().ok().filter(|number| *number > 0)
    }

    /// Ends it, if it runs, and waits until it is gone.
    pub(crate) fn remove(&self) {
        let until = Instant::now() + PATIENCE;
        loop {
            // Just behind a program's end podman may be in its own way, and say so or not.
            let _ = self.engine.run(&["rm", "--force", &self.name]);
            let is_there = self.engine.run(&["container", "inspect", "--format", "{{.Id}}", &self.name]).is_ok();
            if !is_there || Instant::now() > until {
                return;
            }
            thread::sleep(PAUSE);
        }
    }

    /// Whether this system lets it start at all; what its program then does is another question.
    pub(crate) fn try_out(&self) -> Result<(), Stop> {
        let started = self.engine.call(&self.words(&["run", "--detach"]));
        // One that was not started may be there all the same.
        self.remove();
        let output = started.map_err(|error| self.engine.not_run(&error))?;
        match output.status.code() {
            Some(code) if NO_PROGRAM.contains(&code) => Ok(()),
            _ => self.engine.said("run", &output).map(drop),
        }
    }

    fn words<'a>(&'a self, verb: &[&'a str]) -> Vec<&'a str> {
        verb.iter().copied().chain(self.arguments.iter().map(String::as_str)).collect()
    }
}
