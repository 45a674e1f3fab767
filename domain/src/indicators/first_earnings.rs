//! What a worker earned first (domain.md H.2 no. 3): E, the cash paid for the first full calendar
//! month of her first job abroad.

use super::arrears::names_job;
use super::employment::Job;
use super::fx::Rates;
use super::said::CycleFacts;
use crate::codes::Currency;
use crate::date::{Day, Month};
use crate::migrant::abroad::work::WagePaymentRecorded;
use crate::money::Money;
use crate::rational::Rational;

/// What was paid for the first full month.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Earnings {
    /// The month.
    pub month: Month,
    /// What was paid for it, each payment with its day.
    pub paid: Vec<(Money, Day)>,
}

/// The first full calendar month of a job; none where it did not last one.
pub fn first_full_month(job: &Job) -> Option<Month> {
    let begun_in = job.from.month();
    let month = if job.from == begun_in.first_day() { begun_in } else { begun_in.next() };
    (job.days_in(month) == month.days()).then_some(month)
}

/// What was paid for the first full month of the first job; none where nothing was, or nobody
/// recorded it. `jobs` are those of the cycle.
pub fn first_earnings(cycle: &CycleFacts<'_>, jobs: &[Job]) -> Option<Earnings> {
    let job = jobs.iter().min_by_key(|job| job.from)?;
    let month = first_full_month(job)?;
    let paid: Vec<_> = cycle
        .said::<WagePaymentRecorded>()
        .filter(|(_, said)| said.period == month && said.paid.minor() > 0)
        .filter(|(_, said)| names_job(said.contract.as_ref(), said.employer, job))
        .map(|(fact, said)| (said.paid, said.paid_on.unwrap_or(fact.occurred_on.first_day())))
        .collect();
    (!paid.is_empty()).then_some(Earnings { month, paid })
}

impl Earnings {
    /// The currency of the first payment: that of the wage.
    pub fn currency(&self) -> Option<Currency> {
        self.paid.first().map(|(money, _)| money.currency())
    }

    /// All of it, each payment converted at the rate of its day; none where a rate is missing.
    pub fn total(&self, currency: Currency, rates: &Rates) -> Option<Rational> {
        rates.sum(&self.paid, currency)
    }
}
