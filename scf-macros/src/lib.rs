//! The attributes of `scf-runtime`, which documents them where they are re-exported.

#![allow(missing_docs, reason = "documented where they are re-exported, in `scf-runtime`")]
// Whatever is written, the answer is an error of the compiler's and no panic.
#![cfg_attr(not(test), warn(clippy::expect_used, clippy::panic, clippy::unwrap_used))]

use proc_macro::TokenStream;

mod args;
mod diag;
mod entry;
mod expand;
mod func;
#[cfg(test)]
mod tests;

use args::Attribute;

#[proc_macro_attribute]
pub fn event(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Attribute::Event, args.into(), item.into()).into()
}

#[proc_macro_attribute]
pub fn http(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Attribute::Http, args.into(), item.into()).into()
}

#[proc_macro_attribute]
pub fn init(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Attribute::Init, args.into(), item.into()).into()
}

#[proc_macro_attribute]
pub fn shutdown(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Attribute::Shutdown, args.into(), item.into()).into()
}

#[proc_macro_attribute]
pub fn main(_: TokenStream, item: TokenStream) -> TokenStream {
    expand::no_main(item.into()).into()
}

/// Becomes its arguments: see `expand`.
#[proc_macro_attribute]
pub fn behind(items: TokenStream, _: TokenStream) -> TokenStream {
    items
}
