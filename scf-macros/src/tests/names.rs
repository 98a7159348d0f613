//! Which names generated code says: those of the runtime crate's hidden part, `core` and `std`, what it binds
//! itself, and what the user has written.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Attribute, ItemUse, Macro, Meta, Pat, Path, UseTree};

use super::Annotated;

/// Every form, with the runtime crate under another name, and mistakes for the stand-ins.
const FORMS: &[&str] = &[
    "#[event(crate = ::renamed)] async fn greet(name: Name, ctx: Context, app: State<App>) -> Result<Reply, Wrong> {}",
    "#[event(crate = ::renamed)] fn greet(name: Name) -> Reply {}",
    "#[http(crate = ::renamed, get = \"/{name}\")] async fn greet(name: Path<Name>) -> Result<Reply, Wrong> {}",
    "#[http(any = \"/\", crate = ::renamed)] async fn greet() -> impl Responder {}",
    "#[http(crate = ::renamed)] async fn greet(request: HttpRequest) -> Reply {}",
    "#[http(crate = ::renamed)] fn routes(app: &mut ServiceConfig) {}",
    "#[init(crate = ::renamed, budget = \"5s\")] async fn make(f: &Function, db: State<Db>) -> Result<App, Wrong> {}",
    "#[init(crate = ::renamed)] fn make() {}",
    "#[shutdown(crate = ::renamed)] async fn close(app: State<App>) -> Result<(), Wrong> {}",
    "#[shutdown(crate = ::renamed)] fn close() {}",
    "#[event(crate = ::renamed, wrong)] async fn greet(name: &str) -> Reply {}",
    "#[http(crate = ::renamed, wrong)] async fn greet(name: Path<Name>) -> Reply {}",
    "#[init(crate = ::renamed, wrong)] fn make() -> Result<App, Wrong> {}",
    "#[shutdown(crate = ::renamed, wrong)] fn close() {}",
];

/// Single words that generated code may say without having bound them: names that only attributes and macros have.
const BARE: &[&str] = &["macro_rules", "linkme", "doc", "allow", "macro_export"];

/// All paths of a piece of code, and the names that it binds.
#[derive(Default)]
struct Names {
    paths: Vec<Vec<String>>,
    bound: BTreeSet<String>,
}

impl Names {
    fn of(generated: TokenStream) -> Self {
        let mut names = Self::default();
        let file: syn::File = syn::parse2(generated).unwrap();
        names.visit_file(&file);
        names
    }
}

fn words(path: &Path) -> Vec<String> {
    let root = path.leading_colon.map(|_| "::".to_owned());
    root.into_iter().chain(path.segments.iter().map(|segment| segment.ident.to_string())).collect()
}

impl<'ast> Visit<'ast> for Names {
    fn visit_path(&mut self, path: &'ast Path) {
        self.paths.push(words(path));
        visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let mut path: Vec<String> = item.leading_colon.map(|_| "::".to_owned()).into_iter().collect();
        let mut tree = &item.tree;
        while let UseTree::Path(step) = tree {
            path.push(step.ident.to_string());
            tree = &step.tree;
        }
        self.paths.push(path);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.bound.insert(item.ident.to_string());
        visit::visit_item_struct(self, item);
    }

    fn visit_pat(&mut self, pattern: &'ast Pat) {
        if let Pat::Ident(pattern) = pattern {
            self.bound.insert(pattern.ident.to_string());
        }
        visit::visit_pat(self, pattern);
    }

    /// The arguments of linkme's attributes are paths too.
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        visit::visit_attribute(self, attribute);
        if let Meta::List(list) = &attribute.meta {
            match words(&list.path).last().map(String::as_str) {
                Some("linkme") => {
                    let value: TokenStream = list.tokens.clone().into_iter().skip(2).collect();
                    self.paths.push(words(&syn::parse2(value).unwrap()));
                }
                Some("distributed_slice") => self.paths.push(words(&list.parse_args().unwrap())),
                Some("allow" | "doc" | "behind") => {}
                _ => panic!("an attribute's input would be unread here: {}", attribute.to_token_stream()),
            }
        }
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        visit::visit_macro(self, mac);
        let is_empty = mac.tokens.is_empty();
        let is_ours =
            ["macro_rules", "compile_error"].iter().any(|name| mac.path.segments.last().unwrap().ident == name);
        assert!(is_empty || is_ours, "a macro's input would be unread here: {}", mac.to_token_stream());
    }
}

fn identifiers(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => _ = found.insert(ident.to_string()),
            TokenTree::Group(group) => identifiers(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[test]
fn generated_code_names_the_hidden_part_of_the_runtime_crate_and_core_and_std_alone() {
    for source in FORMS {
        let annotated = Annotated::parse(source);
        let mut of_user = BTreeSet::new();
        identifiers(annotated.item.clone(), &mut of_user);
        let mut names = Names::of(annotated.generated());
        names.paths.extend(Names::of(annotated.behind()).paths);
        assert!(!names.paths.is_empty() || source.contains("wrong"), "no path is seen in {source}");
        for path in &names.paths {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let allowed = match path.as_slice() {
                ["::", "renamed", "__private", ..] | ["::", "core" | "std", ..] => true,
                [word] => names.bound.contains(*word) || of_user.contains(*word) || BARE.contains(word),
                _ => false,
            };
            assert!(allowed, "{} is named by {source}", path.join(" "));
        }
    }
}

#[test]
fn nothing_is_named_scf_where_the_crate_has_another_name() {
    for source in FORMS {
        let mut found = BTreeSet::new();
        identifiers(Annotated::parse(source).generated(), &mut found);
        assert!(!found.contains("scf"), "{source}");
    }
}

#[test]
fn the_crate_is_scf_where_nothing_else_is_said() {
    for source in FORMS {
        let source = source.replace("crate = ::renamed, ", "").replace("crate = ::renamed", "");
        let names = Names::of(Annotated::parse(&source).generated());
        assert!(names.paths.iter().all(|path| !path.contains(&"renamed".to_owned())), "{source}");
        let is_generated = !source.contains("#[shutdown(wrong");
        assert_eq!(
            names.paths.iter().any(|path| path.starts_with(&["::".to_owned(), "scf".to_owned()])),
            is_generated,
            "{source}"
        );
    }
}

#[test]
fn a_path_to_the_crate_may_have_several_segments() {
    let names = Names::of(Annotated::parse("#[event(crate = crate::platform::scf)] async fn f() {}").generated());
    let hidden = ["crate", "platform", "scf", "__private"].map(str::to_owned);
    assert!(names.paths.iter().any(|path| path.starts_with(&hidden)));
}

#[test]
fn the_function_is_called_by_its_own_name() {
    let annotated = Annotated::parse("#[event] async fn r#match() {}");
    let call: Ident = syn::parse_str("r#match").unwrap();
    assert!(Names::of(annotated.generated()).paths.contains(&vec![call.to_string()]));
}
