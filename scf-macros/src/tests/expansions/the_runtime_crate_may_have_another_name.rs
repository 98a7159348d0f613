async fn greet(name: String) {}
const _: () = {
    #[::renamed::__private::linkme::distributed_slice(
        ::renamed::__private::EVENT_HANDLERS
    )]
    #[linkme(crate = ::renamed::__private::linkme)]
    static REGISTERED: ::renamed::__private::EventHandler = ::renamed::__private::EventHandler::new(
        ::renamed::__private::Place::new("greet", ::core::file!(), ::core::line!()),
        || {
            #[allow(unused_imports)]
            use ::renamed::__private::{
                AnyFailure as _, DomainFailure as _, PlainValue as _,
            };
            #[allow(unused_imports)]
            use ::renamed::__private::{InvocationParameter as _, PayloadParameter as _};
            let via0 = (&::renamed::__private::Probe::<String>::new()).via();
            let p0 = via0.parameter::<String, _>(|| ::core::unreachable!());
            ::renamed::__private::Handler::asynchronous(
                &[p0.need()],
                move |source| async move {
                    let p0 = p0.take(&source)?;
                    let returned = ::renamed::__private::Returned::new(greet(p0).await);
                    let returns = (&returned).returns();
                    returns
                        .outcome(
                            returned,
                            ::renamed::__private::reply(returns),
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
pub(crate) use ::renamed::__private::{Event as __ScfKind, of_event::*};
const _: () = {
    #[allow(dead_code)]
    fn main() {}
};
