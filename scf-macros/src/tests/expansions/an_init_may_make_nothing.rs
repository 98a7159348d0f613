async fn warm_up() {}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::INITS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static REGISTERED: ::scf::__private::Init = ::scf::__private::Init::new(
        ::scf::__private::Place::new("warm_up", ::core::file!(), ::core::line!()),
        ::core::option::Option::Some(500u64),
        || {
            #[allow(unused_imports)]
            use ::scf::__private::{AnyFailure as _, DomainFailure as _, PlainValue as _};
            #[allow(unused_imports)]
            use ::scf::__private::InitParameter as _;
            ::scf::__private::Starter::asynchronous(
                &[],
                move |_source| async move {
                    let returned = ::scf::__private::Returned::new(warm_up().await);
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
    impl ::scf::__private::Initialised<Maker> for () {}
};
