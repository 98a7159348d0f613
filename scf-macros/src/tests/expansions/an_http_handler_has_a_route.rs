async fn order(Path(id): Path<u64>, ctx: Context) -> Result<Json<Order>, OrderError> {
    body(id)
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::HTTP_HANDLERS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static REGISTERED: ::scf::__private::HttpHandler = ::scf::__private::HttpHandler::new(
        ::scf::__private::Place::new("order", ::core::file!(), ::core::line!()),
        ::scf::__private::Serves::Routes(
            &[(::scf::__private::Method::Get, "/orders/{id}")],
            || {
                #[allow(unused_imports)]
                use ::scf::__private::{
                    AnyFailure as _, DomainFailure as _, PlainValue as _,
                };
                #[allow(unused_imports)]
                use ::scf::__private::{
                    RequestParameter as _, NoExtractors as _, ActixFailure as _,
                };
                let via0 = (&::scf::__private::Probe::<Path<u64>>::new()).via();
                let p0 = via0.parameter::<Path<u64>, _>(|| ::core::unreachable!());
                let via1 = (&::scf::__private::Probe::<Context>::new()).via();
                let p1 = via1.parameter::<Context, _>(|| ::core::unreachable!());
                (&::scf::__private::Extractors::<
                    (Path<u64>, Context),
                >::new(&[p0.need(), p1.need()]))
                    .handler(|p0: Path<u64>, p1: Context| async move {
                        let returned = ::scf::__private::Returned::new(
                            order(p0, p1).await,
                        );
                        let returns = (&returned).returns();
                        returns
                            .outcome(
                                returned,
                                ::scf::__private::responder(returns),
                                (&&&returns.error()).rejection(),
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
const _: () = ::scf::__private::only_http::<__ScfKind>();
