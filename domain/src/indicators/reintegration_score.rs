//! How sustainable returns are, by survey wave (P3): scores under any instrument, paired change.

use super::percentile::mean;
use super::said::CycleFacts;
use crate::date::Day;
use crate::id::EventId;
use crate::instruments::{Instrument, Scores, instrument};
use crate::migrant::reintegration::support::{RssAdministered, Wave};
use crate::rational::Rational;

/// A survey with its scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// The entry.
    pub event: EventId,
    /// When it was held.
    pub on: Day,
    /// When in the course of reintegration.
    pub wave: Wave,
    /// Its scores.
    pub scores: Scores,
}

/// The surveys of a cycle, each scored by the instrument that it was held with. Those of an
/// instrument that the registry does not have are left out.
pub fn surveys(cycle: &CycleFacts<'_>) -> Vec<Survey> {
    scored(cycle, |said| instrument(said.instrument.as_str(), said.version))
}

/// The surveys of a cycle that were held with an instrument, in whatever version, scored again
/// by this one.
pub fn surveys_under(cycle: &CycleFacts<'_>, instrument: &Instrument) -> Vec<Survey> {
    scored(cycle, |said| (said.instrument.as_str() == instrument.id()).then_some(instrument))
}

fn scored<'i>(
    cycle: &CycleFacts<'_>,
    instrument: impl Fn(&RssAdministered) -> Option<&'i Instrument>,
) -> Vec<Survey> {
    let held = cycle.said::<RssAdministered>();
    held.filter_map(|(fact, said)| {
        let answers = said.answers.iter().map(|one| (one.question.as_str(), one.answer));
        let scores = instrument(said)?.score(answers);
        let (event, on) = (fact.event_id, fact.occurred_on.first_day());
        Some(Survey { event, on, wave: said.wave, scores })
    })
    .collect()
}

/// The first baseline and the last endline of a cycle.
pub fn baseline_and_endline(surveys: &[Survey]) -> (Option<&Survey>, Option<&Survey>) {
    let baseline = surveys.iter().find(|survey| survey.wave == Wave::Baseline);
    let endline = surveys.iter().rev().find(|survey| survey.wave == Wave::Endline);
    (baseline, endline)
}

/// How scores of many people changed between two waves.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Change {
    /// How many have a first score.
    pub first_count: usize,
    /// Their mean.
    pub first_mean: Option<Rational>,
    /// How many have both scores.
    pub paired_count: usize,
    /// The mean of the first scores of those who have both.
    pub paired_first_mean: Option<Rational>,
    /// The mean of their second scores.
    pub paired_second_mean: Option<Rational>,
    /// The mean change of those who have both: compares the same people.
    pub paired_change: Option<Rational>,
    /// Second mean less first mean, over whoever has each: biased by those who were lost.
    pub naive_change: Option<Rational>,
    /// The share of those with a first score who have no second one.
    pub attrition: Option<Rational>,
}

/// How a score changed, from each person's first and second one.
pub fn change(pairs: &[(Option<Rational>, Option<Rational>)]) -> Change {
    let first: Vec<_> = pairs.iter().filter_map(|(first, _)| *first).collect();
    let second: Vec<_> = pairs.iter().filter_map(|(_, second)| *second).collect();
    let both: Vec<_> = pairs.iter().filter_map(|(first, second)| (*first).zip(*second)).collect();
    let (before, after): (Vec<_>, Vec<_>) = both.iter().copied().unzip();
    let difference = |left: Option<Rational>, right: Option<Rational>| {
        left.zip(right).and_then(|(left, right)| right.checked_sub(left))
    };
    let (paired_first_mean, paired_second_mean) = (mean(&before), mean(&after));
    Change {
        first_count: first.len(),
        first_mean: mean(&first),
        paired_count: both.len(),
        paired_first_mean,
        paired_second_mean,
        paired_change: difference(paired_first_mean, paired_second_mean),
        naive_change: difference(mean(&first), mean(&second)),
        attrition: Rational::of_counts(first.len() - both.len(), first.len()),
    }
}
