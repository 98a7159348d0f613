//! `cargo scf check`: whether a function keeps the rules of the platform, of whatever language it is.

pub(crate) mod ask;
pub(crate) mod caller;
pub(crate) mod here;
pub(crate) mod image;
pub(crate) mod list;
pub(crate) mod probes;
pub(crate) mod show;
pub(crate) mod start;
pub(crate) mod subject;
pub(crate) mod wire;

use std::path::Path;
use std::time::Instant;

use clap::Args;

use crate::check::caller::Caller;
use crate::check::list::{Needs, RULES, Rule};
use crate::check::show::{Form, Row, Show};
use crate::check::subject::Subject;
use crate::finding::{Finding, Found, Verdict, fail, skip, verdict};
use crate::image::JudgedArgs;
use crate::project::Settings;
use crate::request::{RequestArgs, Sending};
use crate::stop::{EXIT_CODES, Stop};
use crate::target::Target;

/// Check that a function keeps the rules of the platform
///
/// Starts it as the platform does, of whatever language it is, and asks after each rule: where it listens, what it answers,
/// what it survives, how it ends. Says of each rule that is not kept what to do.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    target: Target,

    #[command(flatten)]
    request: RequestArgs,

    /// It is an HTTP function
    #[arg(long = "http", conflicts_with_all = ["event", "sample", "json"], help_heading = "HTTP functions")]
    is_http: bool,

    /// Check what answers at an address, such as a container: what needs its process is skipped
    #[arg(long, value_name = "URL", conflicts_with_all = ["named", "command", "bin", "release"], help_heading = "Program")]
    url: Option<String>,

    #[command(flatten)]
    judged: JudgedArgs,

    /// These checks alone, by number or name: `1,5-9,secrets`
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', value_parser = list::parse_selection, help_heading = "Checks")]
    only: Vec<Vec<u16>>,

    /// Without these checks
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', value_parser = list::parse_selection, help_heading = "Checks")]
    skip: Vec<Vec<u16>>,

    /// List the checks, and check nothing
    #[arg(long, help_heading = "Checks")]
    list: bool,

    /// `json` is one document for scripts, `junit` one for services that run tests
    #[arg(long, value_enum, default_value_t = Form::Table, help_heading = "Checks")]
    output: Form,
}

pub(crate) async fn run(arguments: &CheckArgs) -> Result<(), Stop> {
    let rules = selected(arguments)?;
    if arguments.list {
        show::list(arguments.output, &rules);
        return Ok(());
    }
    if arguments.judged.is_given() {
        return image::run(arguments, rules).await;
    }
    let mut subject = subject(arguments).await?;
    // Before anything is shown: what cannot be checked at all is one line. What does not start is a check's to say.
    let _ = subject.prepare().await?;
    let mut show = Show::new(arguments.output, subject.function().name.clone(), subject.is_event());
    ask(&mut subject, rules, &mut show).await?;
    // The process first: nothing is to be left behind a report.
    drop(subject);
    show.finish()
}

async fn ask(subject: &mut Subject, rules: Vec<&'static Rule>, show: &mut Show) -> Result<(), Stop> {
    for rule in rules {
        let began = Instant::now();
        let found = check(subject, rule).await?;
        show.row(Row { rule, found, took: began.elapsed() });
    }
    Ok(())
}

fn selected(arguments: &CheckArgs) -> Result<Vec<&'static Rule>, Stop> {
    let is_in = |groups: &[Vec<u16>], rule: &Rule| groups.iter().flatten().any(|number| *number == rule.number);
    let is_meant =
        |rule: &&Rule| (arguments.only.is_empty() || is_in(&arguments.only, rule)) && !is_in(&arguments.skip, rule);
    let rules: Vec<_> = RULES.iter().filter(is_meant).collect();
    if rules.is_empty() {
        return Err(Stop::new("`--only` and `--skip` together leave no check"));
    }
    Ok(rules)
}

async fn subject(arguments: &CheckArgs) -> Result<Subject, Stop> {
    if let Some(url) = &arguments.url {
        let settings = Settings::default();
        let function = arguments.target.function(url, &settings)?;
        let sending = sending(arguments, &settings, Path::new(".")).await?;
        return Ok(Subject::behind(Caller::of_url(url, function.timeout)?, function, sending));
    }
    let project = arguments.target.find()?;
    let sending = sending(arguments, project.settings(), project.folder()).await?;
    Ok(Subject::started_by(arguments.target.plan(&project).await?, sending))
}

async fn sending(arguments: &CheckArgs, settings: &Settings, folder: &Path) -> Result<Sending, Stop> {
    if arguments.is_http {
        return arguments.request.read_http(settings, folder).await;
    }
    arguments.request.read(settings, folder).await
}

/// Asks after one rule. What a check breaks is mended before the next one.
async fn check(subject: &mut Subject, rule: &Rule) -> Result<Found, Stop> {
    if !rule.about.is_about(subject.is_event()) {
        return Ok(skip(format!("a rule of {}", rule.about.words())));
    }
    if rule.needs == Needs::Process && !subject.is_here() {
        return Ok(skip("needs the process: name a package, a program or a command"));
    }
    match subject.prepare().await? {
        Ok(()) => {}
        Err(why) if rule.number == START => return Ok(fail(why)),
        Err(why) if subject.first().is_some_and(|first| first.opened.is_ok()) => {
            return Ok(fail(format!("does not start another time: {why}")));
        }
        Err(_) => return Ok(skip("the function did not start")),
    }
    let mut found = (rule.check)(subject).await;
    if let Some(end) = subject.has_ended().await {
        found = match found {
            Err(Finding::Fail(why)) => fail(why),
            _ => fail(end),
        };
    }
    if verdict(&found).0 == Verdict::Fail {
        subject.discard();
    }
    Ok(found)
}

/// The check that says why a function does not start; those behind it cannot be made then.
const START: u16 = 1;
