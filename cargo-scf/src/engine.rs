//! A container engine, where there is one: what it has, and how it is called.

use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::stop::Stop;

/// The two take the same arguments, but for a few.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Engine {
    Podman,
    Docker,
}

const ENGINES: [Engine; 2] = [Engine::Podman, Engine::Docker];

/// The engine that has an image of this name, and by what it knows it for certain. None of them pulls anything.
pub(crate) fn holder(image: &str) -> Option<(Engine, String)> {
    ENGINES.into_iter().find_map(|engine| {
        let id = engine.run(&["image", "inspect", "--format", "{{.Id}}", image]).ok()?;
        Some((engine, id))
    })
}

/// An engine that runs containers on this machine; `Err` says why there is none.
pub(crate) fn usable() -> Result<Engine, String> {
    let mut reasons = Vec::new();
    for engine in ENGINES {
        match engine.is_of_this_machine() {
            Ok(()) => return Ok(engine),
            Err(reason) => reasons.extend(reason),
        }
    }
    if reasons.is_empty() { Err("neither podman nor docker is here".to_owned()) } else { Err(reasons.join("; ")) }
}

/// A name that nobody else takes.
pub(crate) fn unique_name() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    format!("cargo-scf-{}-{}", std::process::id(), now.as_nanos())
}

impl Engine {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Podman => "podman",
            Self::Docker => "docker",
        }
    }

    /// The reason why not is `None` where there is no such engine at all.
    pub(crate) fn is_of_this_machine(self) -> Result<(), Option<String>> {
        let name = self.name();
        let said = match self {
            Self::Podman => self.ask("info", "{{.Host.Hostname}} {{.Host.ServiceIsRemote}}")?,
            Self::Docker => {
                // Without its daemon `info` says nothing of that.
                self.ask("version", "{{.Server.Version}}")?;
                self.ask("info", "{{.Name}} {{.SecurityOptions}}")?
            }
        };
        let (host, more) = said.split_once(' ').unwrap_or((&said, ""));
        // What listens in a container elsewhere is not reached by the addresses of this machine.
        if host != rustix::system::uname().nodename().to_string_lossy() || more == "true" {
            return Err(Some(format!("{name} runs its containers on `{host}`, not here")));
        }
        if more.contains("name=rootless") {
            return Err(Some(format!(
                "this {name} is rootless, and its containers have a network that is not reached"
            )));
        }
        Ok(())
    }

    fn ask(self, verb: &str, format: &str) -> Result<String, Option<String>> {
        match self.call(&[verb, "--format", format]) {
            Ok(output) => self.said(verb, &output).map_err(|stop| Some(stop.to_string())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(None),
            Err(error) => Err(Some(self.not_run(&error).to_string())),
        }
    }

    pub(crate) fn save(self, image: &str, archive: &Path) -> Result<(), Stop> {
        let archive = archive.to_str().ok_or_else(|| Stop::new("the temporary folder has a name that is not UTF-8"))?;
        self.run(&["save", "--output", archive, image]).map(drop)
    }

    /// Calls it, and waits; what it says, or why it does not do it.
    pub(crate) fn run(self, arguments: &[&str]) -> Result<String, Stop> {
        let output = self.call(arguments).map_err(|error| self.not_run(&error))?;
        self.said(arguments.first().unwrap_or(&""), &output)
    }

    pub(crate) fn not_run(self, error: &io::Error) -> Stop {
        Stop::new(format!("`{}` cannot be run: {error}", self.name()))
    }

    pub(crate) fn call(self, arguments: &[&str]) -> io::Result<Output> {
        Command::new(self.name()).args(arguments).stdin(Stdio::null()).output()
    }

    /// What came of one of its verbs.
    pub(crate) fn said(self, verb: &str, output: &Output) -> Result<String, Stop> {
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        // Behind the reason docker may say that there is help.
        let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("See '"));
        let last = lines.next_back().unwrap_or_default();
        let last = last.trim_start_matches("docker: ").trim_start_matches("Error: ").trim_end_matches('.');
        Err(Stop::new(format!("`{} {verb}` says: {last}", self.name())))
    }
}
