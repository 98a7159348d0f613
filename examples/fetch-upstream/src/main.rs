//! Says what one currency is worth in another, by a web service that it asks over HTTPS.
//!
//! All that this takes is in the binary, so that it works in an empty image: names are resolved by the part of the C
//! library that is linked in, which asks the servers of `/etc/resolv.conf`; the authorities whose certificates are
//! trusted and the time zones are data of two crates. Both are as old as the build: build again from time to time,
//! after a `cargo update`.

mod rates;
mod service;
#[cfg(test)]
mod tests;

use std::env;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use scf::{Context, Error, State};
use serde::{Deserialize, Serialize};

use crate::service::Service;

/// Where the rates come from: those of the European Central Bank, to anybody and without a key.
const URL: &str = "https://api.frankfurter.dev/v1";

/// Another service with the same API. Names that begin with `SCF_`, `QCLOUD_` and `TENCENTCLOUD_` are the platform's
/// own.
const URL_VARIABLE: &str = "RATES_URL";

/// A file with the certificates of the only authorities to trust, in place of those in the binary: for a service whose
/// certificate is the company's own.
const AUTHORITIES_VARIABLE: &str = "RATES_CA_FILE";

/// The zone in which times are told, such as `Asia/Shanghai`. On the platform it is UTC unless this is set.
const ZONE_VARIABLE: &str = "TZ";

struct App {
    service: Service,
    zone: TimeZone,
}

// What is set wrong prevents the start, with a line that says so: it would fail in every invocation otherwise.
#[scf::init]
fn app() -> Result<App, Error> {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let url = set(URL_VARIABLE);
    let service = Service::new(url.as_deref().unwrap_or(URL), set(AUTHORITIES_VARIABLE).as_deref())?;
    Ok(App { service, zone: zone(set(ZONE_VARIABLE).as_deref())? })
}

fn zone(name: Option<&str>) -> Result<TimeZone, String> {
    let Some(name) = name else { return Ok(TimeZone::UTC) };
    TimeZone::get(name)
        .map_err(|_| format!("{ZONE_VARIABLE} is {name}, which is no time zone: it is like Asia/Shanghai"))
}

#[derive(Debug, Deserialize)]
struct Wanted {
    from: String,
    to: String,
}

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Reply {
    rate: f64,
    /// The day of the rate.
    date: Date,
    /// When it was asked for, and when it will be again: in the function's zone, with the distance to UTC.
    asked_at: String,
    good_until: String,
}

// Waiting for the service blocks: a plain `fn` does that on a thread of its own.
#[scf::event]
fn rate(wanted: Wanted, app: State<App>, ctx: Context) -> Result<Reply, Error> {
    for currency in [&wanted.from, &wanted.to] {
        check(currency)?;
    }
    let rates = app.service.rates(&wanted.from, Timestamp::now(), ctx.remaining())?;
    let rate = rates.of(&wanted.to).ok_or_else(|| unknown(&wanted.to))?;
    let told = |at: Timestamp| at.to_zoned_datetime(app.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    Ok(Reply { rate, date: rates.date, asked_at: told(rates.asked_at), good_until: told(rates.good_until) })
}

/// It becomes part of a URL.
fn check(currency: &str) -> Result<(), Error> {
    if currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(());
    }
    let says = format!("a currency is three capital letters such as CNY, and not {currency:?}");
    Err(Error::new("InvalidCurrency", says).status(400))
}

fn unknown(currency: &str) -> Error {
    Error::new("UnknownCurrency", format!("there is no rate for {currency}")).status(404)
}
