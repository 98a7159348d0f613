//! `cargo scf events`: the sample events of `scf::events::samples`.

use clap::{Args, Subcommand};
use scf::events::samples::{self, Sample};

use crate::print;
use crate::stop::Stop;

#[derive(Debug, Args)]
pub(crate) struct EventsArgs {
    #[command(subcommand)]
    verb: Option<EventsVerb>,
}

#[derive(Debug, Subcommand)]
enum EventsVerb {
    /// List the samples: what a name stands for, and where it comes from
    List,
    /// Print a sample
    Show {
        /// A name of the list
        name: String,
    },
}

pub(crate) fn run(arguments: &EventsArgs) -> Result<(), Stop> {
    match &arguments.verb {
        None | Some(EventsVerb::List) => list(),
        Some(EventsVerb::Show { name }) => print::line(sample(name)?.json.trim_end()),
    }
    Ok(())
}

/// A sample by its name.
pub(crate) fn sample(name: &str) -> Result<&'static Sample, Stop> {
    samples::get(name).ok_or_else(|| {
        let alike = samples::all().iter().map(|sample| sample.name).filter(|known| {
            let name = name.to_lowercase();
            known.contains(&name) || name.contains(known)
        });
        let alike = alike.map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
        let hint = if alike.is_empty() { String::new() } else { format!("there is {alike}, and ") };
        Stop::new(format!("no sample is called `{name}`: {hint}`cargo scf events` lists all"))
    })
}

fn list() {
    let width =
        |of: fn(&Sample) -> &str| samples::all().iter().map(|sample| of(sample).len()).max().unwrap_or_default();
    let (name, source) = (width(|sample| sample.name), width(|sample| sample.source));
    for sample in samples::all() {
        print::line(format_args!("{:name$}  {:source$}  {}", sample.name, sample.source, sample.says));
    }
}
