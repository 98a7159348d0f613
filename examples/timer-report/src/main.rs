//! Reports what was sold, each time that a timer is due. The trigger's custom argument says what to report.

mod report;
mod sales;

use scf::events::time::UtcOffset;
use scf::events::timer;
use scf::{Error, State};
use serde::Deserialize;

use crate::report::Report;
use crate::sales::Sales;

/// What was sold. It is part of the binary, so that a start needs neither a file nor a network; a real function asks
/// its database.
const SALES: &str = include_str!("../sales.csv");

/// Where the shop is, and so when its days begin. A timer says when it was due in UTC.
const SHOP: (i8, i8, i8) = (8, 0, 0);

const MOST_DAYS: u16 = 366;

/// The trigger's custom argument: `{"report": "items", "days": 7}`. A trigger without one gets the sales of the day
/// before.
#[derive(Debug, PartialEq, Eq, Deserialize)]
// With a word misspelled, the default in its place would be a report that nobody has asked for.
#[serde(default, deny_unknown_fields)]
struct Wanted {
    report: Kind,
    days: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// What was sold, day by day.
    Sales,
    /// What was sold, item by item.
    Items,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { report: Kind::Sales, days: 1 }
    }
}

impl Wanted {
    fn of(timer: &timer::Event) -> Result<Self, Error> {
        let wanted = timer.json::<Option<Self>>()?.unwrap_or_default();
        if !(1..=MOST_DAYS).contains(&wanted.days) {
            let says = format!("a report is over 1 to {MOST_DAYS} days, and `days` is {}", wanted.days);
            return Err(Error::new("InvalidDays", says).status(400));
        }
        Ok(wanted)
    }
}

#[scf::init]
fn sales() -> Result<Sales, Error> {
    Ok(Sales::parse(SALES)?)
}

// Nobody waits for what a timer's function replies: the platform writes it into the function's log, which is where
// this report is read. One that is to reach people is sent from here, and the reply says that it was.
#[scf::event]
async fn report(timer: timer::Event, sales: State<Sales>) -> Result<Report, Error> {
    let wanted = Wanted::of(&timer)?;
    let (hours, minutes, seconds) = SHOP;
    let shop = UtcOffset::from_hms(hours, minutes, seconds)?;
    // An invocation may be late, and one that failed is made again. When it was due stays the same, so the same
    // report comes of it.
    let report = Report::before(timer.time, shop, wanted.report, wanted.days, &sales)?;
    scf::tracing::info!(trigger = timer.trigger_name, from = report.from, to = report.to, "reported");
    Ok(report)
}

#[cfg(test)]
mod tests {
    use scf::events::samples;
    use scf::test::{Reply, block_on, event};

    use super::*;

    fn due_with(message: &str) -> timer::Event {
        let mut timer: timer::Event = samples::TIMER_MESSAGE.parse().unwrap();
        message.clone_into(&mut timer.message);
        timer
    }

    fn call(timer: impl serde::Serialize) -> Reply {
        block_on(event(timer).state(sales().unwrap()))
    }

    fn error(message: &str) -> (u16, String, String) {
        let reply = call(due_with(message));
        (reply.status(), reply.error_type().unwrap_or_default(), reply.text().to_owned())
    }

    #[test]
    fn starts() {
        scf::test::assert_startable();
    }

    #[test]
    fn reports_the_day_before_unless_told_otherwise() {
        let reply = call(samples::TIMER);
        let line = r#"{"name":"2026-11-24","count":21,"cents":2385}"#;
        let report = format!(r#"{{"from":"2026-11-24","to":"2026-11-24","count":21,"cents":2385,"lines":[{line}]}}"#);
        assert_eq!((reply.status(), reply.text()), (200, report.as_str()));
    }

    #[test]
    fn reports_what_the_message_says() {
        let report: Report = call(samples::TIMER_MESSAGE).json().unwrap();
        assert_eq!((report.from.as_str(), report.to.as_str()), ("2026-11-18", "2026-11-24"));
        let days: Vec<&str> = report.lines.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(days, ["2026-11-18", "2026-11-20", "2026-11-22", "2026-11-23", "2026-11-24"]);

        let report: Report = call(due_with(r#"{"report":"items","days":2}"#)).json().unwrap();
        let items: Vec<_> = report.lines.iter().map(|line| (line.name.as_str(), line.count)).collect();
        assert_eq!(items, [("apple", 15), ("pear", 4), ("plum", 5)]);
    }

    #[test]
    fn takes_half_a_message() {
        let wanted = Wanted::of(&due_with(r#"{"days":30}"#)).unwrap();
        assert_eq!(wanted, Wanted { report: Kind::Sales, days: 30 });
        assert_eq!(Wanted::of(&due_with(" ")).unwrap(), Wanted::default());
    }

    #[test]
    fn refuses_a_message_that_does_not_fit() {
        for message in ["weekly", r#"{"report":"weather"}"#, r#"{"reprot":"items"}"#, r#"{"days":-1}"#] {
            let (status, name, text) = error(message);
            assert_eq!((status, name.as_str()), (400, "InvalidPayload"), "{text}");
            assert!(text.contains("the timer's message does not fit"), "{text}");
        }
        for days in [0, MOST_DAYS + 1] {
            let (status, name, text) = error(&format!(r#"{{"days":{days}}}"#));
            assert_eq!((status, name.as_str()), (400, "InvalidDays"), "{text}");
        }
    }
}
