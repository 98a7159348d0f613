async fn greet(&self, name: String) {}
::core::compile_error! {
    "a handler is a free function, and this one is a method: move it out of the `impl`"
}
