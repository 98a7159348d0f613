async fn r#match(payload: String) -> String {
    payload
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::EVENT_HANDLERS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static REGISTERED: ::scf::__private::EventHandler = ::scf::__private::EventHandler::new(
        ::scf::__private::Place::new("match", ::core::file!(), ::core::line!()),
        || {
            #[allow(unused_imports)]
            use ::scf::__private::{AnyFailure as _, DomainFailure as _, PlainValue as _};
            #[allow(unused_imports)]
            use ::scf::__private::{InvocationParameter as _, PayloadParameter as _};
            let via0 = (&::scf::__private::Probe::<String>::new()).via();
            let p0 = via0.parameter::<String, _>(|| ::core::unreachable!());
            ::scf::__private::Handler::asynchronous(
                &[p0.need()],
                move |source| async move {
                    let p0 = p0.take(&source)?;
                    let returned = ::scf::__private::Returned::new(r#match(p0).await);
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
