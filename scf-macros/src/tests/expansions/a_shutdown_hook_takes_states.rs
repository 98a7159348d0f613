async fn close(db: State<Db>) -> Result<(), Error> {
    body()
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::SHUTDOWN_HOOKS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static __REGISTERED: ::scf::__private::ShutdownHook = ::scf::__private::ShutdownHook::new(
        ::scf::__private::Place::new("close", ::core::file!(), ::core::line!()),
        || {
            #[allow(unused_imports)]
            use ::scf::__private::{AnyFailure as _, DomainFailure as _, PlainValue as _};
            #[allow(unused_imports)]
            use ::scf::__private::HookParameter as _;
            let __via0 = (&::scf::__private::Probe::<State<Db>>::new()).via();
            let __parameter0 = __via0
                .parameter::<State<Db>, _>(|| ::core::unreachable!());
            ::scf::__private::Hook::asynchronous(
                &[__parameter0.need()],
                move |__source| async move {
                    let __parameter0 = __parameter0.take(&__source)?;
                    let __returned = ::scf::__private::Returned::new(
                        close(__parameter0).await,
                    );
                    let __returns = &(&__returned).returns();
                    __returns
                        .outcome(
                            __returned,
                            ::scf::__private::nothing(*__returns),
                            (&&&&__returns.error()).failure(),
                        )
                },
            )
        },
    );
};
