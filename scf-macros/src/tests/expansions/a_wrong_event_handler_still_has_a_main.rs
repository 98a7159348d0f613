async fn greet(name: &str) {}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use ::scf::__private::of_http::*;
const _: () = {
    #[allow(dead_code)]
    fn main() {}
};
::core::compile_error! {
    "`budget` is an argument of `#[scf::init]`: there is only `crate`"
}
::core::compile_error! {
    "nothing outlives the call that a reference could point into: take `String`"
}
