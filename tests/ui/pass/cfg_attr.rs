#[cfg_attr(all(), scf::event)]
async fn greet(name: String) -> String {
    name
}

#[cfg_attr(any(), scf::event)]
#[allow(dead_code)]
async fn other(name: &str) -> String {
    name.to_owned()
}

#[cfg_attr(all(), scf::init(budget = "1s"))]
#[cfg(all())]
fn init() -> u64 {
    7
}

#[cfg(any())]
#[scf::init]
fn no_init() -> u64 {
    8
}

fn main() {}
