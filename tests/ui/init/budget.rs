#[scf::init(budget = "30s")]
//~^ error: "30s"
async fn long() -> u8 {
    1
}

#[scf::init(budget = "60s", init_timeout = "60s")]
//~^ error: "60s", init_timeout
fn as_long_as_the_platform_waits() -> u16 {
    1
}

#[scf::init(budget = "5s", init_timeout = "301s")]
//~^ error: "301s"
fn longer_than_the_platform_can_wait() -> u32 {
    1
}

#[scf::init(budget = "0ms")]
//~^ error: "0ms"
fn none() -> u64 {
    1
}

#[scf::init(init_timeout = "15s")]
//~^ error: "15s"
async fn less_than_an_init_has_by_itself() -> i8 {
    1
}

#[scf::init(init_timeout = "15s", budget = "soon")]
//~^ error: "soon"
async fn less_than_nobody_knows_what() -> i16 {
    1
}

#[scf::event]
async fn greet(a: scf::State<u8>, b: scf::State<u16>, c: scf::State<u32>, d: scf::State<u64>) {
    drop((a, b, c, d));
}
