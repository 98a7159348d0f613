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

mod event {
    handler!(length, Vec<u8>, usize);
}

mod http {
    pages!(one at "/one", two at "/two");
    init!({ 7 } -> u64);
}

fn main() {}
