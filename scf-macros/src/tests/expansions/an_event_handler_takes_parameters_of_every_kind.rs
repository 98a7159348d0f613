/// Greets.
pub async fn greet(
    Greet { name, .. }: Greet,
    ctx: Context,
    mut app: State<App>,
    tenant: crate::Tenant,
) -> Result<Reply, scf::Error> {
    body(name)
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::EVENT_HANDLERS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static __REGISTERED: ::scf::__private::EventHandler = ::scf::__private::EventHandler::new(
        ::scf::__private::Place::new("greet", ::core::file!(), ::core::line!()),
        || {
            #[allow(unused_imports)]
            use ::scf::__private::{AnyFailure as _, DomainFailure as _, PlainValue as _};
            #[allow(unused_imports)]
            use ::scf::__private::{
                InvocationParameter as _, PayloadParameter as _, NoEventParameter as _,
            };
            let __seen = ::scf::__private::Seen::nothing();
            let __via0 = (&::scf::__private::Probe::<Greet>::new()).via();
            let __parameter0 = __via0.parameter::<Greet, _>(|| ::core::unreachable!());
            let (__seen, __finding) = ::scf::__private::see(__seen, __via0);
            ::scf::__private::one_payload(__finding);
            let __via1 = (&::scf::__private::Probe::<Context>::new()).via();
            let __parameter1 = __via1.parameter::<Context, _>(|| ::core::unreachable!());
            let (__seen, __finding) = ::scf::__private::see(__seen, __via1);
            ::scf::__private::one_payload(__finding);
            let __via2 = (&::scf::__private::Probe::<State<App>>::new()).via();
            let __parameter2 = __via2
                .parameter::<State<App>, _>(|| ::core::unreachable!());
            let (__seen, __finding) = ::scf::__private::see(__seen, __via2);
            ::scf::__private::one_payload(__finding);
            let __via3 = (&::scf::__private::Probe::<crate::Tenant>::new()).via();
            let __parameter3 = __via3
                .parameter::<crate::Tenant, _>(|| ::core::unreachable!());
            let (__seen, __finding) = ::scf::__private::see(__seen, __via3);
            ::scf::__private::one_payload(__finding);
            let _ = __seen;
            ::scf::__private::Handler::asynchronous(
                &[
                    __parameter0.need(),
                    __parameter1.need(),
                    __parameter2.need(),
                    __parameter3.need(),
                ],
                move |__source| async move {
                    let __parameter0 = __parameter0.take(&__source)?;
                    let __parameter1 = __parameter1.take(&__source)?;
                    let __parameter2 = __parameter2.take(&__source)?;
                    let __parameter3 = __parameter3.take(&__source)?;
                    let __returned = ::scf::__private::Returned::new(
                        greet(__parameter0, __parameter1, __parameter2, __parameter3)
                            .await,
                    );
                    let __returns = &(&__returned).returns();
                    __returns
                        .outcome(
                            __returned,
                            ::scf::__private::reply(*__returns),
                            (&&&&__returns.error()).failure(),
                        )
                },
            )
        },
    );
};
#[doc(hidden)]
#[allow(non_local_definitions)]
#[macro_export]
macro_rules! __a_program_has_one_scf_event_handler {
    () => {};
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use ::scf::__private::of_event::*;
const _: () = {
    #[allow(dead_code)]
    fn main() {}
};
