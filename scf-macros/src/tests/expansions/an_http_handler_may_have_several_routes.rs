async fn index() -> impl Responder {
    "Hello"
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::HTTP_HANDLERS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static REGISTERED: ::scf::__private::HttpHandler = ::scf::__private::HttpHandler::new(
        ::scf::__private::Place::new("index", ::core::file!(), ::core::line!()),
        ::scf::__private::Serves::Routes(
            &[
                (::scf::__private::Method::Get, "/"),
                (::scf::__private::Method::Head, "/"),
                (::scf::__private::Method::Any, "/old/{rest}*"),
            ],
            || {
                #[allow(unused_imports)]
                use ::scf::__private::{
                    AnyFailure as _, DomainFailure as _, PlainValue as _,
                };
                #[allow(unused_imports)]
                use ::scf::__private::{
                    RequestParameter as _, NoExtractors as _, ActixFailure as _,
                };
                (&::scf::__private::Extractors::<()>::new(&[]))
                    .handler(|| async move {
                        let returned = ::scf::__private::Returned::new(index().await);
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
