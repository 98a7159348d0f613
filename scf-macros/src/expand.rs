//! [`Entry`] → tokens; and the stand-in where there is no [`Entry`].
//!
//! As little as possible is generated: what can be a function of the runtime crate is one, behind `__private`.
//! The user's function is given back as it came, always.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{GenericArgument, Path, PathArguments, ReturnType, Type, parse_quote};

use crate::args::{Args, Attribute, Route};
use crate::entry::{Callee, Entry, Kind};
use crate::func::Item;

/// What an attribute becomes: the item itself, and behind it the registration or the mistakes.
pub fn expand(attribute: Attribute, args: TokenStream, item: TokenStream) -> TokenStream {
    let (args, args_errors) = Args::parse(attribute, args);
    let parsed = Item::parse(item.clone());
    let stand_in = stand_in(attribute, &args, &parsed);
    let behind = match Entry::new(attribute, args, args_errors, parsed) {
        Ok(entry) => {
            let behind = behind(&entry.krate, &registration(&entry));
            // What the attribute demands of a signature is nothing for a lint to blame the user for.
            return quote! {
                #[allow(clippy::needless_pass_by_value, clippy::unused_async)]
                #item
                #behind
            };
        }
        Err(errors) => {
            let errors = errors.into_compile_error();
            quote!(#stand_in #errors)
        }
    };
    quote!(#item #behind)
}

/// What becomes of `#[scf::main]`, which people know from other frameworks: the error, and a `main` beside the
/// function, which may be `async`.
pub fn no_main(item: TokenStream) -> TokenStream {
    let message = "there is no `#[scf::main]`: handlers bring `main` with them, so remove this function, or make it a \
                   plain `fn` that calls `scf::main()`";
    let error = syn::Error::new(Span::call_site(), message).into_compile_error();
    match Item::parse(item.clone()) {
        Ok(Item::Func(func)) if func.signature.ident == "main" => quote! {
            const _: () = {
                #[allow(dead_code)]
                #item
            };
            fn main() {}
            #error
        },
        _ => quote!(#item #error),
    }
}

/// All that follows a function, as one item. In an `impl`, where a function without `self` cannot be told from a
/// free one, the compiler says once that such an item cannot be there, and never looks into it.
fn behind(krate: &Path, items: &TokenStream) -> TokenStream {
    quote! {
        #[#krate::__private::behind(#items)]
        macro_rules! __scf_attributes_go_on_free_functions { () => {}; }
    }
}

fn registration(entry: &Entry) -> TokenStream {
    let Entry { krate, callee, kind } = entry;
    let ident = &callee.ident;
    match kind {
        Kind::Event => {
            let handler = event_handler(krate, callee);
            let register = register(krate, quote!(EVENT_HANDLERS: EventHandler), ident, &handler);
            let only_one = only_one("__a_program_has_one_scf_event_handler");
            let main = main(&quote!(#krate::__private::of_event::*));
            quote!(#register #only_one #main)
        }
        Kind::Http(routes) => {
            let handler = http_handler(krate, callee, routes);
            let registration = http_registration(krate, ident, &handler);
            let only_one = routes.is_empty().then(|| only_one("__a_program_has_one_scf_http_handler_without_a_route"));
            quote!(#registration #only_one)
        }
        Kind::Configure => {
            let handler = configure(krate, callee);
            http_registration(krate, ident, &handler)
        }
        Kind::Init(budget) => {
            let init = init(krate, callee, *budget);
            let register = register(krate, quote!(INITS: Init), ident, &init);
            let proof = proof_of_state(krate, &callee.output);
            quote!(#register #proof)
        }
        Kind::Shutdown => {
            let hook = shutdown(krate, callee);
            register(krate, quote!(SHUTDOWN_HOOKS: ShutdownHook), ident, &hook)
        }
    }
}

fn http_registration(krate: &Path, ident: &Ident, handler: &TokenStream) -> TokenStream {
    let register = register(krate, quote!(HTTP_HANDLERS: HttpHandler), ident, handler);
    let main = main(&quote!(#krate::__private::of_http::*));
    let kind = quote! {
        const _: fn() = || {
            #[allow(unused_imports)]
            use #krate::__private::NoEventIsHere as _;
            #krate::__private::only_http((&#krate::__private::Module).kind());
        };
    };
    quote!(#register #main #kind)
}

/// One element of one of the slices that the linker collects.
fn register(krate: &Path, slice: TokenStream, ident: &Ident, value: &TokenStream) -> TokenStream {
    let mut slice = slice.into_iter();
    let list = slice.next();
    let element = slice.nth(1);
    let name = ident.unraw().to_string();
    quote! {
        const _: () = {
            #[#krate::__private::linkme::distributed_slice(#krate::__private::#list)]
            #[linkme(crate = #krate::__private::linkme)]
            static __REGISTERED: #krate::__private::#element = #krate::__private::#element::new(
                #krate::__private::Place::new(#name, ::core::file!(), ::core::line!()),
                #value
            );
        };
    }
}

/// Makes the annotated function bring `main` along. Any number of globs of one and the same function is one
/// `main`, and a `main` of the user's goes before it. The empty `main` is what the compiler points at (E0601)
/// where the glob is not in the root of the binary.
fn main(glob: &TokenStream) -> TokenStream {
    quote! {
        #[doc(hidden)]
        #[allow(unused_imports)]
        pub(crate) use #glob;
        const _: () = {
            #[allow(dead_code)]
            fn main() {}
        };
    }
}

/// Two exported macros of one name in a crate are an error that names both places, across modules too.
fn only_one(name: &str) -> TokenStream {
    let name = Ident::new(name, Span::call_site());
    quote! {
        #[doc(hidden)]
        #[allow(non_local_definitions)]
        #[macro_export]
        macro_rules! #name { () => {}; }
    }
}

fn event_handler(krate: &Path, callee: &Callee) -> TokenStream {
    let probes = probes(krate, &quote!(InvocationParameter as _, PayloadParameter as _, NoEventParameter as _));
    let take = event_parameters(krate, callee);
    let constructor = asynchronous_or_blocking(callee);
    let call = call(krate, callee, "reply", "failure");
    quote! {
        || {
            #probes
            #take
            #krate::__private::Handler::#constructor(#call)
        }
    }
}

fn init(krate: &Path, callee: &Callee, budget: Option<u64>) -> TokenStream {
    let probes = probes(krate, &quote!(InitParameter as _));
    let take = parameters(krate, callee);
    let constructor = asynchronous_or_blocking(callee);
    let call = call(krate, callee, "state", "failure");
    let budget = match budget {
        Some(milliseconds) => quote!(::core::option::Option::Some(#milliseconds)),
        None => quote!(::core::option::Option::None),
    };
    quote! {
        #budget,
        || {
            #probes
            #take
            #krate::__private::Starter::#constructor(#call)
        }
    }
}

fn shutdown(krate: &Path, callee: &Callee) -> TokenStream {
    let probes = probes(krate, &quote!(HookParameter as _));
    let take = parameters(krate, callee);
    let constructor = asynchronous_or_blocking(callee);
    let call = call(krate, callee, "nothing", "failure");
    quote! {
        || {
            #probes
            #take
            #krate::__private::Hook::#constructor(#call)
        }
    }
}

/// The traits that the probes of one attribute are methods of.
fn probes(krate: &Path, parameters: &TokenStream) -> TokenStream {
    quote! {
        #[allow(unused_imports)]
        use #krate::__private::{AnyFailure as _, DomainFailure as _, PlainValue as _};
        #[allow(unused_imports)]
        use #krate::__private::{#parameters};
    }
}

fn names(callee: &Callee) -> Vec<Ident> {
    (0..callee.parameters.len()).map(parameter).collect()
}

fn parameter(at: usize) -> Ident {
    local(&format!("parameter{at}"))
}

fn via(at: usize) -> Ident {
    local(&format!("via{at}"))
}

/// A variable of the expansion. No variable of the user's is meant by it; the underscores keep it apart from
/// constants, which a pattern would mean whatever the span.
fn local(name: &str) -> Ident {
    Ident::new(&format!("__{name}"), Span::mixed_site())
}

/// For each parameter the way to it, demanded under the user's own type.
fn parameters(krate: &Path, callee: &Callee) -> TokenStream {
    let lines = callee.parameters.iter().enumerate().map(|(at, ty)| parameter_line(krate, at, ty));
    quote!(#(#lines)*)
}

fn parameter_line(krate: &Path, at: usize, ty: &Type) -> TokenStream {
    let (via, parameter) = (via(at), parameter(at));
    let diverging = diverging();
    quote_spanned! {ty.span()=>
        let #via = (&#krate::__private::Probe::<#ty>::new()).via();
        let #parameter = #via.parameter::<#ty, _>(#diverging);
    }
}

/// Stands for a type that falls back to `()` or `!` where the compiler cannot choose one: see `Made` in the
/// runtime crate.
fn diverging() -> TokenStream {
    quote!(|| ::core::unreachable!())
}

/// As [`parameters`]; and two payloads are an error under the second one, in its turn.
fn event_parameters(krate: &Path, callee: &Callee) -> TokenStream {
    if callee.parameters.len() < 2 {
        return parameters(krate, callee);
    }
    let seen = local("seen");
    let lines = callee.parameters.iter().enumerate().map(|(at, ty)| {
        let via = via(at);
        let parameter = parameter_line(krate, at, ty);
        let mut finding = local("finding");
        finding.set_span(finding.span().located_at(ty.span()));
        let one_payload = quote_spanned! {ty.span()=>
            let (#seen, #finding) = #krate::__private::see(#seen, #via);
            #krate::__private::one_payload(#finding);
        };
        quote!(#parameter #one_payload)
    });
    quote! {
        let #seen = #krate::__private::Seen::nothing();
        #(#lines)*
        let _ = #seen;
    }
}

fn asynchronous_or_blocking(callee: &Callee) -> Ident {
    format_ident!("{}", if callee.is_async { "asynchronous" } else { "blocking" })
}

/// The needs of a function, and the closure that takes its arguments, calls it and makes an outcome of what it
/// returns.
fn call(krate: &Path, callee: &Callee, value: &str, error: &str) -> TokenStream {
    let ident = &callee.ident;
    let names = names(callee);
    let source = local("source");
    let awaited = callee.is_async.then(|| quote!(.await));
    let outcome = outcome(krate, callee, &quote!(#ident(#(#names),*)#awaited), value, error);
    let body = quote! {
        #(let #names = #names.take(&#source)?;)*
        #outcome
    };
    let body = if callee.is_async { quote!(async move { #body }) } else { quote!({ #body }) };
    quote!(&[#(#names.need()),*], move |#source| #body)
}

/// What a call returned, as the outcome that its attribute wants. A value's bound is demanded under its type, an
/// error's under the error's.
fn outcome(krate: &Path, callee: &Callee, call: &TokenStream, value: &str, error: &str) -> TokenStream {
    let (value_at, value_to, error_at) = value_and_error(callee);
    let (returned, returns) = (local("returned"), local("returns"));
    let (value, error) = (Ident::new(value, value_at), Ident::new(error, error_at));
    let returns_at = |span| Ident::new(&returns.to_string(), returns.span().located_at(span));
    let (of_value, of_error) = (returns_at(value_to), returns_at(error_at));
    // Two tokens, for an error to reach from the type's first to its last: spans cannot be joined.
    let star = quote_spanned!(returns.span().located_at(value_at)=> *);
    let of_value = quote!(#star #of_value);
    let on_value = quote_spanned!(value_at=> #krate::__private::#value(#of_value));
    let on_error = quote_spanned!(error_at=> (&&&&#of_error.error()).#error());
    let once = (value == "state").then(|| {
        let diverging = diverging();
        quote_spanned!(value_at=> #krate::__private::made_once(#of_value, #diverging);)
    });
    quote! {
        let #returned = #krate::__private::Returned::new(#call);
        let #returns = &(&#returned).returns();
        #once
        #returns.outcome(#returned, #on_value, #on_error)
    }
}

/// Where the value's type begins and ends, and where the error's begins. The generic arguments only say where an error
/// is to point: what the type is, the compiler decides.
fn value_and_error(callee: &Callee) -> (Span, Span, Span) {
    let ReturnType::Type(_, ty) = &callee.output else {
        let at = callee.ident.span();
        return (at, at, at);
    };
    let (value, error) = match results_arguments(ty).as_deref() {
        Some([value, error]) => (*value, *error),
        Some([value]) => (*value, &**ty),
        _ => (&**ty, &**ty),
    };
    let end = value.to_token_stream().into_iter().last().map_or_else(|| value.span(), |token| token.span());
    (value.span(), end, error.span())
}

/// The types within what is called a `Result<…>`, as aliases of it mostly are.
fn results_arguments(ty: &Type) -> Option<Vec<&Type>> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident.to_string().ends_with("Result"))?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    Some(types.collect())
}

fn http_handler(krate: &Path, callee: &Callee, routes: &[Route]) -> TokenStream {
    let ident = &callee.ident;
    let names = names(callee);
    let types = &callee.parameters;
    let checks = parameters(krate, callee);
    let outcome = outcome(krate, callee, &quote!(#ident(#(#names),*).await), "responder", "rejection");
    let serves = if routes.is_empty() { quote!(Anything) } else { quote!(Routes) };
    let routes = routes.iter().map(|Route { method, pattern }| {
        let method = format_ident!("{}{}", method[..1].to_uppercase(), &method[1..]);
        quote!((#krate::__private::RouteMethod::#method, #pattern))
    });
    let list = (routes.len() > 0).then(|| quote!(&[#(#routes),*],));
    let probes =
        probes(krate, &quote!(RequestParameter as _, NoExtractors as _, ActixFailure as _, UnsharedFailure as _));
    quote! {
        #krate::__private::Serves::#serves(#list || {
            #probes
            #checks
            (&#krate::__private::Extractors::<(#(#types,)*)>::new(&[#(#names.need()),*]))
                .handler(|#(#names: #types),*| async move { #outcome })
        })
    }
}

fn configure(krate: &Path, callee: &Callee) -> TokenStream {
    let ident = &callee.ident;
    let ty = &callee.parameters[0];
    let config = local("config");
    quote! {
        #krate::__private::Serves::Configured(|| {
            #[allow(unused_imports)]
            use #krate::__private::NoServiceConfig as _;
            #krate::__private::service_config::<#ty, _>();
            (&#krate::__private::Configures::<#ty>::new()).with(|#config: #ty| #ident(#config))
        })
    }
}

/// Proves to every `State<T>` that this init makes a `T`. The local type makes the impl legal for any type.
fn proof_of_state(krate: &Path, output: &ReturnType) -> TokenStream {
    let ty = returned_type(output);
    quote! {
        const _: () = {
            #[doc(hidden)]
            pub struct __Maker;
            impl #krate::__private::Initialised<__Maker> for #ty {}
        };
    }
}

fn returned_type(output: &ReturnType) -> Type {
    match output {
        ReturnType::Type(_, ty) => (**ty).clone(),
        ReturnType::Default => parse_quote!(()),
    }
}

/// What stands for a registration with mistakes, so that nothing else in the crate fails because of them: a
/// `main`, and the proof of the state that the init would make.
fn stand_in(attribute: Attribute, args: &Args, item: &syn::Result<Item>) -> TokenStream {
    let krate = args.krate();
    let func = match item {
        // Nothing but functions, types and constants may stand beside a method.
        Ok(Item::Func(func)) if func.signature.receiver().is_some() => return TokenStream::new(),
        // This may be a method or not, and a function can be both.
        Ok(Item::Func(func)) if !func.has_body => {
            return match attribute {
                Attribute::Event | Attribute::Http => quote!(
                    fn main() {}
                ),
                Attribute::Init | Attribute::Shutdown => TokenStream::new(),
            };
        }
        Ok(Item::Func(func)) => Some(func),
        _ => None,
    };
    match (attribute, krate, func) {
        (Attribute::Event | Attribute::Http, Some(krate), _) => main(&quote!(#krate::__private::of_http::*)),
        (Attribute::Event | Attribute::Http, None, func) => {
            let ident = func.map_or_else(|| format_ident!("item"), |func| func.signature.ident.unraw());
            let module = format_ident!("__scf_{ident}");
            quote! {
                #[doc(hidden)]
                mod #module {
                    pub use ::std::process::abort as main;
                }
                #[doc(hidden)]
                #[allow(unused_imports)]
                pub(crate) use #module::*;
            }
        }
        (Attribute::Init, Some(krate), Some(func)) if crate::func::impl_in(&func.signature.output).is_none() => {
            proof_of_state(&krate, &func.signature.output)
        }
        (Attribute::Init | Attribute::Shutdown, ..) => TokenStream::new(),
    }
}
