//! A container engine, where there is one: what it has, and how it runs it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::stop::{OrStop, Stop};

/// By the name of its command; the two take the same arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Engine(&'static str);

const ENGINES: [Engine; 2] = [Engine("podman"), Engine("docker")];

/// The engine that has an image of this name. None of them pulls anything.
pub(crate) fn holder(image: &str) -> Option<Engine> {
    ENGINES.into_iter().find(|engine| engine.run(&["image", "inspect", "--format", "{{.Id}}", image]).is_ok())
}

impl Engine {
    pub(crate) fn name(self) -> &'static str {
        self.0
    }

    pub(crate) fn save(self, image: &str, archive: &Path) -> Result<(), Stop> {
        let archive = archive.to_str().ok_or_else(|| Stop::new("the temporary folder has a name that is not UTF-8"))?;
        self.run(&["save", "--output", archive, image]).map(|_| ())
    }

    fn run(self, arguments: &[&str]) -> Result<Output, Stop> {
        let name = self.0;
        let mut command = Command::new(name);
        command.args(arguments).stdin(Stdio::null());
        let output = command.output().or_stop(|| format!("`{name}` cannot be run"))?;
        if output.status.success() {
            return Ok(output);
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let last = said.lines().last().unwrap_or_default().trim_start_matches("Error: ");
        Err(Stop::new(format!("`{name} {}` says: {last}", arguments.first().unwrap_or(&""))))
    }
}
