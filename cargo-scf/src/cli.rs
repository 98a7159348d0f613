//! The command line.

use anstyle::{AnsiColor, Style};
use clap::builder::Styles;
use clap::{Parser, Subcommand};

use crate::check::CheckArgs;
use crate::events::EventsArgs;
use crate::image::ImageArgs;
use crate::invoke::InvokeArgs;
use crate::new::NewArgs;
use crate::stop::EXIT_CODES;

/// How an error's first word looks.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();

/// How headings look: as those of cargo.
const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default())
    .error(ERROR);

/// Functions for Tencent Cloud SCF on your own machine, run as the platform runs them.
#[derive(Debug, Parser)]
#[command(name = "cargo-scf", bin_name = "cargo scf", version, styles = STYLES, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    New(NewArgs),
    Invoke(Box<InvokeArgs>),
    Check(Box<CheckArgs>),
    Image(Box<ImageArgs>),
    /// Show sample events of the platform's triggers
    Events(EventsArgs),
}
