//! Wages (RM2): what is owed under each contract, and the payslip grid by month.
//!
//! A month that nobody recorded is missing from the grid, never in arrears.

use std::sync::Arc;

use domain::codes::Currency;
use domain::date::{Day, Month};
use domain::id::{ContractId, CycleId, EmployerId, MigrantId};
use domain::indicators::arrears::{Debt, Ledger, MonthAccount};
use domain::money::Money;
use domain::rational::Rational;
use serde::Serialize;

use crate::dossier::Dossier;
use crate::facets::{self, Facets};
use crate::figure::Figure;

#[cfg(test)]
mod tests;

/// What is owed to a worker under one contract.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WageRow {
    /// The worker, by her pseudonymous id.
    pub migrant: MigrantId,
    /// The cycle of the last job under the contract.
    pub cycle: Option<CycleId>,
    /// The contract; none where nobody named one.
    pub contract: Option<ContractId>,
    /// The employer.
    pub employer: Option<EmployerId>,
    /// By what it is broken down.
    #[serde(serialize_with = "facets::shared")]
    pub facets: Arc<Facets>,
    /// The currency of the wage.
    pub currency: Currency,
    /// What is owed at the end of the day asked.
    pub outstanding: Figure,
    /// Settlements and awards of wages by then.
    pub settled: Figure,
    /// The months that anybody recorded and that are due by then.
    pub months: Box<[WageMonth]>,
    /// Amounts that no rate converts into the currency of the wage; they count for nothing.
    pub unconverted: Box<[Money]>,
}

/// A month of the payslip grid.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WageMonth {
    /// The month that was worked.
    pub month: Month,
    /// What was due for it.
    pub due: Figure,
    /// The day on which it was due.
    pub due_on: Day,
    /// What was paid by the day asked.
    pub paid: Figure,
    /// When the last of it was paid.
    pub paid_on: Option<Day>,
    /// What is missing; negative where more was paid than was due.
    pub balance: Figure,
    /// Days by which the last payment was late, or by which one is late now; zero when in time.
    pub days_late: i32,
}

pub(crate) fn rows(dossier: &Dossier<'_>) -> Box<[WageRow]> {
    dossier.ledgers.iter().map(|ledger| row(dossier, ledger)).collect()
}

fn row(dossier: &Dossier<'_>, ledger: &Ledger) -> WageRow {
    let on = dossier.on;
    let contract = match &ledger.debt {
        Debt::Contract(contract) => Some(contract.clone()),
        Debt::Employer(_) | Debt::Unnamed => None,
    };
    let chapter = dossier
        .chapters
        .iter()
        .find(|chapter| Some(&chapter.cycle.cycle) == ledger.cycle.as_ref())
        .or(dossier.chapters.last());
    let mut facets = chapter.map(|chapter| Arc::clone(&chapter.facets)).unwrap_or_default();
    if ledger.employer.is_some() && ledger.employer != facets.employer {
        Arc::make_mut(&mut facets).employer = ledger.employer;
    }
    let settled = ledger.settled.iter().filter(|(day, ..)| *day <= on).map(|(_, sum, _)| *sum);
    WageRow {
        migrant: dossier.id,
        cycle: ledger.cycle.clone(),
        contract,
        employer: ledger.employer,
        facets,
        currency: ledger.currency,
        outstanding: Figure::from(ledger.outstanding_on(on)),
        settled: Figure::from(Rational::checked_sum(settled).unwrap_or(Rational::ZERO)),
        months: ledger
            .due_by(on, 0)
            .map(|(month, account)| WageMonth::at(*month, account, on))
            .collect(),
        unconverted: ledger.unconverted.as_slice().into(),
    }
}

impl WageMonth {
    fn at(month: Month, account: &MonthAccount, on: Day) -> Self {
        let balance = account.balance_on(on);
        let paid = account.due.checked_sub(balance).unwrap_or(Rational::ZERO);
        let payments = account.payments.iter().filter(|(day, _)| *day <= on);
        let paid_on = payments.map(|(day, _)| *day).max();
        let is_settled = balance <= Rational::ZERO;
        let until = if is_settled { paid_on.unwrap_or(account.pay_date) } else { on };
        Self {
            month,
            due: Figure::from(account.due),
            due_on: account.pay_date,
            paid: Figure::from(paid),
            paid_on,
            balance: Figure::from(balance),
            days_late: until.days_since(account.pay_date).max(0),
        }
    }
}
