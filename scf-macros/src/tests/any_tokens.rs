//! Whatever stands in the parentheses and below them: no panic, the item comes back, and what is behind it is
//! code, with errors in it where and only where something is wrong.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{Annotated, DOORS};
use crate::args::{Args, Attribute};
use crate::entry::Entry;
use crate::func::Item;

const WORDS: &[&str] = &[
    "get",
    "post",
    "put",
    "delete",
    "patch",
    "head",
    "options",
    "any",
    "budget",
    "init_timeout",
    "crate",
    "self",
    "Self",
    "super",
    "fn",
    "async",
    "const",
    "unsafe",
    "extern",
    "safe",
    "pub",
    "impl",
    "dyn",
    "for",
    "where",
    "mut",
    "ref",
    "struct",
    "enum",
    "trait",
    "mod",
    "use",
    "static",
    "type",
    "union",
    "macro_rules",
    "auto",
    "let",
    "return",
    "in",
    "String",
    "Result",
    "Option",
    "State",
    "Context",
    "ServiceConfig",
    "T",
    "x",
    "scf",
    "main",
    "_",
];

const TEXTS: &[&str] = &[
    "",
    "/",
    "/orders/{id}",
    "/{a}/{a}",
    "/{",
    "}",
    "/{x:[0-9]{2}}",
    "/{rest}*",
    "5s",
    "500ms",
    "30s",
    "0s",
    "s",
    "é/{ü}",
    "18446744073709551616s",
];

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        select(TEXTS).prop_map(Literal::string),
        any::<String>().prop_map(|text| Literal::string(&text)),
        any::<u64>().prop_map(Literal::u64_suffixed),
        any::<u8>().prop_map(Literal::u8_unsuffixed),
        any::<f32>()
            .prop_filter("literals are finite", |number| number.is_finite())
            .prop_map(|number| { Literal::f32_suffixed(number.abs()) }),
        any::<char>().prop_map(Literal::character),
        vec(any::<u8>(), 0..4).prop_map(|bytes| Literal::byte_string(&bytes)),
    ]
}

fn token() -> impl Strategy<Value = TokenTree> {
    let leaf = prop_oneof![
        4 => select(WORDS).prop_map(|word| TokenTree::from(Ident::new(word, Span::call_site()))),
        1 => select(vec!["match", "fn", "get", "x"])
            .prop_map(|word| TokenTree::from(Ident::new_raw(word, Span::call_site()))),
        4 => (select("=,<>&'!:;.+-*/#?|@$%^~".chars().collect::<Vec<_>>()), any::<bool>()).prop_map(|(c, joint)| {
            TokenTree::from(Punct::new(c, if joint { Spacing::Joint } else { Spacing::Alone }))
        }),
        2 => literal().prop_map(TokenTree::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let delimiter = select(vec![Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None]);
        (delimiter, vec(inner, 0..6))
            .prop_map(|(delimiter, tokens)| TokenTree::from(Group::new(delimiter, tokens.into_iter().collect())))
    })
}

fn tokens(most: usize) -> impl Strategy<Value = TokenStream> {
    vec(token(), 0..most).prop_map(TokenStream::from_iter)
}

/// Text that is tokens.
fn written(choices: &'static [&'static str]) -> impl Strategy<Value = TokenStream> {
    select(choices).prop_map(|text| text.parse().unwrap())
}

/// Arguments that are nearly right, wherever they belong.
fn arguments() -> impl Strategy<Value = TokenStream> {
    let argument = prop_oneof![
        select(TEXTS).prop_flat_map(|text| {
            select(&WORDS[..11]).prop_map(move |name| {
                let (name, text) = (Ident::new(name, Span::call_site()), Literal::string(text));
                quote::quote!(#name = #text)
            })
        }),
        written(&[
            "crate = ::scf",
            "crate = a::b",
            "crate = crate",
            "crate = r#fn",
            "crate =",
            "get",
            "budget = 7",
            ""
        ]),
        tokens(4),
    ];
    vec(argument, 0..4).prop_map(|arguments| quote::quote!(#(#arguments),*))
}

/// Functions that are nearly right, of parts that may be anything.
fn function() -> impl Strategy<Value = TokenStream> {
    let before =
        written(&["", "pub", "pub(crate)", "#[doc = \"x\"]", "#[cfg(test)] pub(in a::b)", "#[inline] #[must_use]"]);
    let modifiers = written(&["", "async", "const", "unsafe", "async unsafe extern \"C\"", "extern", "safe"]);
    let name = written(&["f", "r#fn", "größe", "_f", "greet", "f2", "r#main", "MAIN", "main"]);
    let generics = written(&["", "", "", "<T>", "<'a, const N: usize>", "<>"]);
    let types = prop_oneof![
        4 => written(&[
            "String", "&str", "&mut ServiceConfig", "&mut T", "State<App>", "(u8, Vec<&'a str>)", "impl Copy", "[u8; 4]", "!",
            "Vec<impl Fn(&str) -> u8>", "Result<(), Error>", "fn(&str) -> u8", "dyn Copy", "<A as B>::C", "_", "$t", "T![]",
            "Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>>", "*const u8", "{ 7 }", "Self", "for<'a> fn(&'a u8)",
        ]),
        1 => tokens(5),
    ];
    let parameter = prop_oneof![
        6 => (written(&["x", "mut x", "_", "Path(x)", "S { x, .. }", "(x, y)", "#[cfg(test)] x", "&x", "1..=2"]), types.clone().boxed())
            .prop_map(|(pattern, ty)| quote::quote!(#pattern: #ty)),
        1 => written(&["self", "&self", "&mut self", "self: Box<Self>", "...", "x: ...", "x", ""]),
        1 => tokens(4),
    ];
    let parameters = vec(parameter, 0..4);
    let output = prop_oneof![Just(TokenStream::new()).boxed(), types.prop_map(|ty| quote::quote!(-> #ty)).boxed()];
    let clause = written(&["", "", "", "where", "where T: Copy"]);
    let body = prop_oneof![3 => tokens(6).prop_map(|body| quote::quote!({ #body })), 1 => written(&[";", "", "{} fn g() {}", "= 7;"])];
    ((before, modifiers, name, generics), (parameters, output, clause, body)).prop_map(
        |((before, modifiers, name, generics), (parameters, output, clause, body))| {
            quote::quote!(#before #modifiers fn #name #generics (#(#parameters),*) #output #clause #body)
        },
    )
}

fn annotated() -> impl Strategy<Value = Annotated> {
    let args = prop_oneof![Just(TokenStream::new()).boxed(), arguments().boxed(), tokens(10).boxed()];
    let item = prop_oneof![3 => function().boxed(), 1 => tokens(12).boxed()];
    (select(&DOORS[..]), args, item).prop_map(|(attribute, args, item)| Annotated { attribute, args, item })
}

impl std::fmt::Debug for Annotated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#[{}({})] {}", self.attribute.name(), self.args, self.item)
    }
}

fn is_accepted(annotated: &Annotated) -> bool {
    let Annotated { attribute, args, item } = annotated;
    let (args, args_errors) = Args::parse(*attribute, args.clone());
    Entry::new(*attribute, args, args_errors, Item::parse(item.clone())).is_ok()
}

fn is_compile_error(item: &syn::Item) -> bool {
    matches!(item, syn::Item::Macro(item) if item.mac.path.segments.iter().map(|segment| segment.ident.to_string()).eq(["core", "compile_error"]))
}

/// 10,000 cases, or as many more as `PROPTEST_CASES` says.
fn cases() -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig { cases: default.cases.max(10_000), failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_input_gives_the_item_back_and_code_behind_it(annotated in annotated()) {
        let behind: syn::File = syn::parse2(annotated.generated())
            .map_err(|error| TestCaseError::fail(format!("what is behind the item is no code: {error}")))?;
        let errors = behind.items.iter().filter(|item| is_compile_error(item)).count();
        prop_assert_eq!(errors == 0, is_accepted(&annotated), "{} errors", errors);
    }

    #[test]
    fn any_arguments_are_read_whatever_the_item_is(args in arguments(), attribute in select(&DOORS[..])) {
        let with = |item: &str| Annotated { attribute, args: args.clone(), item: item.parse().unwrap() };
        let (on_function, on_struct) = (is_accepted(&with("async fn f() {}")), is_accepted(&with("struct S;")));
        prop_assert!(!on_struct);
        let (read, wrong) = Args::parse(attribute, args.clone());
        prop_assert!(!on_function || wrong.is_ok(), "an error was lost");
        prop_assert!(attribute == Attribute::Http || read.routes.is_empty());
        prop_assert!(read.routes.iter().all(|route| route.pattern.value().starts_with('/')));
        prop_assert!(read.budget.as_ref().is_none_or(|budget| !budget.length.is_zero()));
    }
}

/// Random input proves little if none of it is right.
#[test]
fn random_functions_are_accepted_often_enough_to_mean_something() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = annotated();
    let accepted = (0..2000).filter(|_| is_accepted(&strategy.new_tree(&mut runner).unwrap().current())).count();
    assert!(accepted > 20, "{accepted} of 2000");
}
