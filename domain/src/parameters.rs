//! Thresholds, deadlines, minimum wages and longest stays: by country, by the day they are asked
//! for, each line with its source.
//!
//! They stand in `domain/parameters/`, so that an office can check and replace them without
//! reading code. What the tables do not know is `None`, and a rule that needs it says nothing.

use std::sync::LazyLock;

use crate::codes::{Country, Currency};
use crate::date::Day;
use crate::money::Money;

#[cfg(test)]
mod tests;

/// A number that a soft rule or a report compares with.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Threshold {
    /// Days within which a complaint is acknowledged.
    ComplaintAcknowledge,
    /// Days within which a complaint is decided.
    ComplaintDecide,
    /// Check-ins missed in a row that call for attention.
    CheckInsMissed,
    /// Days without any contact that call for attention.
    Silence,
    /// Days after which a fact counts as recorded late.
    LateRecord,
    /// Days after the pay date during which an unpaid wage raises nothing.
    WageGrace,
    /// Hours a week above which working time is excessive.
    WeeklyHours,
    /// Hours of rest that every week must hold in one piece.
    WeeklyRest,
    /// Days within which somebody of high vulnerability gets assistance.
    VulnerableUnserved,
    /// Months during which an earlier orientation still holds.
    OrientationValid,
    /// The smallest count that an ordinary table shows.
    SmallCellOrdinary,
    /// The smallest count that a table on survivors or union members shows.
    SmallCellSensitive,
}

impl Threshold {
    /// Every threshold.
    pub const ALL: [Self; 12] = [
        Self::ComplaintAcknowledge,
        Self::ComplaintDecide,
        Self::CheckInsMissed,
        Self::Silence,
        Self::LateRecord,
        Self::WageGrace,
        Self::WeeklyHours,
        Self::WeeklyRest,
        Self::VulnerableUnserved,
        Self::OrientationValid,
        Self::SmallCellOrdinary,
        Self::SmallCellSensitive,
    ];

    /// Its name in the data file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ComplaintAcknowledge => "complaint_acknowledge",
            Self::ComplaintDecide => "complaint_decide",
            Self::CheckInsMissed => "check_ins_missed",
            Self::Silence => "silence",
            Self::LateRecord => "late_record",
            Self::WageGrace => "wage_grace",
            Self::WeeklyHours => "weekly_hours",
            Self::WeeklyRest => "weekly_rest",
            Self::VulnerableUnserved => "vulnerable_unserved",
            Self::OrientationValid => "orientation_valid",
            Self::SmallCellOrdinary => "small_cell_ordinary",
            Self::SmallCellSensitive => "small_cell_sensitive",
        }
    }

    /// Its value in a country on a day: the country's own, else everybody's.
    pub fn in_force(self, country: Option<Country>, day: Day) -> Option<u16> {
        let holds = |line: &&ThresholdLine| line.name == self.name() && line.validity.holds(day);
        let own = |line: &&ThresholdLine| line.country.is_some() && line.country == country;
        let lines = || THRESHOLDS.iter().filter(holds);
        lines()
            .find(own)
            .or_else(|| lines().find(|line| line.country.is_none()))
            .map(|line| line.value)
    }
}

/// A statutory minimum wage.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MinimumWage {
    /// One payment, gross.
    pub payment: Money,
    /// Payments in a year.
    pub payments_per_year: u8,
    /// The weekly hours it is owed for in full.
    pub hours_per_week: u8,
}

/// The minimum wage of a country on a day.
pub fn minimum_wage(country: Country, day: Day) -> Option<MinimumWage> {
    let line = WAGES.iter().find(|line| line.country == country && line.validity.holds(day))?;
    Some(line.wage)
}

/// The longest stay, in months, that a country allows from each entry on a path (`CIRCULAR`).
pub fn maximum_stay_months(country: Country, path: &str, day: Day) -> Option<u16> {
    let holds =
        |line: &&StayLine| line.country == country && line.path == path && line.validity.holds(day);
    STAYS.iter().find(holds).map(|line| line.months)
}

#[derive(Clone, Copy)]
struct Validity {
    from: Day,
    until: Option<Day>,
}

impl Validity {
    fn read(from: &str, until: &str) -> Option<Self> {
        let until = if until.is_empty() { None } else { Some(until.parse().ok()?) };
        Some(Self { from: from.parse().ok()?, until })
    }

    fn holds(self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

struct ThresholdLine {
    name: &'static str,
    country: Option<Country>,
    validity: Validity,
    value: u16,
}

struct WageLine {
    country: Country,
    validity: Validity,
    wage: MinimumWage,
}

struct StayLine {
    country: Country,
    path: &'static str,
    validity: Validity,
    months: u16,
}

const THRESHOLDS_FILE: &str = include_str!("../parameters/thresholds.csv");
const WAGES_FILE: &str = include_str!("../parameters/minimum_wages.csv");
const STAYS_FILE: &str = include_str!("../parameters/maximum_stays.csv");

static THRESHOLDS: LazyLock<Vec<ThresholdLine>> =
    LazyLock::new(|| rows(THRESHOLDS_FILE).filter_map(|cells| threshold_line(&cells)).collect());
static WAGES: LazyLock<Vec<WageLine>> =
    LazyLock::new(|| rows(WAGES_FILE).filter_map(|cells| wage_line(&cells)).collect());
static STAYS: LazyLock<Vec<StayLine>> =
    LazyLock::new(|| rows(STAYS_FILE).filter_map(|cells| stay_line(&cells)).collect());

/// The lines of a table without its notes and its header, cut into cells.
fn rows(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    file.lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split(';').map(str::trim).collect())
}

fn threshold_line(cells: &[&'static str]) -> Option<ThresholdLine> {
    let [name, country, from, until, value, _unit, _source, _status] = cells else {
        return None;
    };
    let country = if country.is_empty() { None } else { Some(country.parse().ok()?) };
    let validity = Validity::read(from, until)?;
    Some(ThresholdLine { name, country, validity, value: value.parse().ok()? })
}

fn wage_line(cells: &[&'static str]) -> Option<WageLine> {
    let [country, from, until, amount, currency, payments, hours, _source, _status] = cells else {
        return None;
    };
    let currency: Currency = currency.parse().ok()?;
    let wage = MinimumWage {
        payment: Money::parse(amount, currency).ok()?,
        payments_per_year: payments.parse().ok()?,
        hours_per_week: hours.parse().ok()?,
    };
    Some(WageLine { country: country.parse().ok()?, validity: Validity::read(from, until)?, wage })
}

fn stay_line(cells: &[&'static str]) -> Option<StayLine> {
    let [country, path, from, until, months, _source, _status] = cells else {
        return None;
    };
    Some(StayLine {
        country: country.parse().ok()?,
        path,
        validity: Validity::read(from, until)?,
        months: months.parse().ok()?,
    })
}
