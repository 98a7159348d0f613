async fn close() {}
::core::compile_error! {
    "unknown argument `now`: expected `crate`"
}
