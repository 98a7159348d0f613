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
    static REGISTERED: ::scf::__private::EventHandler = ::scf::__private::EventHandler::new(
        ::scf::__private::Place::new("greet", ::core::file!(), ::core::line!()),
        || {
            #[allow(unused_imports)]
            use ::scf::__private::{AnyFailure as _, DomainFailure as _, PlainValue as _};
            #[allow(unused_imports)]
            use ::scf::__private::{InvocationParameter as _, PayloadParameter as _};
            let via0 = (&::scf::__private::Probe::<Greet>::new()).via();
            let p0 = via0.parameter::<Greet, _>(|| ::core::unreachable!());
            let via1 = (&::scf::__private::Probe::<Context>::new()).via();
            let p1 = via1.parameter::<Context, _>(|| ::core::unreachable!());
            let via2 = (&::scf::__private::Probe::<State<App>>::new()).via();
            let p2 = via2.parameter::<State<App>, _>(|| ::core::unreachable!());
            let via3 = (&::scf::__private::Probe::<crate::Tenant>::new()).via();
            let p3 = via3.parameter::<crate::Tenant, _>(|| ::core::unreachable!());
            let seen = ::scf::__private::Seen::nothing();
            let (seen, finding) = ::scf::__private::see(seen, via0);
            ::scf::__private::one_payload(finding);
            let (seen, finding) = ::scf::__private::see(seen, via1);
            ::scf::__private::one_payload(finding);
            let (seen, finding) = ::scf::__private::see(seen, via2);
            ::scf::__private::one_payload(finding);
            let (seen, finding) = ::scf::__private::see(seen, via3);
            ::scf::__private::one_payload(finding);
            let _ = seen;
            ::scf::__private::Handler::asynchronous(
                &[p0.need(), p1.need(), p2.need(), p3.need()],
                move |source| async move {
                    let p0 = p0.take(&source)?;
                    let p1 = p1.take(&source)?;
                    let p2 = p2.take(&source)?;
                    let p3 = p3.take(&source)?;
                    let returned = ::scf::__private::Returned::new(
                        greet(p0, p1, p2, p3).await,
                    );
                    let returns = (&returned).returns();
                    returns
                        .outcome(
                            returned,
                            ::scf::__private::reply(returns),
                            (&&&returns.error()).failure(),
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
pub(crate) use ::scf::__private::{Event as __ScfKind, of_event::*};
const _: () = {
    #[allow(dead_code)]
    fn main() {}
};
