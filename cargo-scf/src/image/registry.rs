//! A repository of a registry: what is in it, and what is put into it (OCI distribution specification 1.0).
//!
//! ```text
//! let repository = Repository::open(&reference, Access::Push, login, progress).await?;
//! repository.push(&image, "1.2.0").await?;
//! ```

mod access;
mod credentials;
mod pull;
mod push;
mod refusal;
#[cfg(feature = "tls")]
mod tls;
mod transport;
mod url;

use std::time::Duration;

use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Method, StatusCode};

use crate::image::progress::{Bar, Progress};
use crate::image::reference::Reference;
pub(crate) use crate::image::registry::access::Access;
use crate::image::registry::access::{Challenge, Token};
use crate::image::registry::credentials::Credentials;
pub(crate) use crate::image::registry::credentials::Login;
use crate::image::registry::transport::{Answer, Broken, Request, Transport};
use crate::image::registry::url::Url;
use crate::stop::Stop;

/// How often what may go well the next time is tried.
const ATTEMPTS: u32 = 5;

/// Before the second attempt; twice as long before each further one.
const BACK_OFF: Duration = Duration::from_millis(250);

/// How long a registry may ask for.
const BACK_OFF_LIMIT: Duration = Duration::from_secs(60);

pub(crate) struct Repository {
    reference: Reference,
    transport: Transport,
    access: Access,
    credentials: Credentials,
    token: Option<Token>,
    progress: Progress,
}

impl Repository {
    /// Asks the registry how it wants to be asked.
    pub(crate) async fn open(
        reference: &Reference,
        access: Access,
        login: Login,
        progress: Progress,
    ) -> Result<Self, Stop> {
        let transport = Transport::to(reference, login.plain_http)?;
        let credentials = credentials::find(reference, login)?;
        let reference = reference.clone();
        let mut repository = Self { reference, transport, access, credentials, token: None, progress };
        let answer = repository.ask(Request::new(Method::GET, repository.url("/v2/")?)).await?;
        // What it wants to be told it has been told by now.
        match answer.status {
            StatusCode::OK => Ok(repository),
            status if status == StatusCode::NOT_FOUND || status.is_redirection() => {
                Err(repository.is_none(status, "`/v2/`"))
            }
            _ => Err(repository.refused(answer).await),
        }
    }

    fn url(&self, path: &str) -> Result<Url, Stop> {
        self.transport.url(path)
    }

    /// `/v2/namespace/name` with what follows.
    fn path(&self, below: &str) -> Result<Url, Stop> {
        self.url(&format!("/v2/{}/{below}", self.reference.repository))
    }

    /// Asks until there is an answer that asking again would not better. It may be a refusal.
    async fn ask(&mut self, request: Request) -> Result<Answer, Stop> {
        let mut attempts = Attempts::default();
        loop {
            match self.once(&request, None).await? {
                Ok(answer) if !is_passing(answer.status) || attempts.are_over() => return Ok(answer),
                Ok(answer) => attempts.wait(Some(&answer)).await,
                Err(broken) if !broken.is_passing || attempts.are_over() => return Err(self.broken(&broken)),
                Err(_) => attempts.wait(None).await,
            }
        }
    }

    /// One attempt, and another with a new token where the old one is not taken.
    async fn once(&mut self, request: &Request, bar: Option<&Bar>) -> Result<Result<Answer, Broken>, Stop> {
        let answer = match self.send(request, bar).await {
            Ok(answer) if answer.status == StatusCode::UNAUTHORIZED => answer,
            other => return Ok(other),
        };
        // A storage that it has sent us on to gives no tokens.
        let challenges: Vec<Challenge> = answer
            .headers
            .get_all(WWW_AUTHENTICATE)
            .iter()
            .filter_map(|value| Challenge::read(value.to_str().ok()?))
            .collect();
        let was_given_one = self.token.as_ref().is_some_and(Token::is_fresh);
        if challenges.is_empty() || was_given_one {
            return Ok(Ok(answer));
        }
        match access::token(self, &challenges).await? {
            Some(token) => self.token = Some(token),
            None => return Ok(Ok(answer)),
        }
        let answer = self.send(request, bar).await;
        if let Some(token) = &mut self.token {
            token.was_used();
        }
        Ok(answer)
    }

    async fn send(&self, request: &Request, bar: Option<&Bar>) -> Result<Answer, Broken> {
        let mut request = request.clone();
        // What authorises us here is nobody else's business.
        if let Some(token) = self.token.as_ref().filter(|_| self.transport.is_own(&request.url)) {
            request.headers.push((AUTHORIZATION, token.header.clone()));
        }
        self.transport.send(request, bar).await
    }

    async fn refused(&self, answer: Answer) -> Stop {
        let status = answer.status;
        let text = answer.text().await;
        refusal::line(&self.reference, &self.credentials, status, &text)
    }

    /// Something else than a registry, which has answered like that.
    fn is_none(&self, status: StatusCode, asked: &str) -> Stop {
        let (domain, number) = (&self.reference.domain, status.as_u16());
        Stop::new(format!("`{domain}` is no registry, and has answered {number} to {asked}: look at host and port"))
    }

    fn broken(&self, broken: &Broken) -> Stop {
        Stop::new(format!("`{}` cannot be reached: {}", self.reference.domain, broken.why))
    }
}

/// Whether the same may be answered otherwise in a moment. A full disk (507) is not emptied by then.
fn is_passing(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::REQUEST_TIMEOUT
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::INTERNAL_SERVER_ERROR
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

#[derive(Default)]
struct Attempts(u32);

impl Attempts {
    fn are_over(&self) -> bool {
        self.0 + 1 >= ATTEMPTS
    }

    /// As long as the registry asks for, or twice as long as the last time.
    async fn wait(&mut self, answer: Option<&Answer>) {
        let asked = answer.and_then(|answer| answer.headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok());
        let wait = asked.map_or(BACK_OFF * 2_u32.pow(self.0), Duration::from_secs);
        self.0 += 1;
        tokio::time::sleep(wait.min(BACK_OFF_LIMIT)).await;
    }
}

/// A document of a registry's is never larger than this.
const DOCUMENT_LIMIT: usize = 4 * 1024 * 1024;

fn empty() -> Bytes {
    Bytes::new()
}
