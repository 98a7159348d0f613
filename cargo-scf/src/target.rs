//! Which function a verb is about, and how it is set up: arguments that verbs share, over `[package.metadata.scf]`, over
//! what the platform takes for unset.
//!
//! ```text
//! #[command(flatten)] target: Target
//! let project = target.find()?;
//! let plan = target.plan(&project).await?;        // builds it
//! let process = Process::start(&plan).await?;
//! ```

use std::ffi::OsString;
use std::time::Duration;

use clap::Args;

use crate::function::{self, Function};
use crate::plan::{Network, Plan, Program};
use crate::project::{self, Project, Selection, Settings};
use crate::stop::{OrStop, Stop};

#[derive(Clone, Debug, Args)]
pub(crate) struct Target {
    /// A package of this workspace, a folder with a `Cargo.toml`, or a program; unless given, the package of this folder
    #[arg(value_name = "PACKAGE|PATH")]
    named: Option<String>,

    /// The binary, where the package has more than one
    #[arg(long, value_name = "NAME", help_heading = "Program")]
    bin: Option<String>,

    /// Build with the release profile
    #[arg(long, help_heading = "Program")]
    release: bool,

    /// A command that starts a function, of whatever language
    #[arg(last = true, value_name = "COMMAND", help_heading = "Program")]
    command: Vec<OsString>,

    /// Memory in MB: 64, or 128 to 3072 by a step of 128 [default: 128]
    #[arg(long, value_name = "MB", value_parser = function::parse_memory, help_heading = "Function")]
    memory: Option<u32>,

    /// Time-out in seconds: 1 to 900 [default: 3]
    #[arg(long, value_name = "SECONDS", value_parser = function::parse_timeout, help_heading = "Function")]
    timeout: Option<Duration>,

    /// How long the start may take, in seconds: 3 to 300 [default: 30]
    #[arg(long, value_name = "SECONDS", value_parser = function::parse_start_limit, help_heading = "Function")]
    init_timeout: Option<Duration>,

    /// A variable of the function; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = function::parse_variable, help_heading = "Function")]
    env: Vec<(String, String)>,

    /// Send made-up credentials of an execution role
    #[arg(long, help_heading = "Function")]
    role: bool,

    /// Whose network the function sees: the machine's, its own (nothing else can be reached), or its own where the port
    /// is taken
    #[arg(long, value_enum, default_value_t = Network::Auto, help_heading = "Sandbox")]
    network: Network,

    /// Leave the file system as it is
    #[arg(long, help_heading = "Sandbox")]
    no_sandbox: bool,
}

impl Target {
    /// The memory that was asked for, in MB.
    pub(crate) fn memory(&self) -> Option<u32> {
        self.memory
    }

    /// What was named. Nothing is built.
    pub(crate) fn find(&self) -> Result<Project, Stop> {
        project::find(&Selection {
            named: self.named.clone(),
            bin: self.bin.clone(),
            release: self.release,
            command: self.command.clone(),
            takes_command: true,
        })
    }

    /// How to start it; a package is built first.
    pub(crate) async fn plan(&self, project: &Project) -> Result<Plan, Stop> {
        let function = self.function(project.name(), project.settings())?;
        let program = Program::Command { command: project.build().await?, folder: project.folder().to_owned() };
        Ok(self.plan_of(program, function))
    }

    /// The same for what needs no build.
    pub(crate) fn plan_of(&self, program: Program, function: Function) -> Plan {
        Plan { program, function, network: self.network, sandbox: !self.no_sandbox }
    }

    /// How it is set up.
    pub(crate) fn function(&self, name: &str, settings: &Settings) -> Result<Function, Stop> {
        let mut function = Function::new(name);
        let wrong = |what: &str| format!("`{what}` in `[package.metadata.scf]` of `{name}` cannot be set");
        if let Some(memory) = settings.memory {
            function.memory_mb = function::parse_memory(&memory.to_string()).or_stop(|| wrong("memory"))?;
        }
        if let Some(timeout) = settings.timeout {
            function.timeout = function::parse_timeout(&timeout.to_string()).or_stop(|| wrong("timeout"))?;
        }
        for name in settings.env.keys() {
            function::check_variable(name).or_stop(|| wrong("env"))?;
        }
        function.memory_mb = self.memory.unwrap_or(function.memory_mb);
        function.timeout = self.timeout.unwrap_or(function.timeout);
        function.start_limit = self.init_timeout.unwrap_or(function.start_limit);
        function.has_role = self.role;
        // The later one of a name is the one that the process sees.
        function.variables.extend(settings.env.clone());
        function.variables.extend(self.env.clone());
        function::check_variables(&function.variables)?;
        Ok(function)
    }
}
