//! Item tokens → [`Func`]: the signature is parsed, the body is left alone.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Signature, Visibility};

/// What the user wrote below the attribute.
pub enum Item {
    Func(Box<Func>),
    /// Something else, with the keyword that says what it is.
    Other(TokenTree),
}

/// A function: all of its signature, and of its body only whether there is one.
pub struct Func {
    pub signature: Signature,
    pub has_body: bool,
}

impl Item {
    pub fn parse(tokens: TokenStream) -> syn::Result<Self> {
        item.parse2(tokens)
    }
}

fn item(input: ParseStream) -> syn::Result<Item> {
    input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    let tokens: TokenStream = input.fork().parse()?;
    if let Some(keyword) = keyword_of_other(tokens) {
        input.parse::<TokenStream>()?;
        return Ok(Item::Other(keyword));
    }
    let signature = input.parse()?;
    let has_body = input.peek(syn::token::Brace);
    input.parse::<TokenStream>()?;
    Ok(Item::Func(Box::new(Func { signature, has_body })))
}

/// The keyword of an item that is no function: `fn` stands behind nothing but its own modifiers.
fn keyword_of_other(tokens: TokenStream) -> Option<TokenTree> {
    let is_modifier = |token: &TokenTree| match token {
        TokenTree::Ident(word) => ["const", "async", "unsafe", "safe", "extern"].iter().any(|known| word == known),
        TokenTree::Literal(_) => true, // the ABI behind `extern`
        _ => false,
    };
    if tokens.clone().into_iter().find(|token| !is_modifier(token)).is_some_and(|token| is_word(&token, "fn")) {
        return None;
    }
    tokens.into_iter().find(|token| !is_word(token, "unsafe") && !is_word(token, "auto"))
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

/// The first lifetime other than `'static` in a type.
pub fn lifetime_in(tokens: impl ToTokens) -> Option<TokenTree> {
    let mut after_quote = false;
    find(tokens.into_token_stream(), &mut |token| match token {
        TokenTree::Punct(punct) => {
            after_quote = punct.as_char() == '\'';
            false
        }
        TokenTree::Ident(name) => std::mem::take(&mut after_quote) && name != "static",
        _ => false,
    })
}

/// The first `impl` in a type.
pub fn impl_in(tokens: impl ToTokens) -> Option<TokenTree> {
    find(tokens.into_token_stream(), &mut |token| is_word(token, "impl"))
}

fn find(tokens: TokenStream, wanted: &mut impl FnMut(&TokenTree) -> bool) -> Option<TokenTree> {
    for token in tokens {
        if wanted(&token) {
            return Some(token);
        }
        if let TokenTree::Group(group) = token
            && let Some(found) = find(group.stream(), wanted)
        {
            return Some(found);
        }
    }
    None
}
