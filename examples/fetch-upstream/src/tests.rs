//! The whole way: an event, a request over TLS to a server with an authority of its own, a reply.

use std::time::Duration;

use jiff::SignedDuration;
use scf::serde_json::json;
use scf::test::{Reply as Answered, block_on, event};
use tempfile::NamedTempFile;

use super::*;

#[path = "../upstream/certificates.rs"]
mod certificates;
#[path = "../upstream/server.rs"]
mod server;

use self::certificates::Authority;
use self::server::Server;

/// A function whose service is this server, and which trusts this authority.
fn app(server: &Server, trusted: &Authority) -> App {
    let file = NamedTempFile::new().unwrap();
    std::fs::write(&file, trusted.pem()).unwrap();
    let url = format!("https://localhost:{}/v1/", server.port());
    App { service: Service::new(&url, file.path().to_str()).unwrap(), zone: zone(Some("Asia/Shanghai")).unwrap() }
}

/// One whose service is as it should be.
fn good() -> (Server, App) {
    let authority = Authority::new("known").unwrap();
    let server = Server::start(authority.certificate("localhost").unwrap()).unwrap();
    let app = app(&server, &authority);
    (server, app)
}

fn call(app: App, from: &str, to: &str) -> Answered {
    block_on(event(json!({ "from": from, "to": to })).state(app))
}

/// The status, the name of the error, and all of the reply.
fn refused(app: App, from: &str, to: &str) -> (u16, String, String) {
    let reply = call(app, from, to);
    (reply.status(), reply.error_type().unwrap_or_default(), reply.text().to_owned())
}

#[test]
fn starts() {
    scf::test::assert_startable();
}

#[test]
fn says_what_a_currency_is_worth() {
    let before = Timestamp::now();
    let reply: Reply = call(good().1, "EUR", "CNY").json().unwrap();
    assert_eq!((reply.rate, reply.date.to_string().as_str()), (8.1794, "2026-11-24"));
    assert!(reply.asked_at.ends_with("+08:00"), "{reply:?}");
    let asked_at: Timestamp = reply.asked_at.parse().unwrap();
    let good_until: Timestamp = reply.good_until.parse().unwrap();
    // They are told without fractions of a second.
    assert!(asked_at >= before - SignedDuration::from_secs(1) && good_until > asked_at, "{reply:?}");
}

#[test]
fn asks_again_when_the_rates_are_replaced_and_not_before() {
    let (server, app) = good();
    let now: Timestamp = "2026-11-25T09:00:00Z".parse().unwrap();
    let rates = app.service.rates("EUR", now, None).unwrap();
    assert_eq!(rates.good_until.to_string(), "2026-11-25T15:00:00Z");
    let just_before = rates.good_until - SignedDuration::from_nanos(1);
    assert_eq!(app.service.rates("EUR", just_before, None).unwrap(), rates);
    assert_eq!(server.asked(), 1);
    assert_ne!(app.service.rates("EUR", rates.good_until, None).unwrap(), rates);
    assert_eq!(server.asked(), 2);
}

#[test]
fn a_certificate_is_refused_by_whom_it_is_for_whom_it_is_and_when() {
    let [known, unknown, impostor] = ["known", "unknown", "known"].map(|name| Authority::new(name).unwrap());
    let wrong = [
        (unknown.certificate("localhost"), "UnknownIssuer"),
        (impostor.certificate("localhost"), "BadSignature"),
        (known.certificate("other.test"), "not valid for name"),
        (known.expired_certificate("localhost"), "expired"),
    ];
    for (certificate, says) in wrong {
        let server = Server::start(certificate.unwrap()).unwrap();
        let (status, name, text) = refused(app(&server, &known), "EUR", "CNY");
        assert_eq!((status, name.as_str()), (502, "RatesUnreachable"), "{text}");
        assert!(text.contains("invalid peer certificate") && text.contains(says), "{text}");
        assert_eq!(server.asked(), 0, "nothing is said to whom nobody knows");
    }
}

#[test]
fn without_a_file_an_authority_of_ones_own_is_a_stranger() {
    let server = Server::start(Authority::new("known").unwrap().certificate("localhost").unwrap()).unwrap();
    let url = format!("https://localhost:{}/v1", server.port());
    let app = App { service: Service::new(&url, None).unwrap(), zone: TimeZone::UTC };
    let (status, _, text) = refused(app, "EUR", "CNY");
    assert!(status == 502 && text.contains("UnknownIssuer"), "{text}");
}

#[test]
fn says_which_currency_is_none() {
    for (from, to) in [("eur", "CNY"), ("EUR", "CNY&base=USD"), ("", "CNY")] {
        let (server, app) = good();
        let (status, name, text) = refused(app, from, to);
        assert_eq!((status, name.as_str(), server.asked()), (400, "InvalidCurrency", 0), "{text}");
    }
    for (from, to) in [("EUR", "XXL"), ("XXL", "EUR")] {
        let (status, name, text) = refused(good().1, from, to);
        assert_eq!((status, name.as_str()), (404, "UnknownCurrency"), "{text}");
        assert!(text.contains("there is no rate for XXL"), "{text}");
    }
}

#[test]
fn says_what_is_wrong_with_the_service() {
    let (status, name, text) = refused(good().1, "XBR", "CNY");
    assert_eq!((status, name.as_str()), (502, "RatesRefused"), "{text}");
    assert!(text.contains("the service answers 503"), "{text}");
    let (status, name, text) = refused(good().1, "XTX", "CNY");
    assert_eq!((status, name.as_str()), (502, "RatesUnreadable"), "{text}");
}

#[test]
fn waits_no_longer_than_the_function_may_run() {
    let (server, app) = good();
    let ctx = Context::builder().timeout(Duration::from_millis(300)).build();
    let call = event(json!({ "from": "XSL", "to": "CNY" })).state(app).context(ctx);
    let reply = block_on(call);
    assert_eq!((reply.status(), reply.error_type().as_deref()), (502, Some("RatesUnreachable")), "{}", reply.text());
    assert_eq!(server.asked(), 1);
}

#[test]
fn settings_that_are_wrong_prevent_the_start() {
    let wrong = |url: &str, file: Option<&str>| Service::new(url, file).map(|_| ()).unwrap_err();
    assert_eq!(
        wrong("http://rates.example", None),
        "http://rates.example is no URL of a service: it begins with https://"
    );
    let said = wrong("https://rates.example", Some("/nowhere/ca.pem"));
    assert!(said.starts_with("/nowhere/ca.pem, which has the authorities to trust: "), "{said}");
    let empty = NamedTempFile::new().unwrap();
    let said = wrong("https://rates.example", empty.path().to_str());
    assert!(said.ends_with(" has no certificate of an authority to trust"), "{said}");
    let said = zone(Some("Asia/Shanghia")).unwrap_err();
    assert_eq!(said, "TZ is Asia/Shanghia, which is no time zone: it is like Asia/Shanghai");
}
