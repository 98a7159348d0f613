pub(crate) struct Greet {
    name: String,
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use ::scf::__private::of_http::*;
const _: () = {
    #[allow(dead_code)]
    fn main() {}
};
::core::compile_error! {
    "`#[scf::event]` goes on a function, and this is `struct`: put it above an `fn`"
}
