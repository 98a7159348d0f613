async fn connect(function: &Function) -> Result<Db, sqlx::Error> {
    body()
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::INITS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static __REGISTERED: ::scf::__private::Init = ::scf::__private::Init::new(
        ::scf::__private::Place::new("connect", ::core::file!(), ::core::line!()),
        ::core::option::Option::None,
        || {
            #[allow(unused_imports)]
            use ::scf::__private::{AnyFailure as _, DomainFailure as _, PlainValue as _};
            #[allow(unused_imports)]
            use ::scf::__private::InitParameter as _;
            let __via0 = (&::scf::__private::Probe::<&Function>::new()).via();
            let __parameter0 = __via0
                .parameter::<&Function, _>(|| ::core::unreachable!());
            ::scf::__private::Starter::asynchronous(
                &[__parameter0.need()],
                move |__source| async move {
                    let __parameter0 = __parameter0.take(&__source)?;
                    let __returned = ::scf::__private::Returned::new(
                        connect(__parameter0).await,
                    );
                    let __returns = &(&__returned).returns();
                    ::scf::__private::made_once(*__returns, || ::core::unreachable!());
                    __returns
                        .outcome(
                            __returned,
                            ::scf::__private::state(*__returns),
                            (&&&&__returns.error()).failure(),
                        )
                },
            )
        },
    );
};
const _: () = {
    #[doc(hidden)]
    pub struct __Maker;
    impl ::scf::__private::Initialised<__Maker> for Result<Db, sqlx::Error> {}
};
