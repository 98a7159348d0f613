//! A small client of COS: one object is read, one is written.

use std::io::Read;
use std::time::{Duration, SystemTime};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use scf::secrecy::ExposeSecret;
use scf::{Context, Credentials, Error};
use ureq::http::Response;
use ureq::{Agent, Body};

use crate::sign;

/// Where a bucket is. Within its region this name leads to an address of the platform's own network. Plain HTTP, by
/// which anybody on the way may read the request's token, is for that network only.
const ENDPOINT: &str = "http://{bucket}.cos.{region}.myqcloud.com";

/// What of a key stays as it is in a path.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

const TIMEOUT: Duration = Duration::from_secs(30);

pub(crate) struct Cos {
    agent: Agent,
    /// The host, with `{bucket}` and `{region}` where they belong.
    host: String,
}

/// A bucket, as one invocation may use it.
pub(crate) struct Bucket<'a> {
    agent: &'a Agent,
    host: String,
    credentials: &'a Credentials,
    ctx: &'a Context,
}

/// What reading an object comes to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Object {
    Bytes(Vec<u8>),
    Gone,
    /// It has more bytes than may be read.
    TooLarge,
}

impl Cos {
    /// `endpoint` is `http://` and a host, in which `{bucket}` and `{region}` may be left out.
    pub(crate) fn new(endpoint: Option<&str>) -> Result<Self, String> {
        let endpoint = endpoint.unwrap_or(ENDPOINT);
        let host = endpoint.trim_end_matches('/').strip_prefix("http://").filter(|host| !host.contains('/'));
        let host = host.ok_or_else(|| format!("{endpoint} is no endpoint: it is like {ENDPOINT}"))?.to_owned();
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
        // Between two invocations the platform may freeze the instance, and COS hangs up meanwhile.
        let agent = config.max_idle_connections(0).build().into();
        Ok(Self { agent, host })
    }

    pub(crate) fn bucket<'a>(&'a self, name: &str, region: &str, ctx: &'a Context) -> Result<Bucket<'a>, Error> {
        // They come from the event, and say who gets to see the token.
        let is_part_of_host =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !is_part_of_host(name) || !is_part_of_host(region) {
            return Err(Error::new("InvalidBucket", format!("there is no bucket {name:?} in {region:?}")).status(400));
        }
        let credentials = ctx.credentials().ok_or_else(|| {
            Error::new("NoRole", "the function has no credentials: give it a role that may read and write the bucket")
        })?;
        let host = self.host.replace("{bucket}", name).replace("{region}", region);
        Ok(Bucket { agent: &self.agent, host, credentials, ctx })
    }
}

impl Bucket<'_> {
    /// Reads an object of up to `most` bytes.
    pub(crate) fn get(&self, key: &str, most: u64) -> Result<Object, Error> {
        let mut request = self.agent.get(self.url(key));
        for (name, value) in self.headers("GET", key, &[])? {
            request = request.header(name, value);
        }
        let response = request.config().timeout_global(Some(self.time_left())).build().call().map_err(unreachable)?;
        if response.status() == 404 {
            return Ok(Object::Gone);
        }
        let mut bytes = Vec::new();
        // One byte more than may be there tells that there are more.
        let body = accepted(response, "GET", key)?.into_body().into_reader();
        body.take(most + 1).read_to_end(&mut bytes).map_err(unreachable)?;
        Ok(if bytes.len() as u64 > most { Object::TooLarge } else { Object::Bytes(bytes) })
    }

    /// Writes an object, in place of one that is there.
    pub(crate) fn put(&self, key: &str, content_type: &str, bytes: &[u8]) -> Result<(), Error> {
        let mut request = self.agent.put(self.url(key));
        for (name, value) in self.headers("PUT", key, &[("Content-Type", content_type)])? {
            request = request.header(name, value);
        }
        let request = request.config().timeout_global(Some(self.time_left())).build();
        accepted(request.send(bytes).map_err(unreachable)?, "PUT", key).map(|_| ())
    }

    fn url(&self, key: &str) -> String {
        format!("http://{}/{}", self.host, utf8_percent_encode(key, ESCAPED))
    }

    /// What is asked for and by whom, signed.
    fn headers(&self, method: &str, key: &str, more: &[(&'static str, &str)]) -> Result<Vec<(&str, String)>, Error> {
        let mut headers = vec![("Host", self.host.as_str())];
        headers.extend_from_slice(more);
        // Temporary credentials are none without it.
        let token = self.credentials.session_token().expose_secret();
        if !token.is_empty() {
            headers.push(("x-cos-security-token", token));
        }
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
        let request = sign::Request { method, path: &format!("/{key}"), headers: &headers };
        let authorization = request.authorization(self.credentials, now);
        let mut headers: Vec<_> = headers.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        headers.push(("Authorization", authorization));
        Ok(headers)
    }

    /// A plain `fn` is not ended at its deadline, so what it waits for has to be.
    fn time_left(&self) -> Duration {
        self.ctx.remaining().map_or(TIMEOUT, |left| left.min(TIMEOUT))
    }
}

fn unreachable(error: impl Into<ureq::Error>) -> Error {
    Error::from(error.into()).named("CosUnreachable").status(502)
}

/// The response, if it is a good one.
fn accepted(mut response: Response<Body>, method: &str, key: &str) -> Result<Response<Body>, Error> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    // COS says why in XML: `<Code>AccessDenied</Code>`.
    let says = response.body_mut().with_config().limit(64 * 1024).read_to_string().unwrap_or_default();
    let code = says.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map_or("", |(code, _)| code);
    Err(Error::new("CosRefused", format!("COS answers {status} {code} to a {method} of {key}")).status(502))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ctx() -> Context {
        Context::builder().credentials("id", "key", "token").build()
    }

    #[test]
    fn a_bucket_has_a_host_of_its_own() {
        let ctx = ctx();
        let cos = Cos::new(None).unwrap();
        let bucket = cos.bucket("photos-1300000001", "ap-guangzhou", &ctx).unwrap();
        let url = "http://photos-1300000001.cos.ap-guangzhou.myqcloud.com/a%20b/%E7%8C%AB%2B.jpg";
        assert_eq!(bucket.url("a b/猫+.jpg"), url);
        for name in ["", "photos.example.com/", "photos@example", "photos:80"] {
            let refused = cos.bucket(name, "ap-guangzhou", &ctx).map(|_| ()).unwrap_err();
            assert_eq!(refused.name(), "InvalidBucket");
            let refused = cos.bucket("photos-1300000001", name, &ctx).map(|_| ()).unwrap_err();
            assert_eq!(refused.name(), "InvalidBucket");
        }
    }

    #[test]
    fn an_endpoint_is_plain_http_and_a_host() {
        for endpoint in ["https://{bucket}.example.com", "{bucket}.example.com", "http://example.com/{bucket}"] {
            assert!(Cos::new(Some(endpoint)).is_err(), "{endpoint}");
        }
        assert_eq!(Cos::new(Some("http://{bucket}.cos.example/")).unwrap().host, "{bucket}.cos.example");
    }

    #[test]
    fn nothing_is_asked_for_without_a_role() {
        let ctx = Context::builder().build();
        let refused = Cos::new(None).unwrap().bucket("photos", "ap-guangzhou", &ctx).map(|_| ()).unwrap_err();
        assert_eq!(refused.name(), "NoRole");
    }
}
