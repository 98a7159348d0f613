async fn close(db: State<Db>) -> Result<(), Error> {
    body()
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::SHUTDOWN_HOOKS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static REGISTERED: ::scf::__private::ShutdownHook = ::scf::__private::ShutdownHook::new(
        ::scf::__private::Place::new("close", ::core::file!(), ::core::line!()),
        || {
            #[allow(unused_imports)]
            use ::scf::__private::{AnyFailure as _, DomainFailure as _, PlainValue as _};
            #[allow(unused_imports)]
            use ::scf::__private::HookParameter as _;
            let via0 = (&::scf::__private::Probe::<State<Db>>::new()).via();
            let p0 = via0.parameter::<State<Db>, _>(|| ::core::unreachable!());
            ::scf::__private::Hook::asynchronous(
                &[p0.need()],
                move |source| async move {
                    let p0 = p0.take(&source)?;
                    let returned = ::scf::__private::Returned::new(close(p0).await);
                    let returns = (&returned).returns();
                    returns
                        .outcome(
                            returned,
                            ::scf::__private::nothing(returns),
                            (&&&returns.error()).failure(),
                        )
                },
            )
        },
    );
};
