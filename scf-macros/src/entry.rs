//! [`Args`] + [`Func`] → [`Entry`]: all rules that tokens can break. Behind it nothing can be wrong but types,
//! and those the compiler checks.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{FnArg, Path, ReturnType, Safety, Type, parse_quote};

use crate::args::{Args, Route};
use crate::diag::Diag;
use crate::func::{Func, Item, impl_in, lifetime_in};

/// Which of the doors was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    Event,
    Http,
    Init,
    Shutdown,
}

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

impl Attribute {
    pub fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Http => "http",
            Self::Init => "init",
            Self::Shutdown => "shutdown",
        }
    }

    /// A handler gets its arguments from a request and is called often, the others once.
    fn is_handler(self) -> bool {
        matches!(self, Self::Event | Self::Http)
    }
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
        check_budget(&args, &mut diag);
        let func = match item.and_then(|item| function(attribute, item)) {
            Ok(func) => func,
            Err(no_function) => return Err(diag.fail(no_function)),
        };
        let configures = attribute == Attribute::Http && takes_service_config(&func);
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

/// `fn(&mut ServiceConfig)` is told from a handler by what no extractor can be: a mutable reference.
fn takes_service_config(func: &Func) -> bool {
    let mut types = func.signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(parameter) => Some(&*parameter.ty),
        FnArg::Receiver(_) => None,
    });
    let mutable = |ty: &Type| matches!(ty, Type::Reference(reference) if reference.mutability.is_some());
    func.signature.asyncness.is_none() && types.next().is_some_and(mutable) && types.next().is_none()
}

/// The platform ends a start that takes longer, unless the function's InitTimeout says otherwise.
const START_LIMIT_S: u64 = 30;
/// The values that InitTimeout may have.
const INIT_TIMEOUT_S: std::ops::RangeInclusive<u64> = 3..=300;

fn check_budget(args: &Args, diag: &mut Diag) {
    let limit = match &args.init_timeout {
        Some(timeout) if !INIT_TIMEOUT_S.contains(&timeout.length.as_secs()) => {
            let (from, to) = (INIT_TIMEOUT_S.start(), INIT_TIMEOUT_S.end());
            let message = format!("the platform takes an InitTimeout of {from} to {to} seconds: write what it is set to");
            return diag.error(&timeout.written, message);
        }
        Some(timeout) => timeout.length.as_secs(),
        None => START_LIMIT_S,
    };
    if let Some(budget) = &args.budget
        && budget.length.as_secs() >= limit
    {
        let message = match &args.init_timeout {
            Some(_) => format!("the platform ends this start after {limit} s: keep the budget below"),
            None => format!(
                "the platform ends a start after {limit} s: keep the budget below, or say what the function's \
                 InitTimeout is set to, as in `init_timeout = \"90s\"`"
            ),
        };
        diag.error(&budget.written, message);
    }
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
    if let Some(token) = &signature.constness {
        diag.error(token, format!("{what} cannot be `const`: remove the word"));
    }
    if let Safety::Unsafe(token) = &signature.safety {
        diag.error(token, format!("{what} cannot be `unsafe`: nobody could vouch for its call"));
    }
    if let Some(abi) = &signature.abi {
        diag.error(abi, format!("{what} is called by Rust code alone: remove the `extern`"));
    }
    if attribute == Attribute::Http && signature.asyncness.is_none() && !configures {
        let message = "an HTTP handler runs on the server's own thread: make it `async fn`";
        diag.error(&signature.fn_token, message);
    }
    if configures && let Some(route) = args.routes.first() {
        let message = format!("a function over `ServiceConfig` makes its own routes: remove the `{}`", route.method);
        diag.error(&route.pattern, message);
    }
    if !signature.generics.params.is_empty() {
        let message = format!("{what} cannot be generic, since nobody names its types: write the types themselves");
        diag.error(&signature.generics, message);
    }
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(receiver) => diag.error(
                &receiver.self_token,
                format!("{what} is a free function, and this one is a method: move it out of the `impl`"),
            ),
            FnArg::Typed(parameter) => {
                if let Some(cfg) = parameter.attrs.iter().find(|attr| attr.path().is_ident("cfg")) {
                    let message = "a parameter cannot come and go with `cfg`: write the function once for each case";
                    diag.error(cfg, message);
                }
                if !configures {
                    check_parameter(attribute, &parameter.ty, diag);
                }
            }
        }
    }
    if let Some(variadic) = &signature.variadic {
        diag.error(&variadic.dots, format!("{what} takes a fixed number of parameters: remove the `...`"));
    }
    if let Some(clause) = &signature.generics.where_clause {
        diag.error(clause, format!("{what} cannot be generic: remove the `where`"));
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
        // An init takes `&Function`; what else it takes is told apart by traits.
        Type::Reference(_) if attribute == Attribute::Init => {}
        Type::Reference(reference) => {
            let owned = owned(&reference.elem);
            diag.error(ty, format!("nothing outlives the call that a reference could point into: take `{owned}`"));
        }
        ty if attribute.is_handler() && lifetime_in(ty).is_some() => {
            diag.error(ty, "a parameter owns its data, and this type borrows: take one without a lifetime");
        }
        _ => {}
    }
}

fn word_or_type(word: &proc_macro2::TokenTree, ty: &Type) -> proc_macro2::TokenStream {
    match ty {
        Type::ImplTrait(_) => ty.to_token_stream(),
        _ => word.to_token_stream(),
    }
}

/// What to take in place of a reference.
fn owned(referenced: &Type) -> String {
    let text = referenced.to_token_stream().to_string();
    match text.as_str() {
        "str" => "String".to_owned(),
        _ => match referenced {
            Type::Slice(slice) => format!("Vec<{}>", slice.elem.to_token_stream()),
            _ => text,
        },
    }
}
