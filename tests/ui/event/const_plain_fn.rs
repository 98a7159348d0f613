#[scf::event]
const fn answer() -> u8 {
    //~^ error: const
    42
}
