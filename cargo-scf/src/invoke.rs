//! `cargo scf invoke`: builds, starts, sends, and reports as the platform would.

use std::sync::Arc;

use clap::Args;
use tokio::task::JoinSet;

use crate::call::{self, Called, Failed, Instance};
use crate::output::Output;
use crate::plan::Plan;
use crate::platform;
use crate::report::{ColdStart, Form, Report};
use crate::request::{RequestArgs, Sending};
use crate::stop::{EXIT_CODES, OrStop, Stop};
use crate::target::Target;

/// Build a function, start it as the platform does, and call it
///
/// Prints what the platform would log: the function's lines, its answer, how long it took and what it used.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct InvokeArgs {
    #[command(flatten)]
    target: Target,

    #[command(flatten)]
    request: RequestArgs,

    /// How often to call it [default: as many as at a time]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Calls")]
    repeat: Option<u32>,

    /// How many calls at a time, all of one instance; on the platform an event function gets one at a time, and an HTTP
    /// function as many as are set, up to 100
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=platform::CONCURRENCY_HIGHEST as i64), help_heading = "Calls")]
    concurrency: u32,

    /// `json` is one document, for scripts
    #[arg(long, value_enum, default_value_t = Form::Text, help_heading = "Calls")]
    output: Form,

    /// Say of each restriction of the platform whether it holds here
    #[arg(short, long, help_heading = "Sandbox")]
    verbose: bool,
}

pub(crate) async fn run(arguments: &InvokeArgs) -> Result<(), Stop> {
    let project = arguments.target.find()?;
    let sending = arguments.request.read(project.settings(), project.folder()).await?;
    let plan = arguments.target.plan(&project).await?;
    let mut report = Report::new(arguments.output, &plan, sending.is_event, arguments.verbose);
    let mut left = arguments.repeat.unwrap_or(arguments.concurrency);
    let mut instance = None;
    while left > 0 {
        let at_a_time = left.min(arguments.concurrency);
        left -= at_a_time;
        instance = wave(&plan, &sending, at_a_time, instance, &mut report).await?;
    }
    // The process first: what it writes at its end is nobody's any more.
    drop(instance);
    report.finish()
}

/// Some calls at a time. Returns the instance if it can take more.
async fn wave(
    plan: &Plan,
    sending: &Sending,
    calls: u32,
    instance: Option<Instance>,
    report: &mut Report,
) -> Result<Option<Instance>, Stop> {
    let ids = (0..calls).map(|_| request_id()).collect::<Result<Vec<_>, _>>()?;
    for id in &ids {
        report.start(id);
    }
    let instance = match instance {
        Some(instance) => instance,
        None => match cold_start(plan, &ids, report).await? {
            Ok(instance) => instance,
            Err(()) => return Ok(None),
        },
    };
    let mut running = JoinSet::new();
    for id in ids {
        let process = Arc::clone(&instance.process);
        running.spawn(call::call(process, plan.function.clone(), sending.clone(), id));
    }
    let mut ended = false;
    let output = instance.process.output().clone();
    while let Some(called) = next(&mut running, &output, report).await {
        ended |= called.ends_the_instance();
        report.called(&called, &output);
    }
    Ok((!ended).then_some(instance))
}

/// The next call that is done. The function's lines are reported meanwhile.
async fn next(running: &mut JoinSet<Called>, output: &Output, report: &mut Report) -> Option<Called> {
    loop {
        tokio::select! {
            // A task that panicked has said so itself.
            called = running.join_next() => return called?.ok(),
            () = output.more_than(report.lines_seen()) => report.lines(output),
        }
    }
}

/// Starts an instance for the first of these calls; where that fails, all of them have failed.
async fn cold_start(plan: &Plan, ids: &[String], report: &mut Report) -> Result<Result<Instance, ()>, Stop> {
    let instance = Instance::start(plan).await?;
    let output = instance.process.output().clone();
    report.sandbox(instance.process.isolation());
    let ready = {
        let mut ready = std::pin::pin!(instance.ready(&plan.function));
        loop {
            tokio::select! {
                ready = &mut ready => break ready,
                () = output.more_than(report.lines_seen()) => report.lines(&output),
            }
        }
    };
    let memory = instance.process.memory().peak;
    report.lines(&output);
    match ready {
        Ok(function) => {
            let cold_start = ColdStart { runtime: instance.runtime, function, memory };
            report.cold_start(ids.first().map_or("", String::as_str), &cold_start);
            Ok(Ok(instance))
        }
        Err(failed) => {
            // All that it has written comes before what became of it.
            report.lines(&output);
            for id in ids {
                report.called(&not_called(id, &failed, &instance, memory), &output);
            }
            Ok(Err(()))
        }
    }
}

fn not_called(id: &str, failed: &Failed, instance: &Instance, memory: u64) -> Called {
    let took = instance.process.began().elapsed();
    Called { request_id: id.to_owned(), result: Err(failed.clone()), took, memory }
}

/// A UUID of version 4.
pub(crate) fn request_id() -> Result<String, Stop> {
    let mut bytes = [0; 16];
    let flags = rustix::rand::GetRandomFlags::empty();
    rustix::rand::getrandom(&mut bytes[..], flags).or_stop(|| "the system has no random numbers".to_owned())?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid().hyphenated().to_string())
}
