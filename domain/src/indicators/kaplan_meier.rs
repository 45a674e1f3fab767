//! How long things last when some of them are still going on: the Kaplan–Meier curve.
//!
//! Open complaints and living enterprises are counted for as long as they have been watched,
//! instead of being left out (domain.md H.2 no. 6).

use std::collections::BTreeMap;

use crate::rational::Rational;

/// One thing that was watched.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Spell {
    /// For how many days.
    pub days: u32,
    /// What stopped the watching.
    pub end: End,
}

/// What stopped the watching of a spell.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum End {
    /// It ended.
    Ended,
    /// The day that is asked about came first.
    Censored,
}

/// A day on which something ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Step {
    /// Days since the beginning.
    pub day: u32,
    /// How many had lasted until then and were still watched.
    pub at_risk: u32,
    /// How many of them ended on this day.
    pub ended: u32,
    /// The share that lasts longer than this day.
    pub survival: Rational,
}

/// The survival curve of some spells; empty when none of them ended.
///
/// A spell that is censored on the day on which another ends was at risk on that day.
pub fn curve(spells: &[Spell]) -> Vec<Step> {
    let mut days: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for spell in spells {
        let (ended, censored) = days.entry(spell.days).or_default();
        match spell.end {
            End::Ended => *ended = ended.saturating_add(1),
            End::Censored => *censored = censored.saturating_add(1),
        }
    }
    let mut at_risk = u32::try_from(spells.len()).unwrap_or(u32::MAX);
    let mut survival = Rational::ONE;
    let mut steps = Vec::new();
    for (day, (ended, censored)) in days {
        if ended > 0 {
            survival = shrink(survival, at_risk - ended, at_risk);
            steps.push(Step { day, at_risk, ended, survival });
        }
        at_risk = at_risk.saturating_sub(ended + censored);
    }
    steps
}

/// The share that lasts longer than so many days.
pub fn survival_after(curve: &[Step], days: u32) -> Rational {
    curve.iter().take_while(|step| step.day <= days).last().map_or(Rational::ONE, |s| s.survival)
}

/// The day by which at least half have ended; none while more than half last.
pub fn median_days(curve: &[Step]) -> Option<u32> {
    let half = Rational::new(1, 2)?;
    curve.iter().find(|step| step.survival <= half).map(|step| step.day)
}

/// `survival` times `left` / `at_risk`: exact while it fits, else from twelve decimals on.
fn shrink(survival: Rational, left: u32, at_risk: u32) -> Rational {
    let Some(share) = Rational::new(left.into(), at_risk.into()) else { return survival };
    survival
        .checked_mul(share)
        .or_else(|| survival.rounded(Rational::SUMMED_PLACES).checked_mul(share))
        .unwrap_or(survival)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(days: u32) -> Spell {
        Spell { days, end: End::Ended }
    }

    fn censored(days: u32) -> Spell {
        Spell { days, end: End::Censored }
    }

    #[test]
    fn the_curve_of_a_textbook_is_reproduced() {
        // Freireich's 6-MP group (Cox 1966): 6,6,6,6*,7,9*,10,10*,11*,13,16,17*,19*,20*,22,23,
        // 25*,32*,32*,34*,35*. Published: .857 .807 .753 .690 .627 .538 .448
        let spells: Vec<_> = [6, 6, 6, 7, 10, 13, 16, 22, 23]
            .map(ended)
            .into_iter()
            .chain([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(censored))
            .collect();
        let curve = curve(&spells);
        let shown: Vec<_> =
            curve.iter().map(|step| (step.day, step.at_risk, step.survival.to_text(3))).collect();
        let expected = [
            (6, 21, "0.857"),
            (7, 17, "0.807"),
            (10, 15, "0.753"),
            (13, 12, "0.690"),
            (16, 11, "0.627"),
            (22, 7, "0.538"),
            (23, 6, "0.448"),
        ];
        assert_eq!(shown, expected.map(|(day, at_risk, share)| (day, at_risk, share.to_owned())));
        assert_eq!(median_days(&curve), Some(23));
        assert_eq!(survival_after(&curve, 12).to_text(3), "0.753");
        assert_eq!(survival_after(&curve, 5), Rational::ONE);
    }

    #[test]
    fn without_an_end_there_is_no_curve_and_no_median() {
        let curve = curve(&[censored(10), censored(300)]);
        assert_eq!(curve, []);
        assert_eq!(median_days(&curve), None);
        assert_eq!(survival_after(&curve, 400), Rational::ONE);
    }

    #[test]
    fn without_censoring_the_curve_is_the_share_that_is_left() {
        let curve = curve(&[ended(1), ended(2), ended(2), ended(8)]);
        let shares: Vec<_> = curve.iter().map(|step| step.survival.to_text(2)).collect();
        assert_eq!(shares, ["0.75", "0.25", "0.00"]);
    }

    #[test]
    fn thousands_of_steps_never_rise_and_never_leave_zero_to_one() {
        let spells: Vec<_> =
            (0..6_000).map(|n| if n % 3 == 0 { censored(n) } else { ended(n) }).collect();
        let curve = curve(&spells);
        assert_eq!(curve.len(), 4_000);
        assert!(curve.is_sorted_by(|earlier, later| earlier.survival >= later.survival));
        assert!(curve.iter().all(|step| step.survival >= Rational::ZERO));
    }
}
