async fn r#fn() {}
#[doc(hidden)]
mod __scf_fn {
    pub use ::std::process::abort as main;
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __scf_fn::*;
::core::compile_error! {
    "`crate` takes a path: write `crate = path`, as in `crate = ::my_scf`"
}
