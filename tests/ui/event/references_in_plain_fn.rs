use scf::{Context, State};

struct App;

#[scf::init]
fn init() -> App {
    App
}

#[scf::event]
fn greet(
    bytes: &[u8],
    //~^ error: &[u8]
    ctx: &Context,
    //~^ error: &Context
    app: &State<App>,
    //~^ error: &State<App>
    more: &mut Vec<String>,
    //~^ error: &mut Vec<String>
) -> usize {
    let _ = (ctx, app, more);
    bytes.len()
}
