async fn close() {}
::core::compile_error! {
    "unknown argument `now`: there is only `crate`"
}
