async fn r#match(payload: String) -> String {
    payload
}
const _: () = {
    #[::scf::__private::linkme::distributed_slice(::scf::__private::EVENT_HANDLERS)]
    #[linkme(crate = ::scf::__private::linkme)]
    static __REGISTERED: ::scf::__private::EventHandler = ::scf::__private::EventHandler::new(
        ::scf::__private::Place::new("match", ::core::file!(), ::core::line!()),
        || {
            #[allow(unused_imports)]
            use ::scf::__private::{AnyFailure as _, DomainFailure as _, PlainValue as _};
            #[allow(unused_imports)]
            use ::scf::__private::{
                InvocationParameter as _, PayloadParameter as _, NoEventParameter as _,
            };
            let __via0 = (&::scf::__private::Probe::<String>::new()).via();
            let __parameter0 = __via0.parameter::<String, _>(|| ::core::unreachable!());
            ::scf::__private::Handler::asynchronous(
                &[__parameter0.need()],
                move |__source| async move {
                    let __parameter0 = __parameter0.take(&__source)?;
                    let __returned = ::scf::__private::Returned::new(
                        r#match(__parameter0).await,
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
