//! Sales of some days, summed up.

use std::collections::BTreeMap;

use scf::Error;
use scf::events::time::{Duration, OffsetDateTime, UtcOffset};
use serde::{Deserialize, Serialize};

use crate::Kind;
use crate::sales::Sales;

/// What was sold on some days of the shop's.
#[derive(Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Report {
    /// The first day.
    pub(crate) from: String,
    /// The last day.
    pub(crate) to: String,
    pub(crate) count: u64,
    pub(crate) cents: u64,
    /// The parts of it: days on which something was sold, or items.
    pub(crate) lines: Vec<Line>,
}

#[derive(Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) count: u64,
    pub(crate) cents: u64,
}

impl Report {
    /// What was sold on the last whole days before `due`.
    pub(crate) fn before(
        due: OffsetDateTime,
        shop: UtcOffset,
        kind: Kind,
        days: u16,
        sales: &Sales,
    ) -> Result<Self, Error> {
        let day = |time: OffsetDateTime| time.checked_to_offset(shop).map(OffsetDateTime::date);
        let range = day(due).and_then(|today| {
            let from = today.checked_sub(Duration::days(days.into()))?;
            Some((from, today.previous_day()?))
        });
        let (from, to) = range.ok_or_else(|| {
            Error::new("InvalidTime", format!("there are no {days} days before {due} in the calendar")).status(400)
        })?;

        let mut lines = BTreeMap::new();
        for sale in sales.iter() {
            let Some(day) = day(sale.at).filter(|day| (from..=to).contains(day)) else { continue };
            let name = match kind {
                Kind::Sales => day.to_string(),
                Kind::Items => sale.item.clone(),
            };
            let (count, cents) = lines.entry(name).or_insert((0, 0));
            *count += sale.count;
            *cents += sale.cents;
        }
        let lines = lines.into_iter().map(|(name, (count, cents))| Line { name, count, cents });
        let lines: Vec<_> = lines.collect();
        let (count, cents) = (lines.iter().map(|line| line.count).sum(), lines.iter().map(|line| line.cents).sum());
        Ok(Self { from: from.to_string(), to: to.to_string(), count, cents, lines })
    }
}

#[cfg(test)]
mod tests {
    use scf::events::time::Date;

    use super::*;

    const HEAD: &str = "sold_at,item,count,cents\n";

    fn report(due: OffsetDateTime, sales: &str) -> Result<Report, Error> {
        let sales = Sales::parse(&format!("{HEAD}{sales}")).unwrap();
        Report::before(due, UtcOffset::from_hms(8, 0, 0).unwrap(), Kind::Items, 1, &sales)
    }

    #[test]
    fn a_day_is_one_of_the_shop() {
        // Noon in the shop, on the 25th.
        let due = OffsetDateTime::from_unix_timestamp(1_795_579_200).unwrap();
        let sold = |at: &str| report(due, &format!("{at},apple,1,120")).unwrap().count;
        assert_eq!(["2026-11-23T15:59:59Z", "2026-11-23T16:00:00Z"].map(sold), [0, 1]);
        assert_eq!(["2026-11-24T15:59:59Z", "2026-11-24T16:00:00Z"].map(sold), [1, 0]);
    }

    #[test]
    fn nothing_sold_is_a_report_too() {
        let report = report(OffsetDateTime::UNIX_EPOCH, "").unwrap();
        assert_eq!((report.from.as_str(), report.count, report.lines), ("1969-12-31", 0, Vec::new()));
    }

    #[test]
    fn days_before_the_calendar_are_none() {
        let error = report(Date::MIN.midnight().assume_utc(), "").unwrap_err();
        assert_eq!(error.name(), "InvalidTime");
    }
}
