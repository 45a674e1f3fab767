//! SDG indicator 10.7.1: recruitment cost borne by the worker, in months of her first earnings.
//!
//! The official scope is narrower than what a programme wants to know, so both are shown, each
//! under its name. Neither is the official statistic: that comes from household surveys.

use super::first_earnings::Earnings;
use super::fx::Rates;
use super::milestones::{Milestone, Milestones};
use super::percentile::{mean, median, percentile};
use super::recruitment_cost::Costs;
use crate::codes::Currency;
use crate::date::Day;
use crate::rational::Rational;

/// The shortest stay of the official scope: usual residence changes with a year.
const SCOPE_STAY_MONTHS: u16 = 12;
/// How far back the official scope looks, from the day asked.
const SCOPE_YEARS_IN_MONTHS: i32 = 36;

/// Net recruitment cost in months of first earnings; none where nothing was earned or a rate is
/// missing. Costs are converted into the currency of the earnings at the rate of their own day.
pub fn ratio(costs: &Costs, earnings: &Earnings, rates: &Rates) -> Option<Rational> {
    let currency = earnings.currency()?;
    costs.net(currency, rates)?.checked_div(earnings.total(currency, rates)?)
}

/// Whether a cycle lies in the official scope on a day: an employee who left within the last three
/// years, for a stay of a year or more. A stay that was meant counts before the one that was.
pub fn is_in_official_scope(course: &Milestones, is_employee: bool, on: Day) -> bool {
    let Some(departed) = course.departed.map(Milestone::day) else { return false };
    let recent = departed <= on && departed >= on.plus_months(-SCOPE_YEARS_IN_MONTHS);
    let long = match course.intended_stay_months {
        Some(months) => months >= SCOPE_STAY_MONTHS,
        None => course.arrived.is_some_and(|arrived| {
            let until = course.left_or_died_on().unwrap_or(on);
            arrived.day().plus_months(SCOPE_STAY_MONTHS.into()) <= until
        }),
    };
    is_employee && recent && long
}

/// One worker's cost and earnings, in one currency.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Observation {
    /// Net recruitment cost.
    pub cost: Rational,
    /// First month's earnings; none where nothing was earned or recorded.
    pub earnings: Option<Rational>,
    /// The ratio of the two; none without earnings.
    pub ratio: Option<Rational>,
}

impl Observation {
    /// An observation in one currency; none where a rate for the costs is missing.
    pub fn new(
        costs: &Costs,
        earnings: Option<&Earnings>,
        (currency, rates): (Currency, &Rates),
    ) -> Option<Self> {
        let total = |earnings: &Earnings| earnings.total(currency, rates);
        Some(Self {
            cost: costs.net(currency, rates)?,
            earnings: earnings.and_then(total),
            ratio: earnings.and_then(|earnings| ratio(costs, earnings, rates)),
        })
    }
}

/// What the ratios of many workers look like.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Distribution {
    /// How many have a ratio, those with no cost among them.
    pub observed: usize,
    /// How many of them had no cost.
    pub without_cost: usize,
    /// How many are left out because nothing was earned or recorded.
    pub without_earnings: usize,
    /// The mean of the ratios.
    pub mean: Option<Rational>,
    /// The median.
    pub median: Option<Rational>,
    /// The third quartile.
    pub third_quartile: Option<Rational>,
    /// All costs over all earnings.
    pub ratio_of_totals: Option<Rational>,
    /// The share without any cost.
    pub share_without_cost: Option<Rational>,
}

/// The distribution of the ratios. Workers without cost are counted, and their share is shown.
pub fn distribution(observations: &[Observation]) -> Distribution {
    let observed = || observations.iter().filter(|one| one.ratio.is_some());
    let ratios: Vec<_> = observed().filter_map(|one| one.ratio).collect();
    let without_cost = ratios.iter().filter(|ratio| ratio.is_zero()).count();
    let costs = observed().map(|one| one.cost.rounded(Rational::SUMMED_PLACES));
    let earnings = observed().filter_map(|one| one.earnings);
    let earnings = earnings.map(|sum| sum.rounded(Rational::SUMMED_PLACES));
    Distribution {
        observed: ratios.len(),
        without_cost,
        without_earnings: observations.len() - ratios.len(),
        mean: mean(&ratios),
        median: median(&ratios),
        third_quartile: percentile(&ratios, 75),
        ratio_of_totals: Rational::checked_sum(costs)
            .zip(Rational::checked_sum(earnings))
            .and_then(|(costs, earnings)| costs.checked_div(earnings)),
        share_without_cost: Rational::of_counts(without_cost, ratios.len()),
    }
}
