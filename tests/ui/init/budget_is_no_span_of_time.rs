#[scf::init(budget = "5")]
//~^ error: "5"
fn no_unit() -> u8 {
    1
}

#[scf::init(budget = 5)]
//~^ error: 5
fn no_string() -> u16 {
    1
}

#[scf::init(budget = "1m")]
//~^ error: "1m"
fn minutes() -> u32 {
    1
}

#[scf::init(init_timeout = "soon")]
//~^ error: "soon"
fn words() -> u64 {
    1
}

#[scf::init(budget = "18446744073709551616s")]
//~^ error: "18446744073709551616s"
fn too_many_digits() -> i8 {
    1
}

#[scf::event]
async fn greet() {}
