#[scf::event]
unsafe extern "C" fn sum(first: u8, _: ...) -> u8 {
    //~^ error: unsafe
    //~^^ error: extern "C"
    //~^^^ error: ...
    //~^^^^ error: unsafe
    first
}
