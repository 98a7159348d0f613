use scf::http::ServiceConfig;

#[scf::http(get = "/")]
async unsafe extern "C" fn page() -> &'static str {
    //~^ error: unsafe
    //~^^ error: extern "C"
    ""
}

#[scf::http]
const unsafe fn routes(app: &mut ServiceConfig) {
    //~^ error: const
    //~^^ error: unsafe
    let _ = app;
}
