async fn connect(function: &Function) -> Result<Db, sqlx::Error> {
    body()
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::INITS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static REGISTERED: ::scf::__private::Init = ::scf::__private::Init::new(
        ::scf::__private::Place::new("connect", ::core::file!(), ::core::line!()),
        ::core::option::Option::None,
        || {
            #[allow(unused_imports)]
            use ::scf::__private::{AnyFailure as _, DomainFailure as _, PlainValue as _};
            #[allow(unused_imports)]
            use ::scf::__private::InitParameter as _;
            let via0 = (&::scf::__private::Probe::<&Function>::new()).via();
            let p0 = via0.parameter::<&Function, _>(|| ::core::unreachable!());
            ::scf::__private::Starter::asynchronous(
                &[p0.need()],
                move |source| async move {
                    let p0 = p0.take(&source)?;
                    let returned = ::scf::__private::Returned::new(connect(p0).await);
                    let returns = (&returned).returns();
                    ::scf::__private::made_once(returns, || ::core::unreachable!());
                    returns
                        .outcome(
                            returned,
                            ::scf::__private::state(returns),
                            (&&&returns.error()).failure(),
                        )
                },
            )
        },
    );
};
const _: () = {
    #[doc(hidden)]
    pub struct Maker;
    impl ::scf::__private::Initialised<Maker> for Result<Db, sqlx::Error> {}
};
