use scf::State;

#[scf::init]
fn init() -> String {
    String::new()
}

#[scf::shutdown]
async unsafe fn flush<T>(text: impl Into<String>) -> Result<(), T> {
    //~^ error: unsafe
    //~^^ error: <T>
    //~^^^ error: impl Into<String>
    drop(text.into());
    Ok(())
}

#[scf::shutdown]
const extern "C" fn close(text: &State<String>) {
    //~^ error: const
    //~^^ error: extern "C"
    //~^^^ error: &State<String>
    let _ = text;
}

#[scf::event]
async fn greet() {}
