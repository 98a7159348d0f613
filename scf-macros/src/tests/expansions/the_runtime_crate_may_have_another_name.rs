async fn greet(name: String) {}
const _: () = {
    #[::renamed::__private::linkme::distributed_slice(
        ::renamed::__private::EVENT_HANDLERS
    )]
    #[linkme(crate = ::renamed::__private::linkme)]
    static __REGISTERED: ::renamed::__private::EventHandler = ::renamed::__private::EventHandler::new(
        ::renamed::__private::Place::new("greet", ::core::file!(), ::core::line!()),
        || {
            #[allow(unused_imports)]
            use ::renamed::__private::{
                AnyFailure as _, DomainFailure as _, PlainValue as _,
            };
            #[allow(unused_imports)]
            use ::renamed::__private::{
                InvocationParameter as _, PayloadParameter as _, NoEventParameter as _,
            };
            let __via0 = (&::renamed::__private::Probe::<String>::new()).via();
            let __parameter0 = __via0.parameter::<String, _>(|| ::core::unreachable!());
            ::renamed::__private::Handler::asynchronous(
                &[__parameter0.need()],
                move |__source| async move {
                    let __parameter0 = __parameter0.take(&__source)?;
                    let __returned = ::renamed::__private::Returned::new(
                        greet(__parameter0).await,
                    );
                    let __returns = &(&__returned).returns();
                    __returns
                        .outcome(
                            __returned,
                            ::renamed::__private::reply(*__returns),
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
pub(crate) use ::renamed::__private::of_event::*;
const _: () = {
    #[allow(dead_code)]
    fn main() {}
};
