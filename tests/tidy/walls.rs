//! The walls of ARCHITECTURE.md. Each test is a sentence of it.

use crate::sources::{self, Source};

/// Names and numbers of the platform that stand in a text. Words are whole words: `REPORT` says nothing of `PORT`.
fn platform_facts(text: &str) -> Vec<String> {
    let is_variable = |word: &str| {
        let prefixes = ["FN_", "SCF_", "TENCENTCLOUD_", "QCLOUD_"];
        ["RUST_LOG", "PORT", "USER", "USER_CODE_ROOT"].contains(&word)
            || prefixes.iter().any(|prefix| word.len() > prefix.len() && word.starts_with(prefix))
    };
    let text = without_placeholders(text);
    let lower = text.to_lowercase();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let variables = words.filter(|word| is_variable(word)).map(str::to_owned);
    let fixed = ["x-scf-", "x-cloudbase-", "/event-invoke", "/tmp", "9000"];
    variables.chain(fixed.iter().filter(|fixed| lower.contains(*fixed)).map(|fixed| (*fixed).to_owned())).collect()
}

/// A text without the `{…}` of its format, which are names of ours.
fn without_placeholders(text: &str) -> String {
    let mut depth = 0_u32;
    let outside = text.chars().filter(|c| {
        depth = match c {
            '{' => depth + 1,
            '}' => depth.saturating_sub(1),
            _ => depth,
        };
        depth == 0
    });
    outside.collect()
}

/// Where files other than `except` have what `broken` finds.
fn breaches<'a>(
    sources: &'a [Source],
    except: &[&str],
    broken: impl Fn(&'a Source) -> Vec<(usize, String)>,
) -> Vec<String> {
    let others = sources.iter().filter(|source| !except.contains(&source.module.as_str()));
    others
        .flat_map(|source| {
            broken(source).into_iter().map(move |(line, what)| format!("{}:{line}: {what}", source.path))
        })
        .collect()
}

fn none(breaches: &[String]) {
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

fn paths_where(source: &Source, found: impl Fn(&str) -> bool) -> Vec<(usize, String)> {
    source.facts.paths.iter().filter(|(_, path)| found(path)).cloned().collect()
}

/// Whether a path begins with these segments.
fn begins(path: &str, segments: &str) -> bool {
    path.strip_prefix(segments).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn only_platform_holds_a_name_or_a_number_of_the_platform() {
    let runtime = sources::of("scf-runtime");
    none(&breaches(runtime, &["platform"], |source| {
        let strings = source.facts.strings.iter().filter(|(_, text)| !platform_facts(text).is_empty());
        let numbers = source.facts.numbers.iter().filter(|(_, number)| number == "9000");
        strings.chain(numbers).cloned().collect()
    }));
    let platform = runtime.iter().find(|source| source.module == "platform").unwrap();
    let held = platform.facts.strings.iter().filter(|(_, text)| !platform_facts(text).is_empty()).count();
    assert!(held > 25, "only {held} names are seen in platform.rs, so this test sees too little");
    assert!(platform.facts.numbers.iter().any(|(_, number)| number == "9000"));
}

#[test]
fn in_the_tool_too_only_platform_holds_them() {
    let tool = sources::of("cargo-scf");
    none(&breaches(tool, &["platform"], |source| {
        let strings = source.facts.strings.iter().filter(|(_, text)| !platform_facts(text).is_empty());
        let numbers = source.facts.numbers.iter().filter(|(_, number)| number == "9000");
        strings.chain(numbers).cloned().collect()
    }));
    let platform = tool.iter().find(|source| source.module == "platform").unwrap();
    let held = platform.facts.strings.iter().filter(|(_, text)| !platform_facts(text).is_empty()).count();
    assert!(held > 20, "only {held} names are seen in platform.rs, so this test sees too little");
}

#[test]
fn the_tool_takes_nothing_of_the_framework_but_its_samples() {
    none(&breaches(sources::of("cargo-scf"), &[], |source| {
        paths_where(source, |path| begins(path, "scf") && !begins(path, "scf::events::samples"))
    }));
    let manifest = sources::read("cargo-scf/Cargo.toml");
    assert!(!manifest.contains("scf-macros"), "it judges programs of any language");
}

#[test]
fn only_stop_knows_the_exit_codes_of_the_tool() {
    let exit_code = |path: &str| path.contains("ExitCode::from");
    none(&breaches(sources::of("cargo-scf"), &["stop"], |source| paths_where(source, exit_code)));
}

#[test]
fn only_context_reads_the_platforms_headers() {
    let header = |path: &str| begins(path, "crate::platform::header") || begins(path, "header::REQUEST_ID");
    none(&breaches(sources::of("scf-runtime"), &["context"], |source| paths_where(source, header)));
}

#[test]
fn only_function_reads_the_environment() {
    let is_environment = |path: &str| begins(path, "std::env") || begins(path, "env");
    let runtime = sources::of("scf-runtime");
    none(&breaches(runtime, &["function"], |source| paths_where(source, is_environment)));
    let function = runtime.iter().find(|source| source.module == "function").unwrap();
    assert!(!paths_where(function, is_environment).is_empty(), "function.rs reads it in a way that is not seen");
}

#[test]
fn only_function_and_settings_and_what_says_that_the_port_is_taken_know_the_names_of_variables() {
    let variable = |path: &str| begins(path, "crate::platform::variable");
    none(&breaches(sources::of("scf-runtime"), &["function", "settings", "server"], |source| {
        paths_where(source, variable)
    }));
}

#[test]
fn no_setting_of_ours_has_a_name_that_users_cannot_set() {
    let readme = sources::read("README.md");
    let (_, table) = readme.split_once("| variable |").unwrap();
    let table = table.lines().skip(1).map(str::trim_start).take_while(|line| line.starts_with('|'));
    let rows = table.filter_map(|line| line.strip_prefix("| `"));
    let settings: Vec<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    assert!(settings.contains(&"RUST_LOG") && settings.len() == 6, "{settings:?}");
    for setting in settings {
        let reserved = ["SCF_", "QCLOUD_", "TENCENTCLOUD_"];
        assert!(!reserved.iter().any(|prefix| setting.starts_with(prefix)), "{setting}");
    }
}

#[test]
fn only_http_builds_an_app_and_only_server_an_http_service() {
    let runtime = sources::of("scf-runtime");
    let app = |path: &str| path == "actix_web::App" || begins(path, "App") || path == "actix_web::HttpServer";
    none(&breaches(runtime, &["http"], |source| paths_where(source, app)));
    let service = |path: &str| begins(path, "actix_http::HttpService") || path == "HttpService::build";
    none(&breaches(runtime, &["server"], |source| paths_where(source, service)));
}

#[test]
fn modules_that_have_nothing_to_do_with_requests_know_nothing_of_actix() {
    let know = ["lib", "body", "context", "event", "http", "probe", "reply", "request", "server", "test"];
    let actix = |path: &str| path.starts_with("actix_");
    none(&breaches(sources::of("scf-runtime"), &know, |source| paths_where(source, actix)));
}

#[test]
fn nothing_of_actix_server_and_actix_rt_is_named() {
    let named = |path: &str| {
        ["actix_server", "actix_rt", "actix_web::rt", "actix_web::HttpServer"].iter().any(|krate| begins(path, krate))
    };
    none(&breaches(sources::of("scf-runtime"), &[], |source| paths_where(source, named)));
}

#[test]
fn only_reply_decides_what_a_failed_invocation_answers() {
    let keys = ["errorType", "errorMessage", "statusCode"];
    none(&breaches(sources::of("scf-runtime"), &["reply", "test"], |source| {
        // Those of an event are its sender's, and those of a response in an event's form the handler's.
        let is_event = source.module.starts_with("events::");
        let strings = source.facts.strings.iter().filter(|_| !is_event);
        strings.filter(|(_, text)| keys.contains(&text.as_str())).cloned().collect()
    }));
}

#[test]
fn only_launch_makes_an_exit_code() {
    let exit_code = |path: &str| path.rsplit("::").any(|segment| segment == "ExitCode");
    none(&breaches(sources::of("scf-runtime"), &["launch"], |source| paths_where(source, exit_code)));
    none(&breaches(sources::of("scf-macros"), &[], |source| paths_where(source, exit_code)));
}

#[test]
fn only_stop_ends_the_process_for_those_who_watch_and_on_a_second_signal() {
    let ends = |path: &str| {
        let ends = ["process::exit", "process::abort", "flag::register_conditional_shutdown"];
        ends.iter().any(|end| path.ends_with(end)) || path == "exit"
    };
    let runtime = sources::of("scf-runtime");
    none(&breaches(runtime, &["stop"], |source| paths_where(source, ends)));
    let stop = runtime.iter().find(|source| source.module == "stop").unwrap();
    assert_eq!(paths_where(stop, ends).len(), 2, "one place for those who watch, and one for the second signal");
    let asks = |path: &str| path == "stop::end_process";
    none(&breaches(runtime, &["startup", "watch"], |source| paths_where(source, asks)));
    for watching in ["startup", "watch"] {
        let watching = runtime.iter().find(|source| source.module == watching).unwrap();
        assert!(!paths_where(watching, asks).is_empty(), "{} asks in a way that is not seen", watching.path);
    }
}

#[test]
fn nothing_in_the_runtime_unwraps_expects_or_panics_but_test() {
    const METHODS: &[&str] = &["unwrap", "expect", "unwrap_err", "expect_err", "unwrap_unchecked", "unwrap_none"];
    const MACROS: &[&str] = &["panic", "todo", "unimplemented", "unreachable", "assert", "assert_eq", "assert_ne"];
    let runtime = sources::of("scf-runtime");
    let found = |source: &Source| {
        let methods = source.facts.methods.iter().filter(|(_, name)| METHODS.contains(&name.as_str()));
        let macros = source.facts.macros.iter().filter(|(_, name)| MACROS.contains(&name.as_str()));
        let paths = source.facts.paths.iter().filter(|(_, path)| {
            METHODS.iter().any(|method| path.ends_with(&format!("::{method}"))) || path.ends_with("panic_any")
        });
        methods.chain(macros).chain(paths).cloned().collect::<Vec<_>>()
    };
    none(&breaches(runtime, &["test"], found));
    let test = runtime.iter().find(|source| source.module == "test").unwrap();
    assert!(!found(test).is_empty(), "test.rs panics in a way that is not seen");
}

#[test]
fn nothing_is_unsafe_and_only_the_registered_slices_may_be() {
    let (macros, runtime) = (sources::of("scf-macros"), sources::of("scf-runtime"));
    let unsafes = |source: &Source| {
        let lines = source.facts.unsafes.iter();
        lines.map(|line| (*line, "unsafe".to_owned())).collect::<Vec<_>>()
    };
    none(&breaches(macros, &[], unsafes));
    none(&breaches(runtime, &[], unsafes));
    let allows = |source: &Source| {
        let allowed = source.facts.allowed.iter();
        allowed.filter(|(_, lints)| lints.contains("unsafe_code")).cloned().collect::<Vec<_>>()
    };
    none(&breaches(macros, &[], allows));
    none(&breaches(runtime, &["registry"], allows));
    let registry = runtime.iter().find(|source| source.module == "registry").unwrap();
    assert_eq!(allows(registry).len(), 1);
    let file = syn::parse_file(&sources::read("scf-runtime/src/registry.rs")).unwrap();
    let slices = file.items.iter().find_map(|item| match item {
        syn::Item::Mod(item) if item.ident == "slices" => Some(item),
        _ => None,
    });
    assert!(slices.unwrap().attrs.iter().any(|attr| attr.path().is_ident("allow")), "it stands above `slices`");
}

#[test]
fn a_body_is_never_parsed_by_the_macros() {
    let parses = |path: &str| ["syn::ItemFn", "syn::Block", "syn::Stmt", "ItemFn", "Block", "Stmt"].contains(&path);
    none(&breaches(sources::of("scf-macros"), &[], |source| paths_where(source, parses)));
}

#[test]
fn what_generated_code_may_name_is_a_list_of_names_and_nothing_else() {
    let file = syn::parse_file(&sources::read("scf-runtime/src/__private.rs")).unwrap();
    let is_a_name = |item: &syn::Item| match item {
        syn::Item::Use(_) => true,
        syn::Item::Mod(module) => {
            let content = module.content.iter();
            content.flat_map(|(_, items)| items).all(|item| matches!(item, syn::Item::Use(_)))
        }
        _ => false,
    };
    assert!(file.items.iter().all(is_a_name));
}

#[test]
fn the_doors_hold_no_thought() {
    let file = syn::parse_file(&sources::read("scf-macros/src/lib.rs")).unwrap();
    for item in &file.items {
        if let syn::Item::Fn(door) = item {
            assert_eq!(door.block.stmts.len(), 1, "`{}` is one call", door.sig.ident);
        }
    }
}

/// The test of this test: a wall that nothing could break would prove nothing.
#[test]
fn platform_facts_are_recognised() {
    for text in
        ["X-Scf-Uin", "x-scf-memory", "POST /event-invoke", "set `PORT`", "FN_GRACE=5s", "/tmp", "SCF_X", ":9000"]
    {
        assert_eq!(platform_facts(text).len(), 1, "{text}");
    }
    for text in ["SCF", "`{PORT}` is taken", "TRANSPORT", "the port", "x-csrf-token", "FN_", "event"] {
        assert_eq!(platform_facts(text), [""; 0], "{text}");
    }
}
