//! Attribute tokens → [`Args`]. Each argument is known once, in [`KNOWN`].

use std::time::Duration;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{LitStr, Path, Token, parse_quote};

use crate::diag::Diag;

/// Which of the doors was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    Event,
    Http,
    Init,
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
}

/// What stands between the parentheses of an attribute.
#[derive(Default)]
pub struct Args {
    /// `crate = path`
    krate: Option<Path>,
    /// Whether there is a `crate = …` that cannot be read.
    krate_is_wrong: bool,
    /// Which argument is being read.
    at: usize,
    /// `get = "/path"` and its like, in source order.
    pub routes: Vec<Route>,
    /// `budget = "5s"`
    pub budget: Option<Span>,
    /// `init_timeout = "90s"`
    init_timeout: Option<Span>,
}

/// A method of the list and a path pattern.
pub struct Route {
    pub method: &'static str,
    pub pattern: LitStr,
}

/// A span of time and where the user wrote it.
pub struct Span {
    pub length: Duration,
    written: LitStr,
    at: usize,
}

/// An error of the argument at a place in the list.
struct Mistake {
    at: usize,
    error: syn::Error,
}

impl Span {
    fn mistake(&self, message: String) -> Mistake {
        Mistake { at: self.at, error: syn::Error::new_spanned(&self.written, message) }
    }
}

/// An argument: its name, where it may stand, and how its value is read.
struct Known {
    name: &'static str,
    on: &'static [Attribute],
    read: fn(&mut Args, &'static str, ParseStream) -> syn::Result<()>,
}

use Attribute::{Event, Http, Init, Shutdown};

const KNOWN: &[Known] = &[
    Known { name: "get", on: &[Http], read: route },
    Known { name: "post", on: &[Http], read: route },
    Known { name: "put", on: &[Http], read: route },
    Known { name: "delete", on: &[Http], read: route },
    Known { name: "patch", on: &[Http], read: route },
    Known { name: "head", on: &[Http], read: route },
    Known { name: "options", on: &[Http], read: route },
    Known { name: "any", on: &[Http], read: route },
    Known { name: "budget", on: &[Init], read: budget },
    Known { name: "init_timeout", on: &[Init], read: init_timeout },
    Known { name: "crate", on: &[Event, Http, Init, Shutdown], read: krate },
];

impl Args {
    /// Reads all arguments, also behind one that is wrong. What could be read is given back with the mistakes.
    pub fn parse(attribute: Attribute, tokens: TokenStream) -> (Self, syn::Result<()>) {
        let mut args = Self::default();
        let mut mistakes: Vec<Mistake> = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for (at, argument) in split_at_commas(tokens).into_iter().enumerate() {
            args.at = at;
            let read = |input: ParseStream| args.argument(attribute, &mut seen, input);
            mistakes.extend(read.parse2(argument).err().map(|error| Mistake { at, error }));
        }
        args.krate_is_wrong = args.krate.is_none() && seen.contains(&"crate");
        mistakes.extend(check_budget(&args, seen.contains(&"budget")));
        mistakes.sort_by_key(|mistake| mistake.at);
        let mut diag = Diag::default();
        for mistake in mistakes {
            diag.take::<()>(Err(mistake.error));
        }
        (args, diag.finish(()))
    }

    /// The path of the runtime crate, if it is known.
    pub fn krate(&self) -> Option<Path> {
        match &self.krate {
            Some(path) => Some(path.clone()),
            None if self.krate_is_wrong => None,
            None => Some(parse_quote!(::scf)),
        }
    }

    fn argument(&mut self, attribute: Attribute, seen: &mut Vec<&str>, input: ParseStream) -> syn::Result<()> {
        let Ok(key) = input.call(Ident::parse_any) else {
            let rest: TokenStream = input.parse()?;
            return Err(syn::Error::new_spanned(&rest, nameless(attribute, &rest)));
        };
        let Some(known) = KNOWN.iter().find(|known| key == known.name && known.on.contains(&attribute)) else {
            input.parse::<TokenStream>()?;
            return Err(unknown(attribute, &key));
        };
        if seen.contains(&known.name) {
            input.parse::<TokenStream>()?;
            return Err(syn::Error::new_spanned(&key, format!("`{key}` is given twice: keep one of them")));
        }
        seen.push(known.name);
        if input.parse::<Token![=]>().is_err() || input.is_empty() {
            input.parse::<TokenStream>()?;
            return Err(syn::Error::new_spanned(&key, format!("`{key}` has no value: {}", example(known.name))));
        }
        if let Some(next) = argument_behind(&input.fork().parse()?) {
            input.parse::<TokenStream>()?;
            return Err(syn::Error::new_spanned(
                &next,
                format!("an argument ends with a comma: write one before `{next}`"),
            ));
        }
        (known.read)(self, known.name, input)
    }
}

/// The name of an argument that follows a value without a comma.
fn argument_behind(value: &TokenStream) -> Option<Ident> {
    let tokens: Vec<TokenTree> = value.clone().into_iter().collect();
    tokens.windows(3).find_map(|tokens| match tokens {
        [_, TokenTree::Ident(name), TokenTree::Punct(equals)] if equals.as_char() == '=' => Some(name.clone()),
        _ => None,
    })
}

/// What to say of an argument that does not begin with a name.
fn nameless(attribute: Attribute, argument: &TokenStream) -> String {
    match (attribute, syn::parse2::<LitStr>(argument.clone())) {
        (Http, Ok(path)) => {
            let path = path.value();
            let (method, path) = match method_and_path(&path) {
                Some((method, path)) => (method, path),
                None if path.starts_with('/') => ("get", &*path),
                None => ("get", "/path"),
            };
            format!("a path stands behind a method: write `{method} = {path:?}`")
        }
        (Init, Ok(budget)) => format!("a span of time has a name: write `budget = {:?}`", budget.value()),
        _ => format!("this is no argument: {}", expected(attribute)),
    }
}

/// The method, as an argument is called, and the path of `"GET /path"`.
fn method_and_path(text: &str) -> Option<(&'static str, &str)> {
    let (method, path) = text.split_once(' ')?;
    let known = KNOWN.iter().find(|known| known.on == [Http] && known.name.eq_ignore_ascii_case(method))?;
    path.starts_with('/').then_some((known.name, path))
}

fn unknown(attribute: Attribute, key: &Ident) -> syn::Error {
    let name = key.to_string();
    let message = match KNOWN.iter().find(|known| known.name.eq_ignore_ascii_case(&name)) {
        Some(known) if known.on.contains(&attribute) => format!("unknown argument `{name}`: write `{}`", known.name),
        Some(known) if known.name == name => {
            format!("`{name}` is an argument of `#[scf::{}]`: {}", known.on[0].name(), expected(attribute))
        }
        _ => format!("unknown argument `{name}`: {}", expected(attribute)),
    };
    syn::Error::new_spanned(key, message)
}

/// "expected one of …", from the list of arguments.
fn expected(attribute: Attribute) -> String {
    let names: Vec<String> =
        KNOWN.iter().filter(|known| known.on.contains(&attribute)).map(|known| format!("`{}`", known.name)).collect();
    match names.as_slice() {
        [one] => format!("there is only {one}"),
        _ => {
            let names = names.join(", ");
            let first = if attribute == Http { "get = \"/path\"" } else { "budget = \"5s\"" };
            format!("expected one of {names}, as in `{first}`")
        }
    }
}

/// What a right use of the argument looks like.
fn example(name: &str) -> String {
    match name {
        "crate" => "write `crate = path`, as in `crate = ::my_scf`".to_owned(),
        "budget" => "write `budget = \"5s\"`, or `ms` for milliseconds".to_owned(),
        "init_timeout" => "write `init_timeout = \"90s\"`, as the function's setting says".to_owned(),
        method => format!("write `{method} = \"/path\"`"),
    }
}

fn route(args: &mut Args, method: &'static str, input: ParseStream) -> syn::Result<()> {
    let pattern = text(method, input)?;
    check_pattern(&pattern)?;
    args.routes.push(Route { method, pattern });
    Ok(())
}

fn budget(args: &mut Args, name: &'static str, input: ParseStream) -> syn::Result<()> {
    args.budget = Some(span(name, args.at, input)?);
    Ok(())
}

fn init_timeout(args: &mut Args, name: &'static str, input: ParseStream) -> syn::Result<()> {
    args.init_timeout = Some(span(name, args.at, input)?);
    Ok(())
}

fn krate(args: &mut Args, name: &'static str, input: ParseStream) -> syn::Result<()> {
    let value: TokenStream = input.parse()?;
    let path = Path::parse_mod_style.parse2(value.clone());
    args.krate = Some(path.map_err(|_| wrong(&value, format!("`crate` takes a path: {}", example(name))))?);
    Ok(())
}

/// The rest of an argument as one string literal.
fn text(name: &str, input: ParseStream) -> syn::Result<LitStr> {
    let value: TokenStream = input.parse()?;
    syn::parse2(value.clone()).map_err(|_| wrong(&value, format!("`{name}` takes a string: {}", example(name))))
}

/// An error under a value.
fn wrong(value: &TokenStream, message: String) -> syn::Error {
    syn::Error::new_spanned(value, message)
}

/// `"5s"` or `"500ms"`.
fn span(name: &str, at: usize, input: ParseStream) -> syn::Result<Span> {
    let written = text(name, input)?;
    let value = written.value();
    let digits = value.trim_end_matches(|c: char| !c.is_ascii_digit());
    let length = match (digits.parse(), &value[digits.len()..]) {
        (Ok(number), "s") => Duration::from_secs(number),
        (Ok(number), "ms") => Duration::from_millis(number),
        _ => {
            let message = format!("`{value}` is no span of time: {}", example(name));
            return Err(syn::Error::new_spanned(&written, message));
        }
    };
    if length.is_zero() {
        return Err(syn::Error::new_spanned(&written, format!("`{name}` is above zero: {}", example(name))));
    }
    Ok(Span { length, written, at })
}

/// The platform ends a start that takes longer, unless the function's InitTimeout says otherwise.
const START_LIMIT_S: u64 = 30;
/// The budget of an init that gives none.
const INIT_BUDGET_S: u64 = 20;
/// The values that InitTimeout may have.
const INIT_TIMEOUT_S: std::ops::RangeInclusive<u64> = 3..=300;

/// What is wrong with the budget and the platform's own limit, each of which may stand first. A budget that is given and
/// cannot be read is a mistake already.
fn check_budget(args: &Args, is_given: bool) -> Option<Mistake> {
    let limit = match &args.init_timeout {
        Some(timeout) if !INIT_TIMEOUT_S.contains(&timeout.length.as_secs()) => {
            let (from, to) = (INIT_TIMEOUT_S.start(), INIT_TIMEOUT_S.end());
            let message =
                format!("the platform takes an InitTimeout of {from} to {to} seconds: write what it is set to");
            return Some(timeout.mistake(message));
        }
        Some(timeout) => timeout.length.as_secs(),
        None => START_LIMIT_S,
    };
    let Some(budget) = &args.budget else {
        let timeout = args.init_timeout.as_ref().filter(|_| !is_given && INIT_BUDGET_S >= limit)?;
        let message = format!(
            "the platform ends this start after {limit} s, and an init without a `budget` has {INIT_BUDGET_S} s: give it \
             one that is below"
        );
        return Some(timeout.mistake(message));
    };
    if budget.length.as_secs() < limit {
        return None;
    }
    Some(budget.mistake(match &args.init_timeout {
        Some(_) => format!("the platform ends this start after {limit} s: keep the budget below"),
        None => format!(
            "the platform ends a start after {limit} s: keep the budget below, or say what the function's \
             InitTimeout is set to, as in `init_timeout = \"90s\"`"
        ),
    }))
}

/// A pattern as actix-web reads it: `/`, literal text, `{name}`, `{name:regex}`, and at the end `{name}*`.
fn check_pattern(pattern: &LitStr) -> syn::Result<()> {
    let text = pattern.value();
    let wrong = |message: String| Err(syn::Error::new_spanned(pattern, message));
    if !text.starts_with('/') {
        return wrong(match (method_and_path(&text), text.split_once("://")) {
            (Some((_, path)), _) => {
                format!("the method is the argument's name, and a path starts with `/`: write `{path:?}`")
            }
            (None, Some(_)) => "a path is what follows the host: write `\"/…\"`".to_owned(),
            (None, None) => format!("a path starts with `/`: write `\"/{text}\"`"),
        });
    }
    let mut names: Vec<&str> = Vec::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['{', '}']) {
        if let Some(message) = wrong_in_literal_text(&rest[..at]) {
            return wrong(message);
        }
        if rest[at..].starts_with('}') {
            return wrong("this `}` closes nothing: write `{name}` for a parameter".to_owned());
        }
        let Some(length) = closing_brace(&rest[at..]) else {
            return wrong("this `{` is not closed: write `{name}` for a parameter".to_owned());
        };
        let inside = &rest[at + 1..at + length];
        rest = &rest[at + length + 1..];
        let (name, regex) = inside.split_once(':').map_or((inside, None), |(name, regex)| (name, Some(regex)));
        if !is_name(name) {
            return wrong(format!("`{{{inside}}}` has no name: write `{{name}}`, of letters, digits and `_`"));
        }
        if names.contains(&name) {
            return wrong(format!("the parameter `{{{name}}}` stands twice: give each a name of its own"));
        }
        names.push(name);
        if regex == Some("") {
            return wrong(format!("`{{{inside}}}` has no expression behind the `:`: write `{{{name}}}`"));
        }
        if let Some(behind) = rest.strip_prefix('*') {
            if !behind.is_empty() {
                return wrong(format!("`{{{name}}}*` takes the rest of a path: nothing can follow it"));
            }
            if regex.is_some() {
                return wrong(format!("`{{{name}}}*` takes the rest of a path, whatever it is: remove the expression"));
            }
            rest = behind;
        }
    }
    if names.len() > PARAMETERS_IN_A_PATH {
        return wrong(format!("a path has at most {PARAMETERS_IN_A_PATH} parameters: take the others from the query"));
    }
    wrong_in_literal_text(rest).map_or(Ok(()), wrong)
}

/// actix-web's limit, beyond which it panics.
const PARAMETERS_IN_A_PATH: usize = 16;

/// What no request's path can match, or what other frameworks' patterns look like.
fn wrong_in_literal_text(text: &str) -> Option<String> {
    let message = if text.contains('?') {
        "a path ends before the `?`: take what follows by the extractor `scf::http::Query`".to_owned()
    } else if text.contains('#') {
        "no request has what follows a `#`: remove it".to_owned()
    } else if text.contains('*') {
        "the rest of a path has a name: write `{rest}*`".to_owned()
    } else if let Some((_, parameter)) = text.split_once("/:") {
        let name = parameter.split('/').next().unwrap_or(parameter);
        format!("a parameter stands in braces: write `/{{{name}}}` for `/:{name}`")
    } else if let Some(code) = percent_code(text) {
        format!("a request's path is compared decoded: write the character that `{code}` stands for")
    } else {
        return None;
    };
    Some(message)
}

/// A `%20` or its like; `%25`, `%2B` and `%2F` stay as they are in a request's path.
fn percent_code(text: &str) -> Option<&str> {
    text.match_indices('%').filter_map(|(at, _)| text.get(at..at + 3)).find(|code| {
        code[1..].chars().all(|c| c.is_ascii_hexdigit())
            && !["%25", "%2B", "%2F"].iter().any(|kept| kept.eq_ignore_ascii_case(code))
    })
}

/// Where the brace closes with which `text` begins; expressions may hold pairs of braces.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn is_name(name: &str) -> bool {
    name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// One stream an argument, so that each is read whatever the others are.
fn split_at_commas(tokens: TokenStream) -> Vec<TokenStream> {
    let mut arguments = Vec::new();
    let mut current = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                let argument = std::mem::take(&mut current);
                arguments.push(if argument.is_empty() { comma.into_token_stream() } else { argument });
            }
            token => current.extend([token]),
        }
    }
    if !current.is_empty() {
        arguments.push(current);
    }
    arguments
}
