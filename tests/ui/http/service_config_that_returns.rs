use scf::http::ServiceConfig;

#[scf::http]
fn routes(app: &mut ServiceConfig) -> Result<(), scf::Error> {
    //~^ error: Result<(), scf::Error>
    let _ = app;
    Ok(())
}
