#[scf::init(budgets = "5s", timeout = "5s")]
//~^ error: budgets
//~^^ error: timeout
async fn unknown() -> u8 {
    1
}

#[scf::init(budget = "5s", budget = "6s", get = "/")]
//~^ error: budget = "6s"
//~^^ error: get
fn repeated() -> u16 {
    1
}

#[scf::init("5s")]
//~^ error: "5s"
fn unnamed() -> u32 {
    1
}

#[scf::event]
async fn greet(a: scf::State<u8>, b: scf::State<u16>, c: scf::State<u32>) {
    drop((a, b, c));
}
