//! What a worker paid to be recruited (domain.md H.2 no. 2): C, gross, and net of refunds.

use super::awards::Award;
use super::fx::Rates;
use super::said::CycleFacts;
use crate::codes::Currency;
use crate::date::Day;
use crate::migrant::recruitment::{
    CostCategory, Payer, RecruitmentCostPaid, RecruitmentCostReimbursed, Redress,
};
use crate::money::Money;
use crate::rational::Rational;

/// Costs of the first job count until so many months after it began.
const MONTHS_AFTER_START: i32 = 12;

/// Whether interest on loans counts as a recruitment cost.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum LoanInterest {
    /// It does not.
    #[default]
    LeftOut,
    /// It does, as the guidelines of SDG indicator 10.7.1 allow.
    Counted,
}

/// What a worker paid in one cycle, and what she got back.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Costs {
    /// What she paid, each with its day.
    pub paid: Vec<(Money, Day)>,
    /// What was refunded to her.
    pub refunded: Vec<(Money, Day)>,
}

/// The recruitment costs that the worker herself bore in a cycle.
///
/// `first_job` is the first day of her first job; later costs than twelve months after it do not
/// count. `awards` are those paid to her for this cycle.
pub fn costs(
    cycle: &CycleFacts<'_>,
    awards: &[Award],
    (first_job, interest): (Option<Day>, LoanInterest),
) -> Costs {
    let last_day = first_job.map(|day| day.plus_months(MONTHS_AFTER_START));
    let mut costs = Costs::default();
    let mut counted = Vec::new();
    for (fact, said) in cycle.said::<RecruitmentCostPaid>() {
        let day = fact.occurred_on.first_day();
        let in_time = last_day.is_none_or(|last| day <= last);
        if said.payer == Payer::Worker && is_recruitment(said.category, interest) && in_time {
            costs.paid.push((said.amount, day));
            counted.push(&said.cost);
        }
    }
    for (fact, said) in cycle.said::<RecruitmentCostReimbursed>() {
        if said.kind == Redress::FeeRefund && counted.contains(&&said.cost) {
            costs.refunded.push((said.amount, fact.occurred_on.first_day()));
        }
    }
    let refunds = awards.iter().filter(|award| award.is_fee_refund());
    costs.refunded.extend(refunds.map(|award| (award.amount, award.on)));
    costs
}

/// Whether a category belongs to the costs that a worker should not bear (domain.md B.3).
pub fn is_recruitment(category: CostCategory, interest: LoanInterest) -> bool {
    match category {
        CostCategory::Smuggling => false,
        CostCategory::LoanInterest => interest == LoanInterest::Counted,
        CostCategory::FeeService
        | CostCategory::FeeThirdParty
        | CostCategory::FeeDirectEmployer
        | CostCategory::FeeRecovery
        | CostCategory::Medical
        | CostCategory::Insurance
        | CostCategory::SkillTest
        | CostCategory::TrainingOrientation
        | CostCategory::Equipment
        | CostCategory::TravelLodging
        | CostCategory::Administrative
        | CostCategory::Illegitimate => true,
    }
}

impl Costs {
    /// All that she paid, each amount converted at the rate of its day; none where a rate is
    /// missing.
    pub fn gross(&self, currency: Currency, rates: &Rates) -> Option<Rational> {
        rates.sum(&self.paid, currency)
    }

    /// What she paid less what she got back, never below nothing.
    pub fn net(&self, currency: Currency, rates: &Rates) -> Option<Rational> {
        let gross = self.gross(currency, rates)?;
        let refunded = rates.sum(&self.refunded, currency)?;
        Some(gross.checked_sub(refunded)?.max(Rational::ZERO))
    }

    /// The amounts for which no rate was known on their day.
    pub fn unconverted(&self, currency: Currency, rates: &Rates) -> Vec<Money> {
        let all = self.paid.iter().chain(&self.refunded);
        let unknown = all.filter(|(money, day)| rates.convert(*money, currency, *day).is_none());
        unknown.map(|(money, _)| *money).collect()
    }
}
