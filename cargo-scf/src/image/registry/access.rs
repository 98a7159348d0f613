//! How a registry wants to be told who asks: what it answers → the header to send.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{Method, StatusCode};
use serde::Deserialize;

use crate::image::registry::credentials::Credentials;
use crate::image::registry::transport::Request;
use crate::image::registry::url::Url;
use crate::image::registry::{Repository, refusal};
use crate::stop::{OrStop, Stop};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Pull,
    Push,
}

/// What proves who asks.
pub(crate) struct Token {
    pub(super) header: HeaderValue,
    /// A token that was refused when it was new is not renewed.
    is_fresh: bool,
}

impl Token {
    pub(super) fn is_fresh(&self) -> bool {
        self.is_fresh
    }

    pub(super) fn was_used(&mut self) {
        self.is_fresh = false;
    }
}

/// `WWW-Authenticate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Challenge {
    is_bearer: bool,
    parameters: Vec<(String, String)>,
}

impl Challenge {
    /// `None` is a scheme that we do not know.
    pub(super) fn read(header: &str) -> Option<Self> {
        let (scheme, rest) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
        let is_bearer = scheme.eq_ignore_ascii_case("bearer");
        if !is_bearer && !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let mut parameters = Vec::new();
        let mut rest = rest.trim();
        while let Some((name, after)) = rest.split_once('=') {
            let (value, after) = match after.strip_prefix('"') {
                // A scope has commas in its quotes.
                Some(quoted) => quoted.split_once('"')?,
                None => after.split_once(',').map_or((after, ""), |(value, after)| (value.trim(), after)),
            };
            parameters.push((name.trim().to_ascii_lowercase(), value.to_owned()));
            rest = after.trim_start_matches([',', ' ']);
        }
        Some(Self { is_bearer, parameters })
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// `None` where there is nothing to tell.
pub(super) async fn token(repository: &Repository, challenges: &[Challenge]) -> Result<Option<Token>, Stop> {
    if let Some(bearer) = challenges.iter().find(|challenge| challenge.is_bearer) {
        return bearer_token(repository, bearer).await.map(Some);
    }
    let Credentials::Password { user, password } = &repository.credentials else { return Ok(None) };
    Ok(Some(Token {
        header: secret(format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))?,
        is_fresh: true,
    }))
}

/// The answer of the server that gives tokens, which calls it one or the other.
#[derive(Deserialize)]
struct Given {
    token: Option<String>,
    access_token: Option<String>,
}

async fn bearer_token(repository: &Repository, challenge: &Challenge) -> Result<Token, Stop> {
    let domain = &repository.reference.domain;
    let realm = challenge.get("realm").ok_or_else(|| Stop::new(format!("`{domain}` does not say who gives tokens")))?;
    let url = Url::parse(realm).or_stop(|| format!("`{domain}` says that tokens are given at `{realm}`"))?;
    // A password goes nowhere that anybody on the way can read it, unless the registry is asked like that itself.
    if !(url.is_https() || url.is_loopback() || repository.transport.is_plain()) {
        return Err(Stop::new(format!("`{domain}` wants the password to be sent to `{realm}`, for all to read")));
    }
    let mut form = form_urlencoded::Serializer::new(String::new());
    if let Some(service) = challenge.get("service") {
        form.append_pair("service", service);
    }
    let actions = match repository.access {
        Access::Pull => "pull",
        Access::Push => "pull,push",
    };
    form.append_pair("scope", &format!("repository:{}:{actions}", repository.reference.repository));
    let request = match &repository.credentials {
        Credentials::Identity(identity) => {
            form.append_pair("grant_type", "refresh_token").append_pair("client_id", "cargo-scf");
            form.append_pair("refresh_token", identity);
            let mut request = Request::new(Method::POST, url);
            let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
            request.headers.push((CONTENT_TYPE, kind));
            request.body = form.finish().into();
            request
        }
        credentials => {
            let mut request = Request::new(Method::GET, url.with_query(&form.finish())?);
            if let Credentials::Password { user, password } = credentials {
                let basic = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
                request.headers.push((AUTHORIZATION, secret(basic)?));
            }
            request
        }
    };
    let answer = repository.transport.send(request, None).await.map_err(|broken| repository.broken(&broken))?;
    let status = answer.status;
    let text = answer.text().await;
    if status != StatusCode::OK {
        return Err(refusal::line(&repository.reference, &repository.credentials, status, &text));
    }
    let given: Given = serde_json::from_str(&text).or_stop(|| format!("`{realm}` gives no token"))?;
    let token = given.token.or(given.access_token).ok_or_else(|| Stop::new(format!("`{realm}` gives no token")))?;
    Ok(Token { header: secret(format!("Bearer {token}"))?, is_fresh: true })
}

fn secret(text: String) -> Result<HeaderValue, Stop> {
    let mut value = HeaderValue::try_from(text).or_stop(|| "the credentials cannot be sent".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}
