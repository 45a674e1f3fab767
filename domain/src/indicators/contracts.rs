//! Which version of a contract protects a worker best (domain.md H.2 no. 5).
//!
//! Verified terms come before signed ones, signed before those told by word of mouth. Terms that
//! were put in their place never lower what is due, nor do changes to which she did not agree.

use super::said::{Said, WorkerFact};
use crate::date::{Day, Month};
use crate::id::{ContractId, EventId};
use crate::migrant::abroad::work::EmploymentStarted;
use crate::migrant::placement::{
    ContractAmended, ContractRenewed, ContractSigned, ContractSubstitutionReported,
};
use crate::migrant::recruitment::ContractVerified;
use crate::migrant::terms::{ContractTerms, WagePeriod};
use crate::money::Money;
use crate::rational::Rational;

/// How firmly terms are established; the firmer one counts for more.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Strength {
    /// Told by word of mouth, or reported as imposed.
    Told,
    /// Changed without her agreement.
    Imposed,
    /// Signed, or changed with her agreement.
    Signed,
    /// Verified by an authority.
    Verified,
}

/// One version of a contract.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// What it says.
    pub terms: &'a ContractTerms,
    /// How firmly.
    pub strength: Strength,
    /// The day on which it was verified, signed or told.
    pub known_on: Day,
    /// The entry.
    pub event: EventId,
}

/// Every version of every contract in a worker's record. A contract may span cycles.
pub fn versions<'a>(record: &[WorkerFact<'a>]) -> Vec<Version<'a>> {
    let mut versions = Vec::new();
    for fact in record {
        if let Some((terms, strength)) = terms_of(fact) {
            let known_on = fact.occurred_on.first_day();
            versions.push(Version { terms, strength, known_on, event: fact.event_id });
        }
    }
    versions
}

fn terms_of<'a>(fact: &WorkerFact<'a>) -> Option<(&'a ContractTerms, Strength)> {
    let event = fact.event;
    let agreed = |consent: bool| if consent { Strength::Signed } else { Strength::Imposed };
    if let Some(said) = ContractVerified::of(event) {
        Some((&said.terms, Strength::Verified))
    } else if let Some(said) = ContractSigned::of(event) {
        Some((&said.terms, Strength::Signed))
    } else if let Some(said) = ContractAmended::of(event) {
        Some((&said.terms, agreed(said.worker_consent)))
    } else if let Some(said) = ContractRenewed::of(event) {
        Some((&said.terms, agreed(said.worker_consent)))
    } else if let Some(said) = EmploymentStarted::of(event) {
        Some((said.verbal_terms.as_ref()?, Strength::Told))
    } else if let Some(said) = ContractSubstitutionReported::of(event) {
        Some((said.substituted.as_ref()?, Strength::Told))
    } else {
        None
    }
}

/// The version of a contract that counts in a month.
///
/// It is the firmest of those that held by then, the latest among equals, unless a later version
/// of at least signed strength pays more.
pub fn best_protected<'a>(
    versions: &[Version<'a>],
    contract: &ContractId,
    month: Month,
) -> Option<Version<'a>> {
    let of_contract = || versions.iter().filter(|version| version.terms.contract == *contract);
    let holds = |version: &&Version<'_>| {
        version.terms.starts_on.unwrap_or(version.known_on) <= month.last_day()
    };
    // Terms written down after the work began are still the terms it was done under.
    let in_time = of_contract().any(|version| holds(&version));
    let held = || of_contract().filter(|version| !in_time || holds(version));
    let order =
        |version: &&Version<'_>| (version.strength, version.terms.version, version.known_on);
    let firmest = *held().max_by_key(order)?;
    let later = held().filter(|version| {
        version.strength >= Strength::Imposed && version.terms.version > firmest.terms.version
    });
    Some(
        later
            .fold(firmest, |best, version| if pays_more(version, &best) { *version } else { best }),
    )
}

fn pays_more(version: &Version<'_>, than: &Version<'_>) -> bool {
    let same_kind = version.terms.wage_period == than.terms.wage_period
        && version.terms.wage.currency() == than.terms.wage.currency();
    same_kind && version.terms.wage.minor() > than.terms.wage.minor()
}

/// What a contract promises for so many calendar days of a month, rounded to the minor unit; none
/// where it pays by the day or hour, because nobody knows how many of them it meant.
pub fn due_for(terms: &ContractTerms, month: Month, days: i32) -> Option<Rational> {
    let wage = Rational::of_money(terms.wage);
    let share = Rational::new(days.into(), month.days().into())?;
    let due = match terms.wage_period {
        WagePeriod::Month => wage.checked_mul(share)?,
        WagePeriod::Year => wage.checked_mul(share)?.checked_div(Rational::from(12))?,
        WagePeriod::Week => wage.checked_mul(Rational::new(days.into(), 7)?)?,
        WagePeriod::Day | WagePeriod::Hour => return None,
    };
    Some(due.rounded(places(terms.wage)))
}

/// The day on which the wage of a month is due: the last of the month, or the day of the next one
/// that the contract names.
pub fn pay_date(terms: Option<&ContractTerms>, month: Month) -> Day {
    let named = terms.and_then(|terms| terms.pay_day).filter(|day| *day > 0);
    match named {
        None => month.last_day(),
        Some(day) => {
            let next = month.next();
            next.first_day().plus_days(i32::from(day) - 1).min(next.last_day())
        }
    }
}

fn places(money: Money) -> u32 {
    u32::from(money.currency().exponent())
}
