//! An event handler and an HTTP handler in one program: each compiles in its module, together they do not start.

use scf::main;

mod events {
    #[scf::event]
    async fn on_event() {}
}

mod pages {
    #[scf::http(get = "/")]
    async fn page() -> &'static str {
        "page"
    }
}
