#![allow(non_upper_case_globals, dead_code)]

// What the expansion, or the words of its library, might be called too.
const source: u8 = 0;
const seen: u8 = 0;
const p0: u8 = 0;
static returned: u8 = 0;
static returns: u8 = 0;
static REGISTERED: u8 = 0;
struct Maker;
struct Place;
fn via() {}

mod event {
    use super::Maker;

    #[scf::init]
    fn init() -> Maker {
        Maker
    }

    #[scf::event]
    async fn reply(name: String, maker: scf::State<Maker>) -> String {
        drop(maker);
        name
    }

    #[scf::shutdown]
    fn nothing() {}
}

mod state {
    use super::*;

    #[scf::init]
    fn state() -> Place {
        Place
    }

    #[scf::http]
    async fn responder(config: String, place: scf::State<Place>) -> String {
        drop(place);
        config
    }

    #[scf::http(get = "/")]
    async fn __parameter0(__via0: String) -> String {
        __via0
    }
}

fn main() {}
