//! [`Args`] + [`Func`] → [`Entry`]: all rules that tokens can break. Behind it nothing can be wrong but types,
//! and those the compiler checks.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{FnArg, Path, ReturnType, Safety, Type, parse_quote};

use crate::args::{Args, Attribute, Route};
use crate::diag::Diag;
use crate::func::{Func, Item, borrows, impl_in};

/// A registration: all that is generated depends on nothing else.
pub struct Entry {
    pub krate: Path,
    pub callee: Callee,
    pub kind: Kind,
}

/// The user's function, as far as it is called.
pub struct Callee {
    pub ident: Ident,
    pub is_async: bool,
    pub parameters: Vec<Type>,
    pub output: ReturnType,
}

pub enum Kind {
    Event,
    /// The routes of an HTTP handler; none for the one that takes what no route matched.
    Http(Vec<Route>),
    /// A function over actix-web's `ServiceConfig`.
    Configure,
    /// The budget in milliseconds, where one is given.
    Init(Option<u64>),
    Shutdown,
}

impl Entry {
    /// The registration that `args` and `item` ask for, or everything that is wrong with them.
    pub fn new(
        attribute: Attribute,
        args: Args,
        args_errors: syn::Result<()>,
        item: syn::Result<Item>,
    ) -> syn::Result<Self> {
        let mut diag = Diag::default();
        diag.take(args_errors);
        let func = match item.and_then(|item| function(attribute, item)) {
            Ok(func) => func,
            Err(no_function) => return Err(diag.fail(no_function)),
        };
        // With a route and `async` it is a handler, whatever it takes.
        let is_handler = !args.routes.is_empty() && func.signature.asyncness.is_some();
        let configures = attribute == Attribute::Http && takes_service_config(&func) && !is_handler;
        check_signature(attribute, configures, &args, &func, &mut diag);
        let krate = args.krate().unwrap_or_else(|| parse_quote!(::scf));
        let kind = match attribute {
            Attribute::Event => Kind::Event,
            Attribute::Http if configures => Kind::Configure,
            Attribute::Http => Kind::Http(args.routes),
            Attribute::Init => Kind::Init(args.budget.map(|budget| milliseconds(budget.length))),
            Attribute::Shutdown => Kind::Shutdown,
        };
        diag.finish(Self { krate, callee: Callee::new(func), kind })
    }
}

impl Callee {
    fn new(func: Func) -> Self {
        let Func { signature, .. } = func;
        let parameters = signature.inputs.into_iter().filter_map(|input| match input {
            FnArg::Typed(parameter) => Some(*parameter.ty),
            FnArg::Receiver(_) => None,
        });
        Self {
            ident: signature.ident,
            is_async: signature.asyncness.is_some(),
            parameters: parameters.collect(),
            output: signature.output,
        }
    }
}

fn function(attribute: Attribute, item: Item) -> syn::Result<Func> {
    let name = attribute.name();
    match item {
        Item::Func(func) if func.has_body => Ok(*func),
        Item::Func(func) => Err(syn::Error::new(
            func.signature.fn_token.span,
            format!("`#[scf::{name}]` goes on a function with a body: put it above a free `fn`, outside of any trait"),
        )),
        Item::Other(keyword) => {
            let message = format!("`#[scf::{name}]` goes on a function, and this is `{keyword}`: put it above an `fn`");
            Err(syn::Error::new_spanned(keyword, message))
        }
    }
}

/// A function over `ServiceConfig` is told from a handler by what no extractor can be: a mutable reference.
fn takes_service_config(func: &Func) -> bool {
    types(func).any(is_mutable_reference)
}

fn is_mutable_reference(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_some())
}

fn types(func: &Func) -> impl Iterator<Item = &Type> {
    func.signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(parameter) => Some(&*parameter.ty),
        FnArg::Receiver(_) => None,
    })
}

fn milliseconds(span: std::time::Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// Everything in a signature that no function here can have, in the order in which it is written.
fn check_signature(attribute: Attribute, configures: bool, args: &Args, func: &Func, diag: &mut Diag) {
    let signature = &func.signature;
    let what = match attribute {
        Attribute::Event | Attribute::Http => "a handler",
        Attribute::Init => "an init",
        Attribute::Shutdown => "a shutdown hook",
    };
    if configures && let Some(route) = args.routes.first() {
        let message = format!("a function over `ServiceConfig` makes its own routes: remove the `{}`", route.method);
        diag.error(&route.pattern, message);
    }
    if let Some(token) = &signature.constness {
        diag.error(token, format!("{what} cannot be `const`: remove the word"));
    }
    if let Safety::Unsafe(token) = &signature.safety {
        diag.error(token, format!("{what} cannot be `unsafe`: nobody could vouch for its call"));
    }
    if let Some(abi) = &signature.abi {
        diag.error(abi, format!("{what} is called by Rust code alone: remove the `extern`"));
    }
    if configures && let Some(token) = &signature.asyncness {
        diag.error(token, "a function over `&mut ServiceConfig` makes routes before any request: remove the `async`");
    }
    // Of a plain `fn` over one shared reference only the reference is wrong.
    let lacks_mut = matches!(types(func).collect::<Vec<_>>()[..], [Type::Reference(_)]);
    if attribute == Attribute::Http && signature.asyncness.is_none() && !configures && !lacks_mut {
        let message = "an HTTP handler runs on the server's own thread: make it `async fn`; \
                       a plain `fn` takes `&mut ServiceConfig` and makes routes";
        diag.error(signature.fn_token, message);
    }
    if signature.ident == "main" {
        let message = format!("`main` is what starts the program: give {what} a name of its own, and `main` is there");
        diag.error(&signature.ident, message);
    }
    if !signature.generics.params.is_empty() {
        let message = format!("{what} cannot be generic, since nobody names its types: write the types themselves");
        diag.error(&signature.generics, message);
    }
    let mut has_config = false;
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(receiver) => diag.error(
                receiver.self_token,
                format!("{what} is a free function, and this one is a method: move it out of the `impl`"),
            ),
            FnArg::Typed(parameter) => {
                if let Some(cfg) = parameter.attrs.iter().find(|attr| attr.path().is_ident("cfg")) {
                    let message = "a parameter cannot come and go with `cfg`: write the function once for each case";
                    diag.error(cfg, message);
                }
                if configures {
                    if has_config || !is_mutable_reference(&parameter.ty) {
                        let message = "a function over `ServiceConfig` takes nothing else: take this in the handlers of its routes";
                        diag.error(&parameter.ty, message);
                    }
                    has_config |= is_mutable_reference(&parameter.ty);
                } else if attribute == Attribute::Http && signature.asyncness.is_none() && lacks_mut {
                    diag.error(&parameter.ty, "a plain `fn` makes routes: let it take `&mut ServiceConfig`");
                } else {
                    check_parameter(attribute, &parameter.ty, diag);
                }
            }
        }
    }
    if attribute == Attribute::Http
        && let Some(parameter) = signature.inputs.iter().nth(EXTRACTORS)
    {
        let message = format!("actix-web gives a handler at most {EXTRACTORS} parameters: take several as one tuple");
        diag.error(parameter, message);
    }
    if let Some(variadic) = &signature.variadic {
        diag.error(variadic.dots, format!("{what} takes a fixed number of parameters: remove the `...`"));
    }
    if let Some(clause) = &signature.generics.where_clause {
        diag.error(clause, format!("{what} cannot be generic: remove the `where`"));
    }
    if configures
        && let ReturnType::Type(_, ty) = &signature.output
        && !matches!(&**ty, Type::Tuple(tuple) if tuple.elems.is_empty())
    {
        diag.error(ty, "a function over `ServiceConfig` returns nothing: what can fail goes into an `#[scf::init]`");
    }
    if attribute == Attribute::Init
        && let ReturnType::Type(_, ty) = &signature.output
        && let Some(word) = impl_in(ty)
    {
        diag.error(word_or_type(&word, ty), "the type of a state needs a name that `State<…>` can say: write it out");
    }
}

fn check_parameter(attribute: Attribute, ty: &Type, diag: &mut Diag) {
    if let Some(word) = impl_in(ty) {
        return diag.error(word_or_type(&word, ty), "a parameter here needs a type with a name: write it out");
    }
    match ty {
        // An init takes `&Function`; that these take no other is left to traits.
        Type::Reference(_) if matches!(attribute, Attribute::Init | Attribute::Shutdown) => {}
        Type::Reference(reference) => {
            let owned = owned(&reference.elem);
            diag.error(ty, format!("nothing outlives the call that a reference could point into: take `{owned}`"));
        }
        ty if borrows(ty) => {
            diag.error(
                ty,
                "a parameter owns its data, and this type borrows: take one without a reference or lifetime",
            );
        }
        _ => {}
    }
}

/// actix-web's limit of a handler's parameters.
const EXTRACTORS: usize = 16;

fn word_or_type(word: &proc_macro2::TokenTree, ty: &Type) -> proc_macro2::TokenStream {
    match ty {
        Type::ImplTrait(_) => ty.to_token_stream(),
        _ => word.to_token_stream(),
    }
}

/// What to take in place of a reference.
fn owned(referenced: &Type) -> String {
    match referenced {
        Type::Slice(slice) => format!("Vec<{}>", text(&slice.elem)),
        _ => match text(referenced).as_str() {
            "str" => "String".to_owned(),
            text => text.to_owned(),
        },
    }
}

/// A type as it is written by hand.
fn text(ty: &Type) -> String {
    let text = ty.to_token_stream().to_string();
    text.replace(" :: ", "::").replace(" <", "<").replace("< ", "<").replace(" >", ">").replace(" ,", ",")
}
