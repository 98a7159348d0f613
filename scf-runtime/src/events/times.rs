//! Times, in the forms in which events carry them.

use serde::de::Deserializer;
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::field::{Codec, Leaf, Read, Scalar};

/// A form in which a time is written.
pub(crate) trait Form {
    const TAKES: &'static str;

    /// The number that stands for a time, if the form has one: how many of it are a second.
    const PER_SECOND: Option<i128>;

    /// Whether the documented form of the number is text.
    const AS_TEXT: bool = false;
}

/// Seconds since 1970, as a number.
pub(crate) struct Seconds;

/// Milliseconds since 1970, as a number.
pub(crate) struct Millis;

/// Microseconds since 1970, as text.
pub(crate) struct MicrosAsText;

/// A date and a time of day, as in `2026-11-25T08:00:00Z`.
pub(crate) struct DateTime;

impl Form for Seconds {
    const TAKES: &'static str = "seconds since 1970";
    const PER_SECOND: Option<i128> = Some(1);
}

impl Form for Millis {
    const TAKES: &'static str = "milliseconds since 1970";
    const PER_SECOND: Option<i128> = Some(1_000);
}

impl Form for MicrosAsText {
    const TAKES: &'static str = "microseconds since 1970";
    const PER_SECOND: Option<i128> = Some(1_000_000);
    const AS_TEXT: bool = true;
}

impl Form for DateTime {
    const TAKES: &'static str = "a time as in `2026-11-25T08:00:00Z`";
    const PER_SECOND: Option<i128> = None;
}

const NANOS: i128 = 1_000_000_000;

fn of_number<F: Form>(number: i64) -> Option<OffsetDateTime> {
    let nanos = i128::from(number).checked_mul(NANOS / F::PER_SECOND?)?;
    OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()
}

fn to_number<F: Form>(time: OffsetDateTime) -> Option<i64> {
    i64::try_from(time.unix_timestamp_nanos().div_euclid(NANOS / F::PER_SECOND?)).ok()
}

fn of_text(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text.trim(), &Rfc3339).ok()
}

fn to_text(time: OffsetDateTime) -> String {
    // Years beyond 9999 have no such form, and no event says one.
    time.format(&Rfc3339).unwrap_or_default()
}

fn read<F: Form>(scalar: Scalar<'_>) -> Read<OffsetDateTime> {
    let time = match &scalar {
        Scalar::Text(text) if F::PER_SECOND.is_none() => of_text(text),
        Scalar::Text(text) => match text.trim().parse().ok() {
            Some(number) => of_number::<F>(number),
            None => of_text(text),
        },
        _ => return read_number::<F>(scalar),
    };
    match time {
        Some(time) if is_written_as::<F>(time, &scalar) => Read::Plain(time),
        Some(time) => Read::Odd(time, scalar.into()),
        None => Read::Unfit(scalar.into()),
    }
}

fn read_number<F: Form>(scalar: Scalar<'_>) -> Read<OffsetDateTime> {
    let (number, odd) = match i64::of(scalar) {
        Read::Plain(number) => (number, None),
        Read::Odd(number, raw) => (number, Some(raw)),
        Read::Unfit(raw) => return Read::Unfit(raw),
    };
    match (of_number::<F>(number), odd) {
        (Some(time), None) if !F::AS_TEXT => Read::Plain(time),
        (Some(time), odd) => Read::Odd(time, odd.unwrap_or_else(|| number.into())),
        (None, odd) => Read::Unfit(odd.unwrap_or_else(|| number.into())),
    }
}

/// Whether a time's own form is the text as which it came.
fn is_written_as<F: Form>(time: OffsetDateTime, scalar: &Scalar<'_>) -> bool {
    let Scalar::Text(text) = scalar else { return false };
    match to_number::<F>(time) {
        Some(number) => F::AS_TEXT && number.to_string() == **text,
        None => is_plain_utc(text) || to_text(time) == **text,
    }
}

/// Whether a text that is a time is one as most are: in UTC, without a fraction. It need not be written to be compared then.
fn is_plain_utc(text: &str) -> bool {
    // A leap second is read as the end of the one before.
    text.len() == 20 && text.get(10..11) == Some("T") && text.ends_with('Z') && text.get(17..19) != Some("60")
}

fn written<F: Form>(time: OffsetDateTime) -> Value {
    match to_number::<F>(time) {
        Some(number) if F::AS_TEXT => number.to_string().into(),
        Some(number) => number.into(),
        None => to_text(time).into(),
    }
}

impl<F: Form> Codec<OffsetDateTime> for F {
    const TAKES: &'static str = F::TAKES;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<OffsetDateTime>, D::Error> {
        Scalar::read(from).map(read::<F>)
    }

    fn write<S: Serializer>(time: &OffsetDateTime, into: S) -> Result<S::Ok, S::Error> {
        written::<F>(*time).serialize(into)
    }

    fn absent() -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH
    }

    fn is_absent(_: &OffsetDateTime) -> bool {
        false
    }
}

/// A time that may be missing, or be no time at all: then it is none, and what came is kept.
impl<F: Form> Codec<Option<OffsetDateTime>> for F {
    const TAKES: &'static str = F::TAKES;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Option<OffsetDateTime>>, D::Error> {
        Ok(match read::<F>(Scalar::read(from)?) {
            Read::Unfit(raw) => Read::Odd(None, raw),
            read => read.map(Some),
        })
    }

    fn write<S: Serializer>(time: &Option<OffsetDateTime>, into: S) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => <F as Codec<OffsetDateTime>>::write(time, into),
            None => into.serialize_none(),
        }
    }

    fn absent() -> Option<OffsetDateTime> {
        None
    }

    fn is_absent(time: &Option<OffsetDateTime>) -> bool {
        time.is_none()
    }
}

/// Milliseconds or seconds since 1970: some senders write the one and some the other under the same name.
///
/// The size tells them apart: as seconds, today's milliseconds would be tens of thousands of years away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct UnixTime(i64);

impl UnixTime {
    /// From milliseconds since 1970.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// The number as it came, whatever its unit.
    pub fn number(self) -> i64 {
        self.0
    }

    /// The number as milliseconds, the unit that the platform documents. Nothing if it is beyond any calendar.
    pub fn as_millis(self) -> Option<OffsetDateTime> {
        of_number::<Millis>(self.0)
    }

    /// The number as seconds.
    pub fn as_seconds(self) -> Option<OffsetDateTime> {
        of_number::<Seconds>(self.0)
    }

    /// The time, its unit told by its size: numbers up to 9,999,999,999 (in the year 2286) are seconds.
    pub fn by_size(self) -> Option<OffsetDateTime> {
        if self.0.abs() < 10_000_000_000 { self.as_seconds() } else { self.as_millis() }
    }
}

impl Serialize for UnixTime {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        into.serialize_i64(self.0)
    }
}

impl Leaf for UnixTime {
    const TAKES: &'static str = "milliseconds or seconds since 1970";

    fn of(scalar: Scalar<'_>) -> Read<Self> {
        i64::of(scalar).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::events::tests::kept::kept;
    use crate::events::timer;

    #[test]
    fn however_a_time_is_written_it_is_written_again_so() {
        for time in [
            "2026-11-25T08:00:00Z",
            "2016-12-31T23:59:60Z",
            "2026-11-25t08:00:00Z",
            "2026-11-25T08:00:00z",
            "2026-11-25T08:00:00.50Z",
            "2026-11-25T16:00:00+08:00",
            " 2026-11-25T08:00:00Z ",
        ] {
            let event = json!({ "Type": "Timer", "TriggerName": "t", "Time": time });
            let read = kept::<timer::Event>(&event);
            assert_eq!(serde_json::to_value(&read).unwrap()["Time"], time);
        }
    }
}
