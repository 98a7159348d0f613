async fn index() -> impl Responder {
    "Hello"
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::HTTP_HANDLERS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static __REGISTERED: ::scf::__private::HttpHandler = ::scf::__private::HttpHandler::new(
        ::scf::__private::Place::new("index", ::core::file!(), ::core::line!()),
        ::scf::__private::Serves::Routes(
            &[
                (::scf::__private::RouteMethod::Get, "/"),
                (::scf::__private::RouteMethod::Head, "/"),
                (::scf::__private::RouteMethod::Any, "/old/{rest}*"),
            ],
            || {
                #[allow(unused_imports)]
                use ::scf::__private::{
                    AnyFailure as _, DomainFailure as _, PlainValue as _,
                };
                #[allow(unused_imports)]
                use ::scf::__private::{
                    RequestParameter as _, NoExtractors as _, ActixFailure as _,
                    UnsharedFailure as _,
                };
                (&::scf::__private::Extractors::<()>::new(&[]))
                    .handler(|| async move {
                        let __returned = ::scf::__private::Returned::new(index().await);
                        let __returns = &(&__returned).returns();
                        __returns
                            .outcome(
                                __returned,
                                ::scf::__private::responder(*__returns),
                                (&&&&__returns.error()).rejection(),
                            )
                    })
            },
        ),
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
