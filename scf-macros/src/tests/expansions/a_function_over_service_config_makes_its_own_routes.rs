fn routes(app: &mut scf::http::ServiceConfig) {
    app.service(body());
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::HTTP_HANDLERS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static __REGISTERED: ::scf::__private::HttpHandler = ::scf::__private::HttpHandler::new(
        ::scf::__private::Place::new("routes", ::core::file!(), ::core::line!()),
        ::scf::__private::Serves::Configured(|| {
            #[allow(unused_imports)]
            use ::scf::__private::NoServiceConfig as _;
            ::scf::__private::service_config::<&mut scf::http::ServiceConfig, _>();
            (&::scf::__private::Configures::<&mut scf::http::ServiceConfig>::new())
                .with(|__config: &mut scf::http::ServiceConfig| routes(__config))
        }),
    );
};
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use ::scf::__private::of_http::*;
const _: () = {
    #[allow(dead_code)]
    fn main() {}
};
const _: fn() = || {
    #[allow(unused_imports)]
    use ::scf::__private::NoEventIsHere as _;
    ::scf::__private::only_http((&::scf::__private::Module).kind());
};
