//! The signature of requests to COS. Page: 436/7778.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use scf::Credentials;
use scf::secrecy::ExposeSecret;
use sha1::{Digest, Sha1};

/// What stays as it is in names and values that are signed.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// For how long a signature is good, in seconds. Clocks differ, so it begins a little in the past.
const GOOD: u64 = 600;
const BEGINS_BEFORE: u64 = 60;

/// A request as it is signed: all of its headers have to be sent as they are here.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    /// The path as it is before it is escaped.
    pub(crate) path: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
}

impl Request<'_> {
    /// The header `Authorization`. `now` is in seconds since 1970.
    pub(crate) fn authorization(&self, credentials: &Credentials, now: u64) -> String {
        let begin = now.saturating_sub(BEGINS_BEFORE);
        let time = format!("{begin};{}", begin + BEGINS_BEFORE + GOOD);
        let id = credentials.secret_id().expose_secret();
        let signature = self.signature(credentials.secret_key().expose_secret(), &time);
        let headers: Vec<String> = self.signed_headers().into_iter().map(|(name, _)| name).collect();
        let headers = headers.join(";");
        format!(
            "q-sign-algorithm=sha1&q-ak={id}&q-sign-time={time}&q-key-time={time}&q-header-list={headers}\
             &q-url-param-list=&q-signature={signature}"
        )
    }

    /// The signature for a span of time, with no parameters of the address.
    pub(crate) fn signature(&self, key: &str, time: &str) -> String {
        let headers: Vec<String> =
            self.signed_headers().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!("{}\n{}\n\n{}\n", self.method.to_ascii_lowercase(), self.path, headers.join("&"));
        let to_sign = format!("sha1\n{time}\n{}\n", hex(&Sha1::digest(request)));
        hmac(hmac(key, time).as_str(), &to_sign)
    }

    /// The headers by their names, both as they are signed.
    fn signed_headers(&self) -> Vec<(String, String)> {
        let escaped = |text: &str| utf8_percent_encode(text, ESCAPED).to_string();
        let headers = self.headers.iter().map(|(name, value)| (escaped(name).to_ascii_lowercase(), escaped(value)));
        let mut headers: Vec<_> = headers.collect();
        headers.sort();
        headers
    }
}

fn hmac(key: &str, text: &str) -> String {
    // A key of any length will do, so there is no error to hand on.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(key.as_bytes()) else { return String::new() };
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
        // To a string this cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use scf::Context;

    use super::*;

    const TIME: &str = "1795593600;1795594200";

    // The signatures are from Python's `hmac` and `hashlib`, by the steps that the page tells.
    #[test]
    fn signs_as_the_page_tells() {
        let host = "photos-1300000001.cos.ap-guangzhou.myqcloud.com";
        let headers = [("host", host), ("x-cos-security-token", "example+token==")];
        let get = Request { method: "GET", path: "/uploads/2026/cat.jpg", headers: &headers };
        assert_eq!(get.signature("example-key", TIME), "9ae5cb89e2ce136d7a84e23f057c343aa3db726f");
    }

    #[test]
    fn escapes_and_sorts_headers_and_leaves_the_path_as_it_is() {
        let headers = [("Host", "127.0.0.1:8080"), ("x-cos-meta-Of", "a*b!'~"), ("Content-Type", "image/png")];
        let put = Request { method: "PUT", path: "/thumbnails/uploads/a b (1)+猫.png", headers: &headers };
        assert_eq!(put.signature("example-key", TIME), "e44a7638078aa3135019aa0e58e8d4ecee661abf");
    }

    #[test]
    fn says_what_is_signed_and_for_how_long() {
        let ctx = Context::builder().credentials("example-id", "example-key", "token").build();
        let request = Request { method: "GET", path: "/", headers: &[("host", "127.0.0.1"), ("Accept", "*/*")] };
        let authorization = request.authorization(ctx.credentials().unwrap(), 1_795_593_660);
        let signature = request.signature("example-key", "1795593600;1795594260");
        let expected = "q-sign-algorithm=sha1&q-ak=example-id&q-sign-time=1795593600;1795594260&\
            q-key-time=1795593600;1795594260&q-header-list=accept;host&q-url-param-list=&q-signature=";
        assert_eq!(authorization, format!("{expected}{signature}"));
    }
}
