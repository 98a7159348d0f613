#[scf::shutdown]
async unsafe fn flush<T>(text: impl Into<String>) -> Result<(), T> {
    //~^ error: unsafe
    //~^^ error: <T>
    //~^^^ error: impl Into<String>
    drop(text.into());
    Ok(())
}

#[scf::shutdown]
const extern "C" fn close() {
    //~^ error: const
    //~^^ error: extern "C"
}

#[scf::event]
async fn greet() {}
