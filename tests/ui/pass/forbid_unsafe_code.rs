#![forbid(unsafe_code)]

use scf::State;

#[scf::init]
async fn init() -> u64 {
    7
}

#[scf::event]
fn greet(name: String, number: State<u64>) -> String {
    format!("{name} {number:?}")
}

#[scf::shutdown]
fn close() {}

mod http {
    #[scf::http]
    async fn page() -> &'static str {
        ""
    }
}

fn main() {}
