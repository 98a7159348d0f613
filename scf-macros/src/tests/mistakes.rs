//! Wrong inputs → every error, in the order of the source, with the words that it stands under: `mistakes.txt`.
//! `UPDATE_EXPECT=1` writes it anew.

use std::fmt::Write;

use expect_test::expect_file;
use proc_macro2::{Span, TokenStream};

use super::Annotated;
use crate::args::Args;
use crate::entry::Entry;
use crate::func::Item;

const MISTAKES: &[&str] = &[
    // Arguments.
    "#[event(path)] async fn f() {}",
    "#[event(get = \"/\")] async fn f() {}",
    "#[http(gte = \"/\")] async fn f() {}",
    "#[http(GET = \"/\")] async fn f() {}",
    "#[http(\"/\")] async fn f() {}",
    "#[http(get)] async fn f() {}",
    "#[http(get =)] async fn f() {}",
    "#[http(get = 7)] async fn f() {}",
    "#[http(get = \"/\" \"/more\")] async fn f() {}",
    "#[http(get = \"/\", get = \"/again\")] async fn f() {}",
    "#[http(get = \"/\",, post = \"/\")] async fn f() {}",
    "#[http(get = \"/\" post = \"/\")] async fn f() {}",
    "#[init(budget = \"5s\" init_timeout = \"60s\", later = 7)] async fn f() {}",
    "#[http(\"POST /orders\")] async fn f() {}",
    "#[http(\"orders\")] async fn f() {}",
    "#[http(get = \"GET /orders\")] async fn f() {}",
    "#[http(post = \"get /orders\")] async fn f() {}",
    "#[shutdown(budget = \"5s\")] async fn f() {}",
    "#[init(budget)] fn f() {}",
    "#[init(budget = 5)] fn f() {}",
    "#[init(budget = \"5 s\")] fn f() {}",
    "#[init(budget = \"5m\")] fn f() {}",
    "#[init(budget = \"s\")] fn f() {}",
    "#[init(budget = \"-5s\")] fn f() {}",
    "#[init(budget = \"99999999999999999999s\")] fn f() {}",
    "#[init(budget = \"0s\")] fn f() {}",
    "#[init(budget = \"30s\")] fn f() {}",
    "#[init(budget = \"30000ms\")] fn f() {}",
    "#[init(budget = \"90s\", init_timeout = \"90s\")] fn f() {}",
    "#[init(init_timeout = \"2s\")] fn f() {}",
    "#[init(init_timeout = \"10s\")] fn f() {}",
    "#[init(init_timeout = \"20s\", later = 7)] fn f() {}",
    "#[init(init_timeout = \"10s\", budget = 5)] fn f() {}",
    "#[init(init_timeout = \"301s\", budget = \"400s\")] fn f() {}",
    "#[event(crate)] async fn f() {}",
    "#[event(crate = \"scf\")] async fn f() {}",
    "#[event(crate = a, crate = b)] async fn f() {}",
    "#[event(crate = Vec<u8>)] async fn f() {}",
    // Patterns of paths.
    "#[http(get = \"\")] async fn f() {}",
    "#[http(get = \"orders\")] async fn f() {}",
    "#[http(get = \"/{id\")] async fn f() {}",
    "#[http(get = \"/id}\")] async fn f() {}",
    "#[http(get = \"/{}\")] async fn f() {}",
    "#[http(get = \"/{7}\")] async fn f() {}",
    "#[http(get = \"/{order-id}\")] async fn f() {}",
    "#[http(get = \"/{id:}\")] async fn f() {}",
    "#[http(get = \"/{id}/{id}\")] async fn f() {}",
    "#[http(get = \"/{rest}*/more\")] async fn f() {}",
    "#[http(get = \"/{rest:.*}*\")] async fn f() {}",
    "#[http(get = \"/files/*\")] async fn f() {}",
    "#[http(get = \"/orders/:id/items\")] async fn f() {}",
    "#[http(get = \"/orders?page={page}\")] async fn f() {}",
    "#[http(get = \"/my%20orders\")] async fn f() {}",
    "#[http(get = \"https://a.example/\")] async fn f() {}",
    "#[http(get = \"/{a}{b}{c}{d}{e}{f}{g}{h}{i}{j}{k}{l}{m}{n}{o}{p}{q}\")] async fn f() {}",
    "#[http(get = \"orders\", post = \"/{\")] async fn f() {}",
    // Items.
    "#[event] struct S;",
    "#[http] pub enum E {}",
    "#[init] const C: u8 = 7;",
    "#[shutdown] impl S { fn f() {} }",
    "#[event] unsafe impl Send for S {}",
    "#[event] mod m {}",
    "#[event] extern \"C\" { fn f(); }",
    "#[event] macro_rules! m { () => {} }",
    "#[event]",
    "#[event] async fn f();",
    "#[event] async fn (name: String) {}",
    // Signatures.
    "#[event] const fn f() {}",
    "#[event] unsafe fn f() {}",
    "#[event] extern \"C\" fn f() {}",
    "#[event] async fn f<T>(payload: T) {}",
    "#[event] async fn f<'a>(payload: &'a str) {}",
    "#[event] async fn f() where String: Clone {}",
    "#[event] async fn f(&self) {}",
    "#[event] async fn f(mut self: Box<Self>, payload: String) {}",
    "#[event] unsafe extern \"C\" fn f(first: *const u8, ...) {}",
    "#[event] async fn f(#[cfg(test)] payload: String) {}",
    "#[http] fn f(id: Path<u64>) {}",
    "#[http] fn f() {}",
    "#[http] fn f(first: &mut ServiceConfig, second: &mut ServiceConfig) {}",
    "#[http(get = \"/\")] fn f(app: &mut ServiceConfig) {}",
    "#[http] async fn f(app: &mut ServiceConfig) {}",
    "#[http(get = \"/\")] async fn f(body: &mut Json<u8>) {}",
    "#[http] fn f(app: &ServiceConfig) {}",
    "#[http] fn f(app: &mut ServiceConfig, db: State<Db>) -> Result<(), Error> {}",
    "#[http] async fn f(a: A, b: A, c: A, d: A, e: A, f: A, g: A, h: A, i: A, j: A, k: A, l: A, m: A, n: A, o: A, p: A, q: A) {}",
    "#[event] async fn main() {}",
    // Parameters and what is returned, as far as tokens tell.
    "#[event] async fn f(payload: &str) {}",
    "#[event] async fn f(payload: &[u8]) {}",
    "#[event] async fn f(payload: &mut Greet) {}",
    "#[event] async fn f(payload: &'static str) {}",
    "#[event] async fn f(payload: Greet<'_>) {}",
    "#[event] async fn f(payload: Cow<'static, str>, other: Vec<&'a str>) {}",
    "#[event] async fn f(payload: impl DeserializeOwned) {}",
    "#[event] async fn f(payload: Vec<impl Copy>) {}",
    "#[http] async fn f(query: Query<Filter<'_>>) {}",
    "#[event] async fn f(names: (u8, Vec<&str>), app: State<&App>, call: State<fn(&str)>) {}",
    "#[http] async fn f(body: &Json<Vec<u8>>, path: &a::Path<u8, u8>) {}",
    "#[init] async fn f() -> impl Service {}",
    "#[init] async fn f() -> Result<impl Service, Error> {}",
    // Several at a time.
    "#[event(now, budget = \"5s\", crate = 7)] const unsafe fn f<T>(&self, a: &str, b: impl Copy) where T: Copy {}",
    "#[init(budget = \"40s\", later = 7)] extern \"C\" fn f(all: impl Copy) -> impl Copy {}",
    "#[http(get = \"x\", put = \"/}\", nothing)] struct S;",
];

/// The errors of an input: where each stands, and what it says.
fn errors(annotated: &Annotated) -> Vec<(Span, String)> {
    let Annotated { attribute, args, item } = annotated;
    let (args, args_errors) = Args::parse(*attribute, args.clone());
    let Err(errors) = Entry::new(*attribute, args, args_errors, Item::parse(item.clone())) else {
        return Vec::new();
    };
    errors.into_iter().map(|error| (error.span(), error.to_string())).collect()
}

#[test]
fn each_mistake_has_its_error_under_the_smallest_thing_that_can_be_changed() {
    let mut text = String::new();
    for source in MISTAKES {
        writeln!(text, "{source}").unwrap();
        for (span, message) in errors(&Annotated::parse(source)) {
            // An error with nothing of the user's to point at is shown at the attribute itself.
            let under = span.source_text().unwrap_or_else(|| "the attribute".to_owned());
            writeln!(text, "    {under}\n        {message}").unwrap();
        }
        text.push('\n');
    }
    expect_file!["mistakes.txt"].assert_eq(&text);
}

#[test]
fn every_input_of_the_table_is_wrong() {
    for source in MISTAKES {
        assert!(!errors(&Annotated::parse(source)).is_empty(), "nothing is said of {source}");
    }
}

#[test]
fn errors_come_in_the_order_of_the_source() {
    for source in MISTAKES {
        let begins: Vec<usize> =
            errors(&Annotated::parse(source)).iter().map(|(span, _)| span.byte_range().start).collect();
        assert!(begins.is_sorted(), "{source}: {begins:?}");
    }
}

#[test]
fn no_two_errors_stand_under_the_same_words() {
    for source in MISTAKES {
        let mut places: Vec<_> = errors(&Annotated::parse(source))
            .iter()
            .map(|(span, _)| span.byte_range())
            .filter(|range| !range.is_empty())
            .collect();
        let all = places.len();
        places.dedup();
        assert_eq!(places.len(), all, "{source}");
    }
}

#[test]
fn messages_keep_to_one_grammar() {
    for source in MISTAKES {
        for (_, message) in errors(&Annotated::parse(source)) {
            assert!(!message.ends_with('.') || message.ends_with("..."), "a full stop: {message}");
            assert!(!message.starts_with(char::is_uppercase) || message.starts_with("an HTTP"), "a capital: {message}");
            assert!(!message.contains("failed to"), "{message}");
            assert_eq!(message.matches('`').count() % 2, 0, "code is within a pair of backticks: {message}");
        }
    }
}

#[test]
fn each_error_of_an_expansion_is_one_compile_error() {
    for source in MISTAKES {
        let annotated = Annotated::parse(source);
        let behind: TokenStream = annotated.generated();
        let file: syn::File = syn::parse2(behind).unwrap_or_else(|error| panic!("{source}: {error}"));
        let compile_errors = file.items.iter().filter(|item| {
            matches!(item, syn::Item::Macro(item) if item.mac.path.segments.last().is_some_and(|last| last.ident == "compile_error"))
        });
        assert_eq!(compile_errors.count(), errors(&annotated).len(), "{source}");
    }
}
