//! What the attributes make of tokens, without a compiler.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;
use syn::{Attribute, ItemMacro, Meta};

use crate::args::Attribute as Door;
use crate::expand::expand;

mod any_tokens;
mod expansions;
mod mistakes;
mod names;

const DOORS: [Door; 4] = [Door::Event, Door::Http, Door::Init, Door::Shutdown];

/// An annotated item, taken apart as the compiler does it. All spans are of one source.
struct Annotated {
    attribute: Door,
    args: TokenStream,
    item: TokenStream,
}

impl Annotated {
    /// Reads `#[event(…)] item`.
    fn parse(source: &str) -> Self {
        let tokens: TokenStream = source.parse().unwrap();
        let mut tokens = tokens.into_iter();
        let Some(TokenTree::Punct(_)) = tokens.next() else { panic!("no attribute: {source}") };
        let Some(TokenTree::Group(brackets)) = tokens.next() else { panic!("no attribute: {source}") };
        let mut inside = brackets.stream().into_iter();
        let name = inside.next().unwrap().to_string();
        let attribute = DOORS.into_iter().find(|attribute| attribute.name() == name).unwrap();
        let args = match inside.next() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => group.stream(),
            Some(other) => panic!("no arguments: {other}"),
            None => TokenStream::new(),
        };
        Self { attribute, args, item: tokens.collect() }
    }

    fn expanded(&self) -> TokenStream {
        expand(self.attribute, self.args.clone(), self.item.clone())
    }

    /// What stands behind the item, once it is sure that the item itself comes first and as it was, under nothing
    /// but the lints that an attribute switches off.
    fn behind(&self) -> TokenStream {
        let lints = quote!(#[allow(clippy::needless_pass_by_value, clippy::unused_async)]);
        let lints: Vec<String> = lints.into_iter().map(|token| token.to_string()).collect();
        let expanded = self.expanded().into_iter();
        let has_lints = expanded.clone().take(lints.len()).map(|token| token.to_string()).eq(lints.iter().cloned());
        let mut expanded = expanded.skip(if has_lints { lints.len() } else { 0 });
        for token in self.item.clone() {
            let given_back = expanded.next().map(|token| token.to_string());
            assert_eq!(given_back, Some(token.to_string()), "the item is not given back as it was");
        }
        expanded.collect()
    }

    /// What is generated in the end: where it is folded into one item, that item's attribute unfolds it.
    fn generated(&self) -> TokenStream {
        let behind = self.behind();
        let Ok(folded) = syn::parse2::<ItemMacro>(behind.clone()) else { return behind };
        match folded.attrs.as_slice() {
            [Attribute { meta: Meta::List(list), .. }]
                if list.path.segments.last().is_some_and(|last| last.ident == "behind") =>
            {
                list.tokens.clone()
            }
            _ => behind,
        }
    }
}
