#[scf::event]
static GREET: fn(String) -> String = |name| name;
//~^ error: static
