//! When something happened, as precisely as somebody knew, and calendar arithmetic on it.

use std::fmt;
use std::str::FromStr;

use jiff::civil;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::describe::{Described, Referable, Shape};

/// A text is not a date of the form that was asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a date: expected YYYY, YYYY-MM, YYYY-MM-DD or an instant with its offset")]
pub struct NotADate;

/// A day of the civil calendar, years 1900 to 2199.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Day(civil::Date);

impl Day {
    /// The day of a year, a month 1 to 12 and a day of that month.
    ///
    /// # Errors
    /// There is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, NotADate> {
        if !(1900..=2199).contains(&year) {
            return Err(NotADate);
        }
        civil::Date::new(year, month, day).map(Self).or(Err(NotADate))
    }

    /// Its year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Its month.
    pub fn month(self) -> Month {
        Month { year: self.0.year(), month: self.0.month() }
    }

    /// The day of the month, from 1.
    pub fn day_of_month(self) -> i8 {
        self.0.day()
    }

    /// Whole days from 1970-01-01; negative before.
    pub fn number(self) -> i32 {
        // Years that begin in March, in eras of 400: the leap day is then the last of its year.
        let (month, day) = (i32::from(self.0.month()), i32::from(self.0.day()));
        let year = i32::from(self.0.year()) - i32::from(month <= 2);
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - EPOCH
    }

    /// The day so many days after 1970-01-01, as far as the calendar reaches.
    pub fn from_number(number: i32) -> Self {
        Self(civil::date(1970, 1, 1)).plus_days(number)
    }

    /// Whole days from `earlier` to this day; negative when it is later.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.number() - earlier.number()
    }

    /// The day so many days later (or earlier), as far as the calendar reaches.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        if let Some(date) = self.number().checked_add(days).and_then(civil_day) {
            return Self(date);
        }
        let span = jiff::Span::new().try_days(days).unwrap_or_default();
        Self(self.0.saturating_add(span))
    }

    /// The same day of the month so many months later, or the last one that month has.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let span = jiff::Span::new().try_months(months).unwrap_or_default();
        Self(self.0.saturating_add(span))
    }

    /// Seconds of civil time from 1970-01-01T00:00 to its first moment.
    pub fn first_second(self) -> i64 {
        i64::from(self.number()) * 86_400
    }
}

/// Days from the first of March of the year 0 to 1970-01-01.
const EPOCH: i32 = 719_468;

/// The day so many days after 1970-01-01; none where the calendar does not reach.
fn civil_day(number: i32) -> Option<civil::Date> {
    let days = number.checked_add(EPOCH)?;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year + era * 400 + i32::from(month <= 2);
    civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        if parts.next().is_some() {
            return Err(NotADate);
        }
        Self::new(digits(year, 4)?, narrow(digits(month, 2)?)?, narrow(digits(day, 2)?)?)
    }
}

fn digits(part: Option<&str>, width: usize) -> Result<i16, NotADate> {
    let part = part.ok_or(NotADate)?;
    if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotADate);
    }
    part.parse().or(Err(NotADate))
}

fn narrow(number: i16) -> Result<i8, NotADate> {
    i8::try_from(number).or(Err(NotADate))
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.collect_str(self) } else { self.number().serialize(to) }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        if from.is_human_readable() {
            return String::deserialize(from)?.parse().map_err(Error::custom);
        }
        let date = civil_day(i32::deserialize(from)?).ok_or(NotADate).map_err(Error::custom)?;
        Self::new(date.year(), date.month(), date.day()).map_err(Error::custom)
    }
}

impl Described for Day {
    const SHAPE: Shape = Shape::Day;
}
impl Referable for Day {}

/// A month of the civil calendar.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month of a year and a number from 1 to 12.
    ///
    /// # Errors
    /// There is no such month.
    pub fn new(year: i16, month: i8) -> Result<Self, NotADate> {
        Day::new(year, month, 1).map(Day::month)
    }

    /// Its first day.
    pub fn first_day(self) -> Day {
        Day(civil::date(self.year, self.month, 1))
    }

    /// Its last day.
    pub fn last_day(self) -> Day {
        Day(self.first_day().0.last_of_month())
    }

    /// How many days it has.
    pub fn days(self) -> i32 {
        self.last_day().days_since(self.first_day()) + 1
    }

    /// The next month.
    #[must_use]
    pub fn next(self) -> Self {
        self.first_day().plus_months(1).month()
    }

    /// Its year.
    pub fn year(self) -> i16 {
        self.year
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Month {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let (year, month) = text.split_once('-').ok_or(NotADate)?;
        Self::new(digits(Some(year), 4)?, narrow(digits(Some(month), 2)?)?)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.collect_str(self) } else { self.first_day().serialize(to) }
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        if from.is_human_readable() {
            return String::deserialize(from)?.parse().map_err(Error::custom);
        }
        let first = Day::deserialize(from)?;
        let month = first.month();
        // One value has one form: a month lies in an entry as its first day.
        if month.first_day() == first { Ok(month) } else { Err(Error::custom(NotADate)) }
    }
}

impl Described for Month {
    const SHAPE: Shape = Shape::Month;
}
impl Referable for Month {}

/// When something happened: a year, a month, a day, or an instant with its offset.
///
/// Its precision follows from its form (domain.md A.0). Facts are ordered by the first civil
/// moment of the period it denotes.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub enum Occurrence {
    /// Some day of a year.
    Year(i16),
    /// Some day of a month.
    Month(Month),
    /// A day.
    Day(Day),
    /// A second of a day, where it happened.
    Instant {
        /// The local day.
        day: Day,
        /// Seconds since that day's midnight, 0 to 86,399.
        second: u32,
        /// Minutes by which local time is ahead of UTC, -1,439 to 1,439.
        offset_minutes: i16,
    },
}

impl Occurrence {
    /// The first day on which it may have happened.
    pub fn first_day(self) -> Day {
        match self {
            Self::Year(year) => Day(civil::date(year, 1, 1)),
            Self::Month(month) => month.first_day(),
            Self::Day(day) | Self::Instant { day, .. } => day,
        }
    }

    /// The last day on which it may have happened.
    pub fn last_day(self) -> Day {
        match self {
            Self::Year(year) => Day(civil::date(year, 12, 31)),
            Self::Month(month) => month.last_day(),
            Self::Day(day) | Self::Instant { day, .. } => day,
        }
    }

    /// The first civil second of the period, for ordering.
    pub fn first_second(self) -> i64 {
        match self {
            Self::Instant { day, second, .. } => day.first_second() + i64::from(second),
            Self::Year(_) | Self::Month(_) | Self::Day(_) => self.first_day().first_second(),
        }
    }

    /// Seconds since 1970 UTC, where the second is known.
    pub fn instant_utc(self) -> Option<i64> {
        match self {
            Self::Instant { day, second, offset_minutes } => {
                Some(day.first_second() + i64::from(second) - i64::from(offset_minutes) * 60)
            }
            Self::Year(_) | Self::Month(_) | Self::Day(_) => None,
        }
    }

    /// Whether it certainly lies before the first day of `other`.
    pub fn surely_before(self, other: Self) -> bool {
        self.last_day() < other.first_day()
    }
}

impl From<Day> for Occurrence {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}

impl fmt::Display for Occurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(month) => month.fmt(f),
            Self::Day(day) => day.fmt(f),
            Self::Instant { day, second, offset_minutes } => {
                let (hours, minutes) = (second / 3600, second / 60 % 60);
                write!(f, "{day}T{hours:02}:{minutes:02}:{:02}", second % 60)?;
                if offset_minutes == 0 {
                    return f.write_str("Z");
                }
                let sign = if offset_minutes < 0 { '-' } else { '+' };
                let ahead = offset_minutes.unsigned_abs();
                write!(f, "{sign}{:02}:{:02}", ahead / 60, ahead % 60)
            }
        }
    }
}

impl fmt::Debug for Occurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Occurrence {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        match text.len() {
            4 => {
                let year = digits(Some(text), 4)?;
                Day::new(year, 1, 1).map(|_| Self::Year(year))
            }
            7 => text.parse().map(Self::Month),
            10 => text.parse().map(Self::Day),
            _ => instant(text),
        }
    }
}

/// RFC 3339 with an offset; fractions of a second are dropped.
fn instant(text: &str) -> Result<Occurrence, NotADate> {
    let (date, rest) = text.split_at_checked(10).ok_or(NotADate)?;
    let rest = rest.strip_prefix('T').ok_or(NotADate)?;
    let (clock, zone) = rest.split_at_checked(8).ok_or(NotADate)?;
    let mut parts = clock.split(':');
    let hours = digits(parts.next(), 2)?;
    let minutes = digits(parts.next(), 2)?;
    let seconds = digits(parts.next(), 2)?;
    if hours > 23 || minutes > 59 || seconds > 59 || parts.next().is_some() {
        return Err(NotADate);
    }
    let second = u32::try_from(i32::from(hours) * 3600 + i32::from(minutes) * 60)
        .or(Err(NotADate))?
        + u32::try_from(seconds).or(Err(NotADate))?;
    let offset_minutes = offset(without_fraction(zone)?)?;
    Ok(Occurrence::Instant { day: date.parse()?, second, offset_minutes })
}

fn without_fraction(zone: &str) -> Result<&str, NotADate> {
    let Some(fraction) = zone.strip_prefix('.') else { return Ok(zone) };
    let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    if zone.len() == fraction.len() { Err(NotADate) } else { Ok(zone) }
}

fn offset(zone: &str) -> Result<i16, NotADate> {
    if zone == "Z" {
        return Ok(0);
    }
    let (sign, rest) = zone.split_at_checked(1).ok_or(NotADate)?;
    let (hours, minutes) = rest.split_once(':').ok_or(NotADate)?;
    let (hours, minutes) = (digits(Some(hours), 2)?, digits(Some(minutes), 2)?);
    if hours > 23 || minutes > 59 {
        return Err(NotADate);
    }
    match sign {
        "+" => Ok(hours * 60 + minutes),
        "-" => Ok(-(hours * 60 + minutes)),
        _ => Err(NotADate),
    }
}

/// How an occurrence lies in an entry.
#[derive(Serialize, Deserialize)]
enum StoredOccurrence {
    Year(i16),
    Month(Month),
    Day(Day),
    Instant { day: Day, second: u32, offset_minutes: i16 },
}

impl Serialize for Occurrence {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            return to.collect_str(self);
        }
        let stored = match *self {
            Self::Year(year) => StoredOccurrence::Year(year),
            Self::Month(month) => StoredOccurrence::Month(month),
            Self::Day(day) => StoredOccurrence::Day(day),
            Self::Instant { day, second, offset_minutes } => {
                StoredOccurrence::Instant { day, second, offset_minutes }
            }
        };
        stored.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Occurrence {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        if from.is_human_readable() {
            return String::deserialize(from)?.parse().map_err(Error::custom);
        }
        match StoredOccurrence::deserialize(from)? {
            StoredOccurrence::Year(year) => {
                Day::new(year, 1, 1).map(|_| Self::Year(year)).map_err(Error::custom)
            }
            StoredOccurrence::Month(month) => Ok(Self::Month(month)),
            StoredOccurrence::Day(day) => Ok(Self::Day(day)),
            StoredOccurrence::Instant { day, second, offset_minutes }
                if second < 86_400 && offset_minutes.unsigned_abs() < 1_440 =>
            {
                Ok(Self::Instant { day, second, offset_minutes })
            }
            StoredOccurrence::Instant { .. } => Err(Error::custom(NotADate)),
        }
    }
}

impl Described for Occurrence {
    const SHAPE: Shape = Shape::Occurrence;
}
impl Referable for Occurrence {}

#[cfg(test)]
mod tests;
