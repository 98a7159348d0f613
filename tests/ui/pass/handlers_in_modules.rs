mod handlers {
    pub mod orders {
        #[scf::http(get = "/orders")]
        pub(super) async fn list() -> &'static str {
            "[]"
        }
    }

    mod users {
        #[scf::http(get = "/users")]
        async fn list() -> &'static str {
            "[]"
        }
    }
}

mod entry {
    // In `main.rs` itself this makes the program's `main`.
    #[allow(unused_imports)]
    use scf::main;
}

fn main() {}
