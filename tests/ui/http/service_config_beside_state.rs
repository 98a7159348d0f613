use scf::State;
use scf::http::ServiceConfig;

#[scf::init]
fn init() -> u8 {
    7
}

#[scf::http]
fn routes(app: &mut ServiceConfig, seven: State<u8>) {
    //~^ error: State<u8>
    let _ = (app, seven);
}
