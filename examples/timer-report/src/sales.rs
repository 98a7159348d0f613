//! What was sold, out of a table.

use scf::events::time::OffsetDateTime;
use scf::events::time::format_description::well_known::Rfc3339;

/// What was sold at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sale {
    pub(crate) at: OffsetDateTime,
    pub(crate) item: String,
    pub(crate) count: u64,
    /// What was paid for all of them.
    pub(crate) cents: u64,
}

#[derive(Debug)]
pub(crate) struct Sales(Vec<Sale>);

impl Sales {
    /// Reads lines of a time, an item, a count and an amount, behind a line of their names. No value has a comma in it.
    pub(crate) fn parse(table: &str) -> Result<Self, String> {
        let lines = table.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty());
        let sales = lines.map(|(at, line)| sale(line).ok_or_else(|| format!("line {} is no sale: {line}", at + 1)));
        sales.collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Sale> {
        self.0.iter()
    }
}

fn sale(line: &str) -> Option<Sale> {
    let mut values = line.split(',').map(str::trim);
    let mut next = || values.next().filter(|value| !value.is_empty());
    let at = OffsetDateTime::parse(next()?, &Rfc3339).ok()?;
    let (item, count, cents) = (next()?.to_owned(), next()?.parse().ok()?, next()?.parse().ok()?);
    values.next().is_none().then_some(Sale { at, item, count, cents })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_which_line_is_no_sale() {
        let head = "sold_at,item,count,cents\n2026-11-24T01:15:00Z,apple,12,1440\n\n";
        assert_eq!(Sales::parse(head).unwrap().iter().count(), 1);
        for line in ["yesterday,apple,1,120", "2026-11-24T01:15:00Z,,1,120", "2026-11-24T01:15:00Z,apple,1,120,1"] {
            let error = Sales::parse(&format!("{head}{line}")).unwrap_err();
            assert_eq!(error, format!("line 4 is no sale: {line}"));
        }
    }
}
