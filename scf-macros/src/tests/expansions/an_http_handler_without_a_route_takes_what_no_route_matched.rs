async fn fallback(req: HttpRequest) -> HttpResponse {
    body(req)
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::HTTP_HANDLERS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static __REGISTERED: ::scf::__private::HttpHandler = ::scf::__private::HttpHandler::new(
        ::scf::__private::Place::new("fallback", ::core::file!(), ::core::line!()),
        ::scf::__private::Serves::Anything(|| {
            #[allow(unused_imports)]
            use ::scf::__private::{AnyFailure as _, DomainFailure as _, PlainValue as _};
            #[allow(unused_imports)]
            use ::scf::__private::{
                RequestParameter as _, NoExtractors as _, ActixFailure as _,
                UnsharedFailure as _,
            };
            let __via0 = (&::scf::__private::Probe::<HttpRequest>::new()).via();
            let __parameter0 = __via0
                .parameter::<HttpRequest, _>(|| ::core::unreachable!());
            (&::scf::__private::Extractors::<
                (HttpRequest,),
            >::new(&[__parameter0.need()]))
                .handler(|__parameter0: HttpRequest| async move {
                    let __returned = ::scf::__private::Returned::new(
                        fallback(__parameter0).await,
                    );
                    let __returns = &(&__returned).returns();
                    __returns
                        .outcome(
                            __returned,
                            ::scf::__private::responder(*__returns),
                            (&&&&__returns.error()).rejection(),
                        )
                })
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
#[doc(hidden)]
#[allow(non_local_definitions)]
#[macro_export]
macro_rules! __a_program_has_one_scf_http_handler_without_a_route {
    () => {};
}
