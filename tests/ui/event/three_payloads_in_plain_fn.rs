#[scf::event]
fn sum(a: u32, b: u32, c: u32) -> u32 {
    //~^ error: u32, c: u32
    //~^^ error: u32) -> u32
    a + b + c
}
