//! The sources of the crates, as `syn` reads them: without documentation and without tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, Lit, Meta, UseTree};

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All files below a folder, by their path from the root. What is built, and what git has, is left out.
pub fn files(folder: &str, extension: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if entry.file_type().unwrap().is_dir() {
                if name != "target" && name != ".git" {
                    folders.push(entry.path());
                }
            } else if name.ends_with(extension) {
                found.push(entry.path().strip_prefix(root()).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// A file of one of the crates.
pub struct Source {
    /// `scf-runtime/src/http.rs`
    pub path: String,
    /// `http`
    pub module: String,
    pub facts: Facts,
}

/// What a file says outside of its documentation and its tests, each with its line.
#[derive(Default)]
pub struct Facts {
    /// Strings and numbers, those within macros too.
    pub strings: Vec<(usize, String)>,
    pub numbers: Vec<(usize, String)>,
    /// Paths as they are written, and what is imported, in full: `std::env::var`.
    pub paths: Vec<(usize, String)>,
    /// Methods that are called.
    pub methods: Vec<(usize, String)>,
    /// Macros that are called, by their last segment.
    pub macros: Vec<(usize, String)>,
    /// Lints that are allowed, and where.
    pub allowed: Vec<(usize, String)>,
    /// Places of the word `unsafe`.
    pub unsafes: Vec<usize>,
}

/// The sources of `scf-macros`, `scf-runtime` or `cargo-scf`.
pub fn of(krate: &str) -> &'static [Source] {
    static MACROS: LazyLock<Vec<Source>> = LazyLock::new(|| parsed("scf-macros"));
    static RUNTIME: LazyLock<Vec<Source>> = LazyLock::new(|| parsed("scf-runtime"));
    static TOOL: LazyLock<Vec<Source>> = LazyLock::new(|| parsed("cargo-scf"));
    match krate {
        "scf-macros" => &MACROS,
        "cargo-scf" => &TOOL,
        _ => &RUNTIME,
    }
}

fn parsed(krate: &str) -> Vec<Source> {
    let folder = format!("{krate}/src");
    let is_test = |path: &String| path.contains("/tests/") || path.ends_with("/tests.rs");
    let paths = files(&folder, ".rs").into_iter().filter(|path| !is_test(path));
    paths
        .map(|path| {
            let module = path[folder.len() + 1..].trim_end_matches(".rs").replace('/', "::");
            let file = syn::parse_file(&read(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
            let mut facts = Facts::default();
            facts.visit_file(&file);
            Source { path, module, facts }
        })
        .collect()
}

fn line(span: Span) -> usize {
    span.start().line
}

fn is_for_tests(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| match &attr.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            ["test", "doctest"].contains(&list.tokens.to_string().as_str())
        }
        _ => false,
    })
}

fn attrs_of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        // What `syn` leaves as tokens, such as the lists that linkme declares.
        Item::Verbatim(_) => &[],
        other => panic!("line {}: an item that nobody has thought of", line(other.span())),
    }
}

impl Facts {
    fn imported(&mut self, before: &str, tree: &UseTree) {
        let join = |name: &dyn ToString| {
            if before.is_empty() { name.to_string() } else { format!("{before}::{}", name.to_string()) }
        };
        match tree {
            UseTree::Path(path) => self.imported(&join(&path.ident), &path.tree),
            UseTree::Name(name) => self.paths.push((line(name.ident.span()), join(&name.ident))),
            UseTree::Rename(name) => self.paths.push((line(name.ident.span()), join(&name.ident))),
            UseTree::Glob(glob) => self.paths.push((line(glob.span()), join(&"*"))),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.imported(before, tree)),
        }
    }

    fn literal(&mut self, literal: &Lit) {
        let at = line(literal.span());
        match literal {
            Lit::Str(text) => self.strings.push((at, text.value())),
            Lit::ByteStr(text) => self.strings.push((at, String::from_utf8_lossy(&text.value()).into_owned())),
            Lit::Int(number) => self.numbers.push((at, number.base10_digits().to_owned())),
            _ => {}
        }
    }

    /// What a macro is given: literals, paths, and calls of methods and of further macros.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is = |at: usize, c: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == c);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Literal(literal) => self.literal(&Lit::new(literal.clone())),
                TokenTree::Ident(ident) => {
                    let begin = line(ident.span());
                    let before_dot = at > 0 && is(at - 1, '.') && !(at > 1 && is(at - 2, '.'));
                    let mut path = ident.to_string();
                    while is(at + 1, ':')
                        && is(at + 2, ':')
                        && let Some(TokenTree::Ident(next)) = tokens.get(at + 3)
                    {
                        path = format!("{path}::{next}");
                        at += 3;
                    }
                    let calls = matches!(tokens.get(at + 1), Some(TokenTree::Group(_)));
                    if is(at + 1, '!') && matches!(tokens.get(at + 2), Some(TokenTree::Group(_))) {
                        self.macros.push((begin, path.rsplit("::").next().unwrap_or_default().to_owned()));
                    } else if before_dot && calls {
                        self.methods.push((begin, path));
                    } else {
                        self.paths.push((begin, path));
                    }
                }
                TokenTree::Punct(_) => {}
            }
            at += 1;
        }
    }
}

impl<'ast> Visit<'ast> for Facts {
    fn visit_item(&mut self, item: &'ast Item) {
        if let Item::Verbatim(tokens) = item {
            self.tokens(tokens.clone());
        } else if !is_for_tests(attrs_of(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.imported("", &item.tree);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta
            && (list.path.is_ident("allow") || list.path.is_ident("expect"))
        {
            self.allowed.push((line(attribute.span()), list.tokens.to_string()));
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.paths.push((line(path.span()), words.join("::")));
        visit::visit_path(self, path);
    }

    fn visit_lit(&mut self, literal: &'ast Lit) {
        self.literal(literal);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.methods.push((line(call.method.span()), call.method.to_string()));
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        if let Some(last) = mac.path.segments.last() {
            self.macros.push((line(mac.path.span()), last.ident.to_string()));
        }
        self.tokens(mac.tokens.clone());
    }

    fn visit_expr_unsafe(&mut self, block: &'ast syn::ExprUnsafe) {
        self.unsafes.push(line(block.unsafe_token.span));
        visit::visit_expr_unsafe(self, block);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        self.unsafes.extend(item.unsafety.map(|token| line(token.span)));
        visit::visit_item_impl(self, item);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if let syn::Safety::Unsafe(token) = &signature.safety {
            self.unsafes.push(line(token.span));
        }
        visit::visit_signature(self, signature);
    }
}
