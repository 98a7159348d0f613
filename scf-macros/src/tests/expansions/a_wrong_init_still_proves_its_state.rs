async fn connect() -> Db {
    body()
}
const _: () = {
    #[doc(hidden)]
    pub struct __Maker;
    impl ::scf::__private::Initialised<__Maker> for Db {}
};
::core::compile_error! {
    "the platform ends a start after 30 s: keep the budget below, or say what the function's InitTimeout is set to, as in `init_timeout = \"90s\"`"
}
