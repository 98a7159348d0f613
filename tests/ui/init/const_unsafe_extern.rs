#[scf::init]
const unsafe fn number() -> u8 {
    //~^ error: const
    //~^^ error: unsafe
    1
}

#[scf::init]
async extern "C" fn text() -> String {
    //~^ error: extern "C"
    String::new()
}

#[scf::event]
async fn greet(number: scf::State<u8>, text: scf::State<String>) {
    drop((number, text));
}
