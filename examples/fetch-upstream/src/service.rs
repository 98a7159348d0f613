//! The client of the service: one kind of request, whose answers are kept for as long as they are good.

use std::collections::HashMap;
use std::fs;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use scf::{Error, serde_json};
use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use crate::rates::{Published, Rates};
use crate::unknown;

/// How long to wait where the platform does not say how long there is.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Far more than any answer has.
const LONGEST_ANSWER: u64 = 64 * 1024;

pub(crate) struct Service {
    agent: Agent,
    url: String,
    kept: Mutex<HashMap<String, Rates>>,
}

impl Service {
    /// `authorities` is a file in PEM; without it those in the binary are trusted.
    pub(crate) fn new(url: &str, authorities: Option<&str>) -> Result<Self, String> {
        if !url.starts_with("https://") {
            return Err(format!("{url} is no URL of a service: it begins with https://"));
        }
        let roots = match authorities {
            Some(path) => RootCerts::from(certificates(path)?.into_iter()),
            None => RootCerts::WebPki,
        };
        let config = Agent::config_builder().tls_config(TlsConfig::builder().root_certs(roots).build());
        let config = config.https_only(true).http_status_as_error(false).max_redirects(0).proxy(None);
        // Between two invocations the platform may freeze the instance, and the service hangs up meanwhile.
        let agent = config.max_idle_connections(0).build().into();
        Ok(Self { agent, url: url.trim_end_matches('/').to_owned(), kept: Mutex::default() })
    }

    /// The rates of a currency, out of memory or from the service.
    pub(crate) fn rates(&self, base: &str, now: Timestamp, left: Option<Duration>) -> Result<Rates, Error> {
        // Not held while the service is asked: that takes long. Asking twice does no harm.
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(base).cloned();
        if let Some(kept) = kept.filter(|kept| now < kept.good_until) {
            return Ok(kept);
        }
        let rates = Rates::new(self.ask(base, left)?, now)?;
        scf::tracing::info!(base, date = %rates.date, good_until = %rates.good_until, "asked for rates");
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(base.to_owned(), rates.clone());
        Ok(rates)
    }

    fn ask(&self, base: &str, left: Option<Duration>) -> Result<Published, Error> {
        let request = self.agent.get(format!("{}/latest", self.url)).query("base", base);
        // A plain `fn` is not ended at its deadline, so what it waits for has to be.
        let timeout = left.map_or(TIMEOUT, |left| left.min(TIMEOUT));
        let response = request.config().timeout_global(Some(timeout)).build().call().map_err(unreachable)?;
        match response.status().as_u16() {
            200 => {}
            404 => return Err(unknown(base)),
            status => return Err(Error::new("RatesRefused", format!("the service answers {status}")).status(502)),
        }
        let answer =
            response.into_body().into_with_config().limit(LONGEST_ANSWER).read_to_vec().map_err(unreachable)?;
        let published = serde_json::from_slice(&answer);
        published.map_err(|error| Error::new("RatesUnreadable", format!("the service's answer: {error}")).status(502))
    }
}

fn certificates(path: &str) -> Result<Vec<Certificate<'static>>, String> {
    let pem = fs::read(path).map_err(|error| format!("{path}, which has the authorities to trust: {error}"))?;
    let certificates = parse_pem(&pem).filter_map(|item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(Ok(certificate)),
        Ok(_) => None,
        Err(error) => Some(Err(format!("{path}, which has the authorities to trust: {error}"))),
    });
    let certificates: Vec<_> = certificates.collect::<Result<_, _>>()?;
    if certificates.is_empty() {
        return Err(format!("{path} has no certificate of an authority to trust"));
    }
    Ok(certificates)
}

fn unreachable(error: ureq::Error) -> Error {
    Error::from(error).named("RatesUnreachable").status(502)
}
