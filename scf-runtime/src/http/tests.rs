//! The order in which routes are tried.

use std::cmp::Ordering;

use actix_web::dev::ResourceDef;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::specificity;

/// A segment of a pattern, without its `/`.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Segment {
    Literal(&'static str),
    /// Literal text with a parameter behind it.
    Mixed(&'static str),
    /// A parameter with an expression.
    Digits,
    Parameter,
}

const LITERALS: [&str; 6] = ["orders", "a", "7", "order", "x-1", "新"];

fn no_literal() -> impl Strategy<Value = Segment> {
    prop_oneof![
        select(&["a", "order", "x-"][..]).prop_map(Segment::Mixed),
        Just(Segment::Digits),
        Just(Segment::Parameter),
    ]
}

fn segment() -> impl Strategy<Value = Segment> {
    prop_oneof![select(&LITERALS[..]).prop_map(Segment::Literal), no_literal(),]
}

/// A pattern; `rest` makes its end take the rest of a path. Each parameter has a name of its own.
fn written(segments: &[Segment], rest: bool, name: &str) -> String {
    let mut pattern = String::new();
    for (at, segment) in segments.iter().enumerate() {
        let segment = match segment {
            Segment::Literal(text) => (*text).to_owned(),
            Segment::Mixed(text) => format!("{text}{{{name}{at}}}"),
            Segment::Digits => format!("{{{name}{at}:[0-9]{{1,3}}}}"),
            Segment::Parameter => format!("{{{name}{at}}}"),
        };
        pattern.extend(["/", &segment]);
    }
    if rest {
        pattern = format!("{pattern}/{{{name}rest}}*");
    } else if segments.is_empty() {
        pattern += "/";
    }
    pattern
}

fn pattern() -> impl Strategy<Value = (Vec<Segment>, bool)> {
    (vec(segment(), 0..5), prop::bool::weighted(0.2))
}

fn matches(pattern: &str, path: &str) -> bool {
    ResourceDef::new(pattern).is_match(path)
}

/// 10,000 cases, or as many more as `PROPTEST_CASES` says.
fn cases() -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig { cases: default.cases.max(10_000), failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_order_is_total_and_names_of_parameters_are_nothing_to_it(first in pattern(), second in pattern(), third in pattern()) {
        let write = |(segments, rest): &(Vec<Segment>, bool), name| specificity(&written(segments, *rest, name));
        let [a, b, c] = [&first, &second, &third].map(|pattern| write(pattern, "p"));
        prop_assert_eq!(&a, &write(&first, "other"));
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a == b, first == second, "equal for the same patterns alone");
        let mut sorted = [&a, &b, &c];
        sorted.sort();
        prop_assert!(sorted[0] <= sorted[1] && sorted[1] <= sorted[2] && sorted[0] <= sorted[2]);
    }

    #[test]
    fn a_literal_route_goes_before_every_other_that_takes_its_path(
        path in vec(select(&LITERALS[..]), 0..5), pattern in pattern(), as_path in vec(any::<bool>(), 5),
    ) {
        // Random patterns rarely take a random path: most are made to.
        let like_path = path.iter().zip(&as_path[1..]).map(|(text, literal)| {
            if *literal { Segment::Literal(text) } else { Segment::Parameter }
        });
        let segments: Vec<Segment> = if as_path[0] { like_path.collect() } else { pattern.0 };
        let path = format!("/{}", path.join("/"));
        let pattern = written(&segments, pattern.1, "p");
        if pattern.contains('{') && matches(&pattern, &path) {
            prop_assert_eq!(specificity(&path).cmp(&specificity(&pattern)), Ordering::Less, "{} and {}", path, pattern);
        }
    }

    #[test]
    fn of_two_that_differ_in_one_segment_the_literal_goes_first(
        (before, rest) in pattern(), text in select(&LITERALS[..]), other in no_literal(), after in vec(segment(), 0..3),
    ) {
        let with = |segment| specificity(&written(&[&before[..], &[segment], &after].concat(), rest, "p"));
        prop_assert!(with(Segment::Literal(text)) < with(other));
    }

    #[test]
    fn what_takes_the_rest_of_a_path_goes_behind_all_that_begin_like_it(
        before in vec(segment(), 0..3), after in vec(segment(), 1..3), rest in any::<bool>(),
    ) {
        let all = specificity(&written(&before, true, "p"));
        let longer = specificity(&written(&[before.clone(), after].concat(), rest, "p"));
        prop_assert!(longer < all);
    }
}

#[test]
fn patterns_are_tried_in_this_order() {
    let order = [
        "/",
        "/orders/new",
        "/orders/new-{kind}",
        "/orders/{id:[0-9]+}",
        "/orders/{id}/lines",
        "/orders/{id}",
        "/orders/{rest}*",
        "/orders",
        "/{page}/about",
        "/{page}",
        "/{rest:.*}",
    ];
    let mut sorted = order;
    sorted.sort_by_key(|pattern| specificity(pattern));
    assert_eq!(sorted, order);
}
