async fn warm_up() {}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::INITS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static __REGISTERED: ::scf::__private::Init = ::scf::__private::Init::new(
        ::scf::__private::Place::new("warm_up", ::core::file!(), ::core::line!()),
        ::core::option::Option::Some(500u64),
        || {
            #[allow(unused_imports)]
            use ::scf::__private::{AnyFailure as _, DomainFailure as _, PlainValue as _};
            #[allow(unused_imports)]
            use ::scf::__private::InitParameter as _;
            ::scf::__private::Starter::asynchronous(
                &[],
                move |__source| async move {
                    let __returned = ::scf::__private::Returned::new(warm_up().await);
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
    impl ::scf::__private::Initialised<__Maker> for () {}
};
