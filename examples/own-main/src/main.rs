//! A function without an attribute: its `main` makes what the handler needs, and hands both over.
//!
//! That is for whoever wants nothing made behind their back, or has work before the start whose failure is theirs to
//! report. Everything else is the same: the parameters, the replies, the logs, the life of the process.
//!
//! An HTTP function goes the same way, with a function that makes its routes, as actix-web knows them, in place of
//! the handler. It is a program of its own, as the platform creates a function for the one or for the other:
//!
//! ```ignore
//! use scf::actix_web::web;
//! use scf::http::{Path, ServiceConfig};
//!
//! async fn rate(currency: Path<String>, rates: State<Rates>) -> Result<String, Error> {
//!     Ok(rates.of(&currency)?.to_string())
//! }
//!
//! fn routes(app: &mut ServiceConfig) {
//!     app.route("/rates/{currency}", web::get().to(rate));
//! }
//!
//! // The last line of `main`:
//! Ok(scf::http(routes).state(rates).run())
//! ```

use std::collections::BTreeMap;
use std::process::ExitCode;

use scf::{Error, State};
use serde::{Deserialize, Serialize};

/// What one euro is in other currencies. It is part of the binary, so that a start needs neither a file nor a
/// network.
const RATES: &str = include_str!("../rates.txt");

struct Rates(BTreeMap<String, f64>);

impl Rates {
    /// Reads lines of a currency and its rate.
    fn parse(text: &str) -> Result<Self, String> {
        let rate = |line: &str| {
            let (currency, rate) = line.split_once(' ')?;
            let rate: f64 = rate.parse().ok()?;
            (rate.is_finite() && rate > 0.0).then(|| (currency.to_owned(), rate))
        };
        let rates = text.lines().map(|line| rate(line).ok_or_else(|| format!("this is no rate: {line}")));
        rates.collect::<Result<_, _>>().map(Self)
    }

    fn of(&self, currency: &str) -> Result<f64, Error> {
        let rate = self.0.get(currency).copied();
        rate.ok_or_else(|| Error::new("UnknownCurrency", format!("there is no rate for {currency}")).status(404))
    }
}

#[derive(Deserialize)]
struct Convert {
    amount: f64,
    from: String,
    to: String,
}

#[derive(Debug, PartialEq, Serialize)]
struct Converted {
    amount: f64,
    currency: String,
}

async fn convert(convert: Convert, rates: State<Rates>) -> Result<Converted, Error> {
    let Convert { amount, from, to } = convert;
    let amount = amount / rates.of(&from)? * rates.of(&to)?;
    if !amount.is_finite() {
        // JSON has no infinity: the reply would say `null`.
        return Err(Error::new("AmountTooLarge", format!("so much {from} is more {to} than there is")).status(400));
    }
    Ok(Converted { amount, currency: to })
}

// What goes wrong in here ends the program as in any other: the message on stderr, and the exit code for failure.
fn main() -> Result<ExitCode, String> {
    let rates = Rates::parse(RATES)?;
    Ok(scf::event(convert).state(rates).run())
}

#[cfg(test)]
mod tests {
    use scf::actix_web::web;
    use scf::http::{Path, ServiceConfig};
    use scf::serde_json::json;
    use scf::test::{block_on, http_of, invoke};

    use super::*;

    fn rates() -> Rates {
        Rates::parse("EUR 1\nCNY 8\nUSD 2").unwrap()
    }

    #[test]
    fn the_rates_are_rates() {
        let rates = Rates::parse(RATES).unwrap();
        assert!(rates.of("EUR").is_ok_and(|rate| (rate - 1.0).abs() < f64::EPSILON));
        assert!(Rates::parse("EUR one").is_err());
        assert!(Rates::parse("EUR -1").is_err());
    }

    #[test]
    fn converts() {
        let event = json!({ "amount": 3, "from": "USD", "to": "CNY" });
        let reply = block_on(invoke(convert, event).state(rates()));
        assert_eq!((reply.status(), reply.text()), (200, r#"{"amount":12.0,"currency":"CNY"}"#));
    }

    #[test]
    fn says_which_currency_it_does_not_know() {
        let event = json!({ "amount": 3, "from": "USD", "to": "XTS" });
        let reply = block_on(invoke(convert, event).state(rates()));
        assert_eq!((reply.status(), reply.error_type().as_deref()), (404, Some("UnknownCurrency")));
        assert!(reply.text().contains("there is no rate for XTS"), "{}", reply.text());
    }

    #[test]
    fn refuses_an_amount_beyond_counting() {
        let event = json!({ "amount": 1e308, "from": "EUR", "to": "CNY" });
        let reply = block_on(invoke(convert, event).state(rates()));
        assert_eq!((reply.status(), reply.error_type().as_deref()), (400, Some("AmountTooLarge")));
    }

    #[test]
    fn is_a_function_like_any_other() {
        let event = Convert { amount: 3.0, from: "USD".to_owned(), to: "EUR".to_owned() };
        let converted = block_on(convert(event, State::new(rates()))).unwrap();
        assert_eq!(converted, Converted { amount: 1.5, currency: "EUR".to_owned() });
    }

    // Keeps the HTTP function of the text above to what the compiler takes.
    #[test]
    fn an_http_function_goes_the_same_way() {
        async fn rate(currency: Path<String>, rates: State<Rates>) -> Result<String, Error> {
            Ok(rates.of(&currency)?.to_string())
        }

        fn routes(app: &mut ServiceConfig) {
            app.route("/rates/{currency}", web::get().to(rate));
        }

        let app = http_of(routes).state(rates());
        let reply = block_on(app.get("/rates/CNY"));
        assert_eq!((reply.status(), reply.text()), (200, "8"));
        let reply = block_on(app.get("/rates/XTS"));
        assert_eq!((reply.status(), reply.error_type().as_deref()), (404, Some("UnknownCurrency")));
    }
}
