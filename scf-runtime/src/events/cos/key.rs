//! The key by which COS knows an object, out of that of an event.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::Bucket;

/// What follows the account's number and the bucket; old events have neither.
pub(super) fn without_bucket<'a>(key: &'a str, bucket: &Bucket) -> &'a str {
    let key = key.strip_prefix('/').unwrap_or(key);
    let rest = key.strip_prefix(bucket.app_id.as_str()).and_then(|rest| rest.strip_prefix('/'));
    let rest = rest.and_then(|rest| rest.strip_prefix(bucket.name.as_str())).and_then(|rest| rest.strip_prefix('/'));
    rest.unwrap_or(key)
}

/// Decodes a key that is escaped, by the evidence of the object's address.
pub(super) fn unescaped<'a>(key: &'a str, url: &str) -> Cow<'a, str> {
    let Ok(decoded) = percent_decode_str(key).decode_utf8() else { return key.into() };
    let path = path(url);
    let meant = percent_decode_str(path).decode_utf8_lossy();
    let is_escaped = if path == key || meant == decoded {
        // A key that holds `%20` itself reads so in the address only once that is decoded.
        meant != key
    } else {
        meant != key && looks_escaped(key)
    };
    if is_escaped { decoded } else { key.into() }
}

/// A key as the path of a URL.
pub(super) fn escaped(key: &str) -> String {
    const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(key, ESCAPED).to_string()
}

/// The address up to its path: `https://pictures-1250000000.cos.ap-guangzhou.myqcloud.com`.
pub(super) fn host(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    url.get(..scheme.len() + "://".len() + host.len())
}

/// The address's path without its first slash.
fn path(url: &str) -> &str {
    let behind_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = behind_scheme.split_once('/').map_or("", |(_, path)| path);
    path.split(['?', '#']).next().unwrap_or(path)
}

/// Whether nothing is left in a key that escaping takes out of it.
fn looks_escaped(key: &str) -> bool {
    let is_hex = |at: Option<char>| at.is_some_and(|digit| digit.is_ascii_hexdigit());
    let mut escapes = key.split('%').skip(1).map(str::chars);
    key.chars().all(|character| character.is_ascii_graphic())
        && escapes.all(|mut behind| is_hex(behind.next()) && is_hex(behind.next()))
}
