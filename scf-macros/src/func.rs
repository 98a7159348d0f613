//! Item tokens → [`Func`]: the signature is parsed, the body is left alone.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, FnArg, ReturnType, Signature, Type, Visibility};

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
    let mut signature: Signature = input.parse()?;
    for input in &mut signature.inputs {
        if let FnArg::Typed(parameter) = input {
            ungroup(&mut parameter.ty);
        }
    }
    if let ReturnType::Type(_, ty) = &mut signature.output {
        ungroup(ty);
    }
    let has_body = input.peek(syn::token::Brace);
    input.parse::<TokenStream>()?;
    Ok(Item::Func(Box::new(Func { signature, has_body })))
}

/// A `macro_rules!` hands on a `$t:ty` between delimiters that nobody sees: the type is what stands within.
fn ungroup(ty: &mut Box<Type>) {
    while let Type::Group(group) = &mut **ty {
        *ty = std::mem::replace(&mut group.elem, Box::new(Type::Verbatim(TokenStream::new())));
    }
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

/// Whether there is a reference or a lifetime other than `'static` in a type, not counting what a function in it,
/// `Fn(&str)`, takes.
pub fn borrows(ty: impl ToTokens) -> bool {
    borrows_in(ty.into_token_stream())
}

fn borrows_in(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    let mut after_word = false;
    while let Some(token) = tokens.next() {
        let takes_parameters = std::mem::take(&mut after_word);
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '&' => {
                let is_lifetime = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == '\'');
                if !tokens.peek().is_some_and(is_lifetime) {
                    return true;
                }
            }
            TokenTree::Punct(mark) if mark.as_char() == '\'' => {
                let is_static = tokens.next().is_some_and(|name| is_word(&name, "static"));
                if !is_static {
                    return true;
                }
            }
            // `for<'a> Fn(&'a str)` declares its own.
            TokenTree::Ident(word) if word == "for" => return false,
            TokenTree::Ident(_) => after_word = true,
            TokenTree::Group(group) if !takes_parameters && borrows_in(group.stream()) => return true,
            _ => {}
        }
    }
    false
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
