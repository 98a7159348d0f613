//! `check --image`: an image is judged by the rules, and then checked as the function that an engine makes of it.

use std::path::Path;

use crate::check::list::Rule;
use crate::check::show::{Form, Show};
use crate::check::subject::Subject;
use crate::check::{CheckArgs, ask, sending};
use crate::function::Function;
use crate::image::{Judged, Loaded, Origin};
use crate::launch;
use crate::plan::{Plan, Program};
use crate::print;
use crate::project::Settings;
use crate::request::Sending;
use crate::stop::Stop;

pub(super) async fn run(arguments: &CheckArgs, rules: Vec<&'static Rule>) -> Result<(), Stop> {
    // What cannot be sent or set is known before all the work.
    let named = if arguments.request.is_given() || arguments.is_http { Some(read(arguments).await?) } else { None };
    let function = arguments.target.function("", &Settings::default())?;
    let judging = arguments.judged.judge(arguments.target.memory(), arguments.output == Form::Table);
    let (judged, origin) = judging.await?;
    let (form, name) = (arguments.output, origin.function_name());
    let (loaded, plan) = match start(arguments, &judged, origin, function).await {
        Ok(started) => started,
        Err(why) => {
            if !arguments.judged.is_all() {
                print::note(format_args!("note: the image is not run, and the rules alone are asked: {why}"));
            }
            return Show::of_image(form, name, judged, Err(why)).finish();
        }
    };
    let sending = match named {
        Some(sending) => sending,
        None => read(arguments).await?,
    };
    let mut subject = Subject::started_by(plan, sending);
    let _ = subject.prepare().await?;
    let mut show = Show::of_image(form, name, judged, Ok(subject.is_event()));
    ask(&mut subject, rules, &mut show).await?;
    // In this order: no engine removes an image that a container is made of.
    drop(subject);
    drop(loaded);
    show.finish()
}

async fn read(arguments: &CheckArgs) -> Result<Sending, Stop> {
    sending(arguments, &Settings::default(), Path::new(".")).await
}

/// Gets an engine to run it; `Err` says why it is not run here.
async fn start(
    arguments: &CheckArgs,
    judged: &Judged,
    origin: Origin,
    function: Function,
) -> Result<(Loaded, Plan), String> {
    if arguments.judged.is_all() {
        return Err("`--no-run` is given".to_owned());
    }
    if let Some(why) = judged.prevents_start() {
        return Err(why);
    }
    let name = origin.function_name();
    let loaded = origin.load().await?;
    let program = Program::Image { engine: loaded.engine, image: loaded.name.clone() };
    let plan = arguments.target.plan_of(program, Function { name, ..function });
    launch::image::try_out(&plan, loaded.engine, &loaded.name).map_err(|stop| stop.to_string())?;
    Ok((loaded, plan))
}
