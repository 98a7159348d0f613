async fn order(Path(id): Path<u64>, ctx: Context) -> Result<Json<Order>, OrderError> {
    body(id)
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::HTTP_HANDLERS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static __REGISTERED: ::scf::__private::HttpHandler = ::scf::__private::HttpHandler::new(
        ::scf::__private::Place::new("order", ::core::file!(), ::core::line!()),
        ::scf::__private::Serves::Routes(
            &[(::scf::__private::RouteMethod::Get, "/orders/{id}")],
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
                let __via0 = (&::scf::__private::Probe::<Path<u64>>::new()).via();
                let __parameter0 = __via0
                    .parameter::<Path<u64>, _>(|| ::core::unreachable!());
                let __via1 = (&::scf::__private::Probe::<Context>::new()).via();
                let __parameter1 = __via1
                    .parameter::<Context, _>(|| ::core::unreachable!());
                (&::scf::__private::Extractors::<
                    (Path<u64>, Context),
                >::new(&[__parameter0.need(), __parameter1.need()]))
                    .handler(|__parameter0: Path<u64>, __parameter1: Context| async move {
                        let __returned = ::scf::__private::Returned::new(
                            order(__parameter0, __parameter1).await,
                        );
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
