async fn fallback(req: HttpRequest) -> HttpResponse {
    body(req)
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::HTTP_HANDLERS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static REGISTERED: ::scf::__private::HttpHandler = ::scf::__private::HttpHandler::new(
        ::scf::__private::Place::new("fallback", ::core::file!(), ::core::line!()),
        ::scf::__private::Serves::Anything(|| {
            #[allow(unused_imports)]
            use ::scf::__private::{AnyFailure as _, DomainFailure as _, PlainValue as _};
            #[allow(unused_imports)]
            use ::scf::__private::{
                RequestParameter as _, NoExtractors as _, ActixFailure as _,
            };
            let via0 = (&::scf::__private::Probe::<HttpRequest>::new()).via();
            let p0 = via0.parameter::<HttpRequest, _>(|| ::core::unreachable!());
            (&::scf::__private::Extractors::<(HttpRequest,)>::new(&[p0.need()]))
                .handler(|p0: HttpRequest| async move {
                    let returned = ::scf::__private::Returned::new(fallback(p0).await);
                    let returns = (&returned).returns();
                    returns
                        .outcome(
                            returned,
                            ::scf::__private::responder(returns),
                            (&&&returns.error()).rejection(),
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
const _: () = ::scf::__private::only_http::<__ScfKind>();
