#[scf::event]
async unsafe extern "C" fn greet(name: String) -> String {
    //~^ error: unsafe
    //~^^ error: extern "C"
    name
}
