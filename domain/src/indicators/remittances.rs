//! What a worker sent home and what sending it cost (P7).
//!
//! It is what our people paid, not SDG indicator 10.c.1, which asks providers for their prices.

use super::fx::Rates;
use super::said::CycleFacts;
use crate::codes::Currency;
use crate::date::Day;
use crate::migrant::abroad::RemittanceSent;
use crate::money::Money;
use crate::rational::Rational;

#[cfg(test)]
mod tests;

/// Money sent home.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Remittance {
    /// When.
    pub on: Day,
    /// How much.
    pub amount: Money,
    /// What it cost, in the major unit of the amount's currency.
    pub cost: Rational,
}

impl Remittance {
    /// What it cost of what was sent, as a fraction; none where nothing was sent.
    pub fn cost_ratio(&self) -> Option<Rational> {
        self.cost.checked_div(Rational::of_money(self.amount))
    }
}

/// What a worker sent home in a cycle, in order.
///
/// The cost is the total where it is known, else the fee with the margin on the exchange rate.
pub fn remittances(cycle: &CycleFacts<'_>) -> Vec<Remittance> {
    let sent = cycle.said::<RemittanceSent>();
    sent.map(|(fact, said)| Remittance {
        on: fact.occurred_on.first_day(),
        amount: said.amount,
        cost: cost(said),
    })
    .collect()
}

fn cost(said: &RemittanceSent) -> Rational {
    if let Some(total) = said.total_cost {
        return Rational::of_money(total);
    }
    let fee = Rational::of_money(said.fee);
    let margin = said.fx_margin_percent.map_or(Rational::ZERO, Rational::from);
    margin
        .checked_mul(Rational::of_money(said.amount))
        .and_then(|margin| margin.checked_div(Rational::from(100)))
        .and_then(|margin| margin.checked_add(fee))
        .unwrap_or(fee)
}

/// Amount sent and its cost.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Totals {
    /// What was sent.
    pub amount: Rational,
    /// What it cost.
    pub cost: Rational,
}

/// All that was sent and what it cost, in one currency at the rates of the days; none where a rate
/// is missing.
pub fn totals(sent: &[Remittance], currency: Currency, rates: &Rates) -> Option<Totals> {
    let zero = Totals { amount: Rational::ZERO, cost: Rational::ZERO };
    sent.iter().try_fold(zero, |totals, one| {
        let rate = rates.rate(one.amount.currency(), currency, one.on)?;
        let amount = Rational::of_money(one.amount).checked_mul(rate)?;
        Some(Totals {
            amount: totals.amount.checked_add(amount)?,
            cost: totals.cost.checked_add(one.cost.checked_mul(rate)?)?,
        })
    })
}

impl Totals {
    /// What sending cost of all that was sent; none where nothing was.
    pub fn cost_ratio(&self) -> Option<Rational> {
        self.cost.checked_div(self.amount)
    }
}
