//! Every header, valid, broken, missing, given twice, not UTF-8, huge → [`Context`]. What must come out is written
//! down here a second time, from the platform's page and not from the code.

use std::time::{Duration, Instant};

use actix_http::header::{HeaderMap, HeaderName, HeaderValue};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use secrecy::ExposeSecret;

use super::{Context, Credentials};

/// A part of a request's headers, in their order. Names come twice too.
type Headers = Vec<(&'static str, Vec<u8>)>;

const TEXTS: [&str; 7] =
    ["x-scf-name", "x-scf-version", "x-scf-namespace", "x-scf-region", "x-scf-appid", "x-scf-uin", "x-scf-trigger-src"];

/// Those that may carry a secret, the ones of a future platform among them.
const SECRETS: [&str; 9] = [
    "x-scf-secret-id",
    "x-scf-secret-key",
    "x-scf-session-token",
    "x-scf-private-environment",
    "x-cloudbase-context",
    "x-scf-token",
    "x-scf-new-secret",
    "x-scf-mytokens",
    "x-scf-client-secret-v2",
];

/// Those that are the user's, however much they sound like a secret.
const OTHERS: [&str; 9] = [
    "x-csrf-token",
    "authorization",
    "content-type",
    "x-secret",
    "x-scf",
    "x-scfsecret",
    "cookie",
    "x-scf-something",
    "my-x-scf-token",
];

/// What begins every secret of these tests, so that it can be searched for.
const MARK: &str = "sEcReT-";

/// Bytes that a header can carry: no control characters but the tab.
fn carried(bytes: Vec<u8>) -> Vec<u8> {
    bytes.into_iter().map(|byte| if byte < b' ' || byte == 0x7f { b'\t' } else { byte }).collect()
}

fn any_value() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => vec(any::<u8>(), 0..40).prop_map(carried),
        4 => vec(b' '..0x7f, 0..40),
        2 => any::<[char; 6]>().prop_map(|text| carried(String::from_iter(text).into_bytes())),
        1 => (any::<u8>(), 1000..20_000_usize).prop_map(|(byte, length)| carried(vec![byte; length])),
    ]
}

fn request_id() -> impl Strategy<Value = Vec<u8>> {
    let uuid = || any::<u128>().prop_map(|number| uuid::Uuid::from_u128(number).to_string());
    let broken = (uuid(), any::<Index>(), b' '..0x7f).prop_map(|(text, at, byte)| {
        let mut text = text.into_bytes();
        let at = at.index(text.len());
        text[at] = byte;
        text
    });
    prop_oneof![
        4 => uuid().prop_map(String::into_bytes),
        2 => uuid().prop_map(|text| text.to_uppercase().into_bytes()),
        2 => broken,
        1 => uuid().prop_map(|text| text.replace('-', "").into_bytes()),
        1 => uuid().prop_map(|text| format!("{{{text}}}").into_bytes()),
        1 => uuid().prop_map(|text| format!("urn:uuid:{text}").into_bytes()),
        1 => any::<u128>().prop_map(|number| format!("{number:036x}").into_bytes()),
        2 => any_value(),
    ]
}

fn number() -> impl Strategy<Value = Vec<u8>> {
    const ODD: [&str; 15] =
        ["", "0", "00", "-1", "+5", "1.5", "1e3", "3s", " 3000", "0x10", "３", "1000", "999", "86400000", "86400001"];
    prop_oneof![
        4 => (0..2000_u64).prop_map(|number| number.to_string().into_bytes()),
        2 => (0..200_000_000_u64).prop_map(|number| number.to_string().into_bytes()),
        1 => any::<u64>().prop_map(|number| number.to_string().into_bytes()),
        1 => any::<u128>().prop_map(|number| number.to_string().into_bytes()),
        2 => select(&ODD[..]).prop_map(|text| text.as_bytes().to_vec()),
        1 => any_value(),
    ]
}

fn secret() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => any::<u64>().prop_map(|number| format!("{MARK}{number}").into_bytes()),
        1 => Just(Vec::new()),
        1 => any_value().prop_map(|bytes| [MARK.as_bytes(), &bytes].concat()),
    ]
}

fn header() -> impl Strategy<Value = (&'static str, Vec<u8>)> {
    prop_oneof![
        2 => request_id().prop_map(|value| ("x-scf-request-id", value)),
        2 => number().prop_map(|value| ("x-scf-timeout", value)),
        2 => number().prop_map(|value| ("x-scf-memory", value)),
        3 => (select(&TEXTS[..]), any_value()),
        4 => (select(&SECRETS[..]), secret()),
        2 => (select(&OTHERS[..]), any_value()),
    ]
}

fn map_of(headers: &Headers) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap());
    }
    map
}

/// What the first header of a name carries: it is the one that counts.
fn first<'a>(headers: &'a Headers, name: &str) -> Option<&'a [u8]> {
    headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_slice())
}

fn first_text<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    std::str::from_utf8(first(headers, name)?).ok()
}

/// A number in decimal digits, as large as it may be.
fn decimal(text: &str) -> Option<u128> {
    let digits = text.strip_prefix('+').unwrap_or(text).trim_start_matches('0');
    let has_digits = text.ends_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !has_digits || digits.len() > 30 {
        return None;
    }
    Some(digits.bytes().fold(0, |number, digit| number * 10 + u128::from(digit - b'0')))
}

/// A lower-case id where the header is a UUID with its hyphens; otherwise nothing, and the runtime makes one.
fn expected_id(headers: &Headers) -> Option<String> {
    let given = first(headers, "x-scf-request-id")?;
    let is_uuid = given.len() == 36
        && given.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    is_uuid.then(|| String::from_utf8(given.to_ascii_lowercase()).unwrap())
}

/// From 1000 on milliseconds, below that seconds; zero and more than a day are none.
fn expected_timeout(headers: &Headers) -> Option<Duration> {
    const DAY_MS: u128 = 86_400_000;
    let milliseconds = match decimal(first_text(headers, "x-scf-timeout")?)? {
        0 => return None,
        seconds @ 1..1000 => seconds * 1000,
        milliseconds => milliseconds,
    };
    (milliseconds <= DAY_MS).then(|| Duration::from_millis(u64::try_from(milliseconds).unwrap()))
}

/// 5 % before the time-out, but not less than 20 ms and not more than a second.
fn expected_deadline(arrived: Instant, timeout: Duration) -> Instant {
    let twentieth = timeout.as_nanos() / 20;
    let margin = twentieth.clamp(20_000_000, 1_000_000_000);
    arrived + timeout.checked_sub(Duration::from_nanos(u64::try_from(margin).unwrap())).unwrap_or_default()
}

fn expected_memory(headers: &Headers) -> Option<u32> {
    let megabytes = decimal(first_text(headers, "x-scf-memory")?)?;
    u32::try_from(megabytes).ok().filter(|megabytes| *megabytes >= 64)
}

/// Id and key, both of which must be there, and the token, which need not be.
fn expected_credentials(headers: &Headers) -> Option<[&str; 3]> {
    let there = |name| first_text(headers, name).filter(|text| !text.is_empty());
    Some([there("x-scf-secret-id")?, there("x-scf-secret-key")?, there("x-scf-session-token").unwrap_or("")])
}

fn exposed(credentials: &Credentials) -> [&str; 3] {
    [credentials.secret_id(), credentials.secret_key(), credentials.session_token()].map(ExposeSecret::expose_secret)
}

/// 10,000 cases, or as many more as `PROPTEST_CASES` says.
fn cases() -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig { cases: default.cases.max(10_000), failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn whatever_the_headers_are_the_context_says_what_they_say(headers in vec(header(), 0..16)) {
        let arrived = Instant::now();
        let context = Context::take_from(&mut map_of(&headers), arrived, None);

        let id = uuid::Uuid::try_parse(context.request_id());
        prop_assert!(id.is_ok());
        match expected_id(&headers) {
            Some(id) => prop_assert_eq!(context.request_id(), id),
            None => {
                prop_assert_eq!(id.unwrap().get_version_num(), 4);
                prop_assert_eq!(context.request_id().len(), 36);
                prop_assert!(!context.request_id().contains(char::is_uppercase));
                let again = Context::take_from(&mut map_of(&headers), arrived, None);
                prop_assert_ne!(context.request_id(), again.request_id(), "each request has an id of its own");
            }
        }

        let timeout = expected_timeout(&headers);
        prop_assert_eq!(context.timeout(), timeout);
        prop_assert_eq!(context.deadline(), timeout.map(|timeout| expected_deadline(arrived, timeout)));
        prop_assert_eq!(context.remaining().is_some(), timeout.is_some());
        prop_assert_eq!(context.memory_limit_mb(), expected_memory(&headers));
        prop_assert_eq!(context.raw_timeout(), first_text(&headers, "x-scf-timeout"));
        prop_assert_eq!(context.raw_memory_limit(), first_text(&headers, "x-scf-memory"));
        prop_assert_eq!(context.arrived(), arrived);

        let texts = [
            context.function_name(),
            context.function_version(),
            context.namespace(),
            context.region(),
            context.app_id(),
            context.uin(),
            context.trigger_source(),
        ];
        prop_assert_eq!(texts, TEXTS.map(|name| first_text(&headers, name)));
        prop_assert_eq!(context.credentials().map(exposed), expected_credentials(&headers));
    }

    #[test]
    fn secrets_leave_the_map_and_nothing_else_does(headers in vec(header(), 0..16)) {
        let mut map = map_of(&headers);
        Context::take_from(&mut map, Instant::now(), None);
        let is_kept = |name: &str| !SECRETS.contains(&name);
        for (name, _) in &headers {
            let left: Vec<&[u8]> = map.get_all(*name).map(HeaderValue::as_bytes).collect();
            let given = headers.iter().filter(|(known, _)| known == name && is_kept(name));
            prop_assert_eq!(left, given.map(|(_, value)| value.as_slice()).collect::<Vec<_>>(), "{}", name);
        }
        prop_assert_eq!(map.len(), headers.iter().filter(|(name, _)| is_kept(name)).count());
        prop_assert!(!format!("{map:?}").contains(MARK), "{:?}", map);
    }

    #[test]
    fn credentials_of_the_environment_stand_in_and_none_are_ever_printed(headers in vec(header(), 0..16)) {
        let of_environment = ["id", "key", "token"].map(|name| format!("{MARK}{name}"));
        let [id, key, token] = of_environment.each_ref().map(String::as_str);
        let fallback = Credentials::new(id, key, token);
        let context = Context::take_from(&mut map_of(&headers), Instant::now(), Some(&fallback));
        let expected = expected_credentials(&headers).unwrap_or([id, key, token]);
        prop_assert_eq!(context.credentials().map(exposed), Some(expected));
        for printed in [format!("{context:?}"), format!("{context:#?}"), format!("{:?}", context.credentials())] {
            prop_assert!(!printed.contains(MARK), "{}", printed);
        }
    }

    #[test]
    fn a_built_context_says_what_it_was_built_with(
        id in request_id(), milliseconds in 1..100_000_000_u64, memory in any::<u32>(), texts in any::<[u32; 7]>(),
    ) {
        let timeout = Duration::from_millis(milliseconds);
        let texts = texts.map(|number| format!("é {number}"));
        let id = String::from_utf8_lossy(&id);
        let built = Context::builder()
            .request_id(&id)
            .timeout(timeout)
            .memory_limit_mb(memory)
            .function_name(&texts[0])
            .function_version(&texts[1])
            .namespace(&texts[2])
            .region(&texts[3])
            .app_id(&texts[4])
            .uin(&texts[5])
            .trigger_source(&texts[6])
            .credentials("id", "key", "token")
            .build();
        let given = vec![("x-scf-request-id", id.as_bytes().to_vec())];
        prop_assert!(expected_id(&given).is_none_or(|id| id == built.request_id()));
        prop_assert_eq!(built.timeout(), Some(timeout));
        prop_assert_eq!(built.deadline(), Some(expected_deadline(built.arrived(), timeout)));
        prop_assert_eq!(built.memory_limit_mb(), (memory >= 64).then_some(memory));
        let said = [
            built.function_name(),
            built.function_version(),
            built.namespace(),
            built.region(),
            built.app_id(),
            built.uin(),
            built.trigger_source(),
        ];
        prop_assert_eq!(said.map(Option::unwrap), texts.each_ref().map(String::as_str));
        prop_assert_eq!(built.credentials().map(exposed), Some(["id", "key", "token"]));
    }
}

#[test]
fn names_of_headers_may_be_in_capitals() {
    let mut map = HeaderMap::new();
    for (name, value) in [("X-Scf-Name", "greet"), ("X-SCF-SECRET-ID", "id"), ("X-Scf-Secret-Key", "key")] {
        map.append(name.parse().unwrap(), HeaderValue::from_static(value));
    }
    let context = Context::take_from(&mut map, Instant::now(), None);
    assert_eq!(context.function_name(), Some("greet"));
    assert_eq!(context.credentials().map(exposed), Some(["id", "key", ""]));
    assert_eq!(map.len(), 1);
}
