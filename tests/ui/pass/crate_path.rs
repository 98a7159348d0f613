pub extern crate scf as functions;

mod reexported {
    pub mod deep {
        pub use functions as cloud;
    }
}

mod event {
    #[functions::init(crate = ::functions, budget = "3s")]
    fn init() -> u64 {
        7
    }

    #[crate::reexported::deep::cloud::event(crate = crate::reexported::deep::cloud)]
    async fn greet(name: String, state: functions::State<u64>, ctx: functions::Context) -> Result<String, &'static str> {
        drop((state, ctx));
        Ok(name)
    }

    #[functions::shutdown(crate = super::reexported::deep::cloud)]
    async fn close(state: functions::State<u64>) {
        drop(state);
    }
}

mod http {
    use functions as f;

    #[f::http(get = "/", crate = f)]
    async fn page() -> &'static str {
        ""
    }

    #[f::http(crate = self::f)]
    fn routes(app: &mut f::http::ServiceConfig) {
        let _ = app;
    }
}

fn main() {}
