#![allow(dead_code, non_camel_case_types, unused_macros)]

mod std {}
mod core {}
mod alloc {}
mod scf {}
mod linkme {}
mod serde {}
struct Result;
struct Option;
struct String;
struct Box;
struct Vec;
struct Ok;
struct Err;
struct Some;
struct None;
trait Send {}
trait Sync {}
trait Into {}
trait From {}
trait Fn {}
trait Default {}
trait Clone {}
trait Iterator {}
type str = u8;
type bool = u8;
type u64 = u8;
type usize = u8;
fn drop() {}
macro_rules! concat { () => {}; }
macro_rules! unreachable { () => {}; }
macro_rules! file { () => {}; }

type Text = ::std::string::String;

mod event {
    use super::*;

    #[::scf::init]
    fn init() -> u64 {
        7
    }

    #[::scf::event]
    async fn greet(name: Text, state: ::scf::State<u64>, ctx: ::scf::Context) -> ::core::result::Result<Text, Text> {
        let _ = (state, ctx);
        ::core::result::Result::Ok(name)
    }

    #[::scf::shutdown]
    fn close(state: ::scf::State<u64>) {
        let _ = state;
    }
}

mod http {
    use super::*;

    #[::scf::http(get = "/", post = "/")]
    async fn page(state: ::scf::State<u64>, body: Text) -> ::core::result::Result<Text, ::anyhow::Error> {
        let _ = state;
        ::core::result::Result::Ok(body)
    }

    #[::scf::http]
    fn routes(app: &mut ::scf::http::ServiceConfig) {
        let _ = app;
    }
}

fn main() {}
