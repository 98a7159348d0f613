fn model(db: State<Db>) -> Model {
    body()
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::INITS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static __REGISTERED: ::scf::__private::Init = ::scf::__private::Init::new(
        ::scf::__private::Place::new("model", ::core::file!(), ::core::line!()),
        ::core::option::Option::Some(60000u64),
        || {
            #[allow(unused_imports)]
            use ::scf::__private::{AnyFailure as _, DomainFailure as _, PlainValue as _};
            #[allow(unused_imports)]
            use ::scf::__private::InitParameter as _;
            let __via0 = (&::scf::__private::Probe::<State<Db>>::new()).via();
            let __parameter0 = __via0
                .parameter::<State<Db>, _>(|| ::core::unreachable!());
            ::scf::__private::Starter::blocking(
                &[__parameter0.need()],
                move |__source| {
                    let __parameter0 = __parameter0.take(&__source)?;
                    let __returned = ::scf::__private::Returned::new(
                        model(__parameter0),
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
    impl ::scf::__private::Initialised<__Maker> for Model {}
};
