macro_rules! handler {
    ($name:ident, $payload:ty, $reply:ty) => {
        #[scf::event]
        async fn $name(payload: $payload, ctx: scf::Context) -> Result<$reply, scf::Error> {
            drop(ctx);
            Ok(payload.len())
        }
    };
}

macro_rules! pages {
    ($($name:ident at $path:literal),*) => {$(
        #[scf::http(get = $path)]
        async fn $name(state: scf::State<u64>) -> String {
            concat!($path, stringify!($name)).repeat(usize::from(*state > 7))
        }
    )*};
}

macro_rules! init {
    ($body:block -> $state:ty) => {
        #[scf::init]
        fn init() -> $state $body
    };
}

macro_rules! routes {
    ($name:ident, $config:ty, $returns:ty) => {
        #[scf::http]
        fn $name(config: $config) -> $returns {
            let _: &mut scf::http::ServiceConfig = config;
        }
    };
}

mod event {
    handler!(length, Vec<u8>, usize);
}

mod http {
    pages!(one at "/one", two at "/two");
    routes!(configured, &mut scf::http::ServiceConfig, ());
    init!({ 7 } -> u64);
}

fn main() {}
