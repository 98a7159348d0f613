//! Rates of one day, and how long they are good for.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// Where the central bank is. Its days begin and its clocks change there.
const BANK: &str = "Europe/Berlin";

/// When it publishes, on working days.
const HOUR: i8 = 16;

/// After a holiday or when the service is late, the rates of the day are not there at the hour.
const AT_LEAST: SignedDuration = SignedDuration::from_mins(10);

/// What the service answers.
#[derive(Debug, Deserialize)]
pub(crate) struct Published {
    base: String,
    date: Date,
    rates: BTreeMap<String, f64>,
}

/// What one unit of a currency is worth in all others.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rates {
    pub(crate) date: Date,
    pub(crate) asked_at: Timestamp,
    pub(crate) good_until: Timestamp,
    by_currency: BTreeMap<String, f64>,
}

impl Rates {
    pub(crate) fn new(published: Published, now: Timestamp) -> Result<Self, jiff::Error> {
        let Published { base, date, rates: mut by_currency } = published;
        by_currency.insert(base, 1.0);
        let good_until = replaced_at(date)?.max(now.checked_add(AT_LEAST)?);
        Ok(Self { date, asked_at: now, good_until, by_currency })
    }

    pub(crate) fn of(&self, currency: &str) -> Option<f64> {
        self.by_currency.get(currency).copied()
    }
}

/// When the rates of a day are replaced by those of the next working day.
fn replaced_at(date: Date) -> Result<Timestamp, jiff::Error> {
    let mut next = date.tomorrow()?;
    while matches!(next.weekday(), Weekday::Saturday | Weekday::Sunday) {
        next = next.tomorrow()?;
    }
    Ok(next.at(HOUR, 0, 0, 0).in_tz(BANK)?.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn they_are_replaced_on_the_next_working_day_at_the_banks_hour() {
        let replaced = |year, month, day| replaced_at(date(year, month, day)).unwrap().to_string();
        assert_eq!(replaced(2026, 11, 24), "2026-11-25T15:00:00Z");
        assert_eq!(replaced(2026, 7, 1), "2026-07-02T14:00:00Z", "in summer the bank is an hour further from UTC");
        assert_eq!(replaced(2026, 11, 27), "2026-11-30T15:00:00Z", "over a weekend");
        assert_eq!(replaced(2026, 3, 27), "2026-03-30T14:00:00Z", "over one in which the clocks change");
    }

    #[test]
    fn where_they_are_late_they_are_asked_for_again_soon() {
        let published =
            |base: &str| Published { base: base.to_owned(), date: date(2026, 11, 24), rates: BTreeMap::new() };
        let late: Timestamp = "2026-11-25T15:00:01Z".parse().unwrap();
        assert_eq!(Rates::new(published("EUR"), late).unwrap().good_until, late + AT_LEAST);
        let early: Timestamp = "2026-11-25T14:00:00Z".parse().unwrap();
        assert_eq!(Rates::new(published("EUR"), early).unwrap().good_until, late - SignedDuration::from_secs(1));
    }

    #[test]
    fn a_currency_is_worth_itself() {
        let published = Published { base: "EUR".to_owned(), date: date(2026, 11, 24), rates: BTreeMap::new() };
        let rates = Rates::new(published, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!((rates.of("EUR"), rates.of("CNY")), (Some(1.0), None));
    }
}
