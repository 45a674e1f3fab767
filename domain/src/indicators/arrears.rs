//! Wages owed on a day (domain.md A.0 and H.2 no. 5).
//!
//! Only months for which somebody recorded a payment or said that wages are owed are counted:
//! other months are missing, never arrears. What is due is the larger of what was recorded as due
//! and of what the best protected version of the contract promises for the days worked. Wages paid
//! to heirs count as paid; settlements and awards of wages are taken off; nothing goes below zero.

use std::collections::BTreeMap;

use super::awards::Award;
use super::contracts::{Version, best_protected, due_for, pay_date, versions};
use super::employment::{Job, jobs};
use super::fx::Rates;
use super::said::{WorkerFact, by_cycle, said};
use crate::codes::Currency;
use crate::date::{Day, Month};
use crate::id::{ContractId, CycleId, EmployerId, EventId};
use crate::migrant::abroad::death::EstateWagesPaid;
use crate::migrant::abroad::work::{WageArrearsAsserted, WageArrearsSettled, WagePaymentRecorded};
use crate::migrant::recruitment::{RecruitmentCostReimbursed, Redress};
use crate::money::Money;
use crate::rational::Rational;

#[cfg(test)]
mod tests;

/// For what wages are owed: a contract, or where none is known, an employer.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Debt {
    /// A contract.
    Contract(ContractId),
    /// Work for an employer without a contract that anybody named.
    Employer(EmployerId),
    /// Work of which nobody said for whom.
    Unnamed,
}

/// The account of one month of work.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MonthAccount {
    /// What is due.
    pub due: Rational,
    /// The day on which it is due.
    pub pay_date: Day,
    /// What was paid, each payment with its day.
    pub payments: Vec<(Day, Rational)>,
    /// The entries that say so.
    pub evidence: Vec<EventId>,
}

/// The account of one contract: what is due, paid and settled, in one currency.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ledger {
    /// For what wages are owed.
    pub debt: Debt,
    /// The employer.
    pub employer: Option<EmployerId>,
    /// The cycle of the last job under it.
    pub cycle: Option<CycleId>,
    /// The currency of the wage.
    pub currency: Currency,
    /// The months that anybody recorded.
    pub months: BTreeMap<Month, MonthAccount>,
    /// Settlements and awards of wages, each with its day and entry.
    pub settled: Vec<(Day, Rational, EventId)>,
    /// Amounts that could not be converted into the currency, and so count for nothing.
    pub unconverted: Vec<Money>,
}

impl Ledger {
    /// What is owed at the end of a day; never negative.
    pub fn outstanding_on(&self, day: Day) -> Rational {
        self.outstanding(day, 0)
    }

    /// What is owed at the end of a day for months whose pay date lies at least so many days back.
    pub fn outstanding(&self, day: Day, grace_days: i32) -> Rational {
        let months = self.due_by(day, grace_days).map(|(_, account)| account.balance_on(day));
        let settled = self.settled.iter().filter(|(on, ..)| *on <= day).map(|(_, sum, _)| *sum);
        let owed = Rational::checked_sum(months);
        let owed = owed.zip(Rational::checked_sum(settled));
        let owed = owed.and_then(|(owed, settled)| owed.checked_sub(settled));
        // Amounts are bounded far below what would not fit.
        owed.unwrap_or(Rational::ZERO).max(Rational::ZERO)
    }

    /// What was owed from each day on which that changed, in order, up to a day; for months whose
    /// pay date lies at least so many days back. Never negative.
    pub fn course(&self, until: Day, grace_days: i32) -> Vec<(Day, Rational)> {
        self.summed_course(until, grace_days).unwrap_or_else(|| {
            let days = self.turning_days(until, grace_days).into_iter();
            days.map(|day| (day, self.outstanding(day, grace_days))).collect()
        })
    }

    /// The same by adding up what each day changes; none where a sum does not fit.
    fn summed_course(&self, until: Day, grace_days: i32) -> Option<Vec<(Day, Rational)>> {
        let mut changes: Vec<(Day, Rational)> = Vec::new();
        for account in self.months.values() {
            let due = account.pay_date.plus_days(grace_days);
            changes.push((due, account.due));
            for (day, sum) in &account.payments {
                changes.push(((*day).max(due), Rational::ZERO.checked_sub(*sum)?));
            }
        }
        for (day, sum, _) in &self.settled {
            changes.push((*day, Rational::ZERO.checked_sub(*sum)?));
        }
        changes.retain(|(day, _)| *day <= until);
        changes.sort_by_key(|(day, _)| *day);
        let mut course: Vec<(Day, Rational)> = Vec::with_capacity(changes.len());
        let mut owed = Rational::ZERO;
        for (day, change) in changes {
            owed = owed.checked_add(change)?;
            if course.last().is_some_and(|(last, _)| *last == day) {
                course.pop();
            }
            course.push((day, owed.max(Rational::ZERO)));
        }
        Some(course)
    }

    /// The months due by a day, their pay dates at least so many days back.
    pub fn due_by(&self, day: Day, grace: i32) -> impl Iterator<Item = (&Month, &MonthAccount)> {
        self.months.iter().filter(move |(_, account)| account.pay_date.plus_days(grace) <= day)
    }

    /// The days on which what is owed may change, in order, up to a day.
    pub fn turning_days(&self, until: Day, grace_days: i32) -> Vec<Day> {
        let months = self.months.values();
        let due = months.clone().map(|account| account.pay_date.plus_days(grace_days));
        let paid = months.flat_map(|account| account.payments.iter().map(|(day, _)| *day));
        let settled = self.settled.iter().map(|(day, ..)| *day);
        let mut days: Vec<_> = due.chain(paid).chain(settled).filter(|day| *day <= until).collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}

impl MonthAccount {
    /// What is due less what was paid by a day; negative where more was paid.
    pub fn balance_on(&self, day: Day) -> Rational {
        let paid = self.payments.iter().filter(|(on, _)| *on <= day).map(|(_, sum)| *sum);
        let paid = Rational::checked_sum(paid).unwrap_or(self.due);
        self.due.checked_sub(paid).unwrap_or(Rational::ZERO)
    }
}

/// The ledgers of a worker's record, by contract. `awards` are those paid to her.
pub fn ledgers(record: &[WorkerFact<'_>], awards: &[Award], rates: &Rates) -> Vec<Ledger> {
    let mut books = Books::open(record, rates);
    for (fact, said) in said::<WagePaymentRecorded>(record) {
        books.record_wage(fact, said);
    }
    for (fact, said) in said::<WageArrearsAsserted>(record) {
        books.record_assertion(fact, said);
    }
    books.promise();
    for (fact, said) in said::<EstateWagesPaid>(record) {
        books.record_estate(fact, said);
    }
    for (fact, said) in said::<WageArrearsSettled>(record) {
        let job = books.job(said.contract.as_ref(), said.employer, None);
        let debt = debt(said.contract.as_ref(), said.employer, job);
        books.settle(Some(debt), (fact.occurred_on.first_day(), said.amount, fact.event_id));
    }
    for (fact, said) in said::<RecruitmentCostReimbursed>(record) {
        if said.kind == Redress::Wage {
            books.settle(None, (fact.occurred_on.first_day(), said.amount, fact.event_id));
        }
    }
    for award in awards.iter().filter(|award| award.is_wage()) {
        let debt = award.contract.clone().map(Debt::Contract);
        books.settle(debt, (award.on, award.amount, award.event));
    }
    books.ledgers.into_values().filter(|ledger| !ledger.months.is_empty()).collect()
}

/// Whether a wage fact is about a job: same contract, or where one of the two names none, same
/// employer, or nothing to tell them apart.
pub fn names_job(contract: Option<&ContractId>, employer: Option<EmployerId>, job: &Job) -> bool {
    match (contract, &job.contract, employer) {
        (Some(contract), Some(of_job), _) => contract == of_job,
        (_, _, Some(employer)) => employer == job.employer,
        (Some(_), None, None) | (None, _, None) => true,
    }
}

fn debt(contract: Option<&ContractId>, employer: Option<EmployerId>, job: Option<&Job>) -> Debt {
    let contract = contract.or(job.and_then(|job| job.contract.as_ref()));
    let employer = employer.or(job.map(|job| job.employer));
    match (contract, employer) {
        (Some(contract), _) => Debt::Contract(contract.clone()),
        (None, Some(employer)) => Debt::Employer(employer),
        (None, None) => Debt::Unnamed,
    }
}

/// Ledgers while they are being written.
struct Books<'r, 'a> {
    rates: &'r Rates,
    versions: Vec<Version<'a>>,
    jobs: Vec<Job>,
    ledgers: BTreeMap<Debt, Ledger>,
}

impl<'r, 'a> Books<'r, 'a> {
    fn open(record: &[WorkerFact<'a>], rates: &'r Rates) -> Self {
        Self {
            rates,
            versions: versions(record),
            jobs: by_cycle(record).iter().flat_map(jobs).collect(),
            ledgers: BTreeMap::new(),
        }
    }

    /// The job that a wage fact is about, preferably one that she had in that month.
    fn job(
        &self,
        contract: Option<&ContractId>,
        employer: Option<EmployerId>,
        month: Option<Month>,
    ) -> Option<&Job> {
        let named = || self.jobs.iter().filter(|job| names_job(contract, employer, job));
        let worked = named().find(|job| month.is_some_and(|month| job.days_in(month) > 0));
        worked.or_else(|| named().next_back())
    }

    fn ledger(&mut self, debt: Debt, job: Option<&Job>, wage: Money) -> &mut Ledger {
        let currency = match &debt {
            Debt::Contract(contract) => {
                let versions = self.versions.iter();
                let known = versions.filter(|version| version.terms.contract == *contract);
                known.max_by_key(|version| (version.strength, version.terms.version))
            }
            Debt::Employer(_) | Debt::Unnamed => None,
        }
        .map_or(wage.currency(), |version| version.terms.wage.currency());
        self.ledgers.entry(debt.clone()).or_insert_with(|| Ledger {
            debt,
            employer: job.map(|job| job.employer),
            cycle: job.map(|job| job.cycle.clone()),
            currency,
            months: BTreeMap::new(),
            settled: Vec::new(),
            unconverted: Vec::new(),
        })
    }

    fn record_wage(&mut self, fact: &WorkerFact<'_>, said: &WagePaymentRecorded) {
        let job = self.job(said.contract.as_ref(), said.employer, Some(said.period)).cloned();
        let debt = debt(said.contract.as_ref(), said.employer, job.as_ref());
        let paid_on = said.paid_on.unwrap_or(fact.occurred_on.first_day());
        let pay_date = self.pay_date(&debt, said.period);
        let rates = self.rates;
        let ledger = self.ledger(debt, job.as_ref(), said.due);
        ledger.employer = ledger.employer.or(said.employer);
        let due = ledger.converted(said.due, pay_date, rates);
        let paid = ledger.converted(said.paid, paid_on, rates);
        let account = ledger.month(said.period, pay_date);
        account.due = account.due.max(due);
        if !paid.is_zero() {
            account.payments.push((paid_on, paid));
        }
        account.evidence.push(fact.event_id);
    }

    /// What she says is owed stands in for a due that nobody recorded, in equal parts.
    fn record_assertion(&mut self, fact: &WorkerFact<'_>, said: &WageArrearsAsserted) {
        let Some(share) = Rational::of_counts(1, said.periods.len()) else { return };
        for month in &said.periods {
            let job = self.job(said.contract.as_ref(), said.employer, Some(*month)).cloned();
            let debt = debt(said.contract.as_ref(), said.employer, job.as_ref());
            let pay_date = self.pay_date(&debt, *month);
            let rates = self.rates;
            let ledger = self.ledger(debt, job.as_ref(), said.amount);
            ledger.employer = ledger.employer.or(said.employer);
            let asserted = ledger.converted(said.amount, pay_date, rates).checked_mul(share);
            let places = u32::from(ledger.currency.exponent());
            let is_recorded = ledger.months.contains_key(month);
            let account = ledger.month(*month, pay_date);
            if !is_recorded {
                account.due = asserted.unwrap_or(Rational::ZERO).rounded(places);
            }
            account.evidence.push(fact.event_id);
        }
    }

    /// Raises what is due to what the best protected version of the contract promises.
    fn promise(&mut self) {
        for ledger in self.ledgers.values_mut() {
            let Debt::Contract(contract) = &ledger.debt else { continue };
            for (month, account) in &mut ledger.months {
                let Some(version) = best_protected(&self.versions, contract, *month) else {
                    continue;
                };
                let of_contract =
                    self.jobs.iter().filter(|job| job.contract.as_ref() == Some(contract));
                let days = of_contract.map(|job| job.days_in(*month)).max().unwrap_or(0);
                let promised = due_for(version.terms, *month, days);
                if version.terms.wage.currency() == ledger.currency {
                    account.due = account.due.max(promised.unwrap_or(Rational::ZERO));
                }
            }
        }
    }

    fn record_estate(&mut self, fact: &WorkerFact<'_>, said: &EstateWagesPaid) {
        let job = self.job(said.contract.as_ref(), said.employer, Some(said.period));
        let debt = debt(said.contract.as_ref(), said.employer, job);
        let rates = self.rates;
        let day = fact.occurred_on.first_day();
        // Of a month that nobody recorded nothing is counted, neither due nor paid.
        let Some(ledger) = self.ledgers.get_mut(&debt) else { return };
        if ledger.months.contains_key(&said.period) {
            let paid = ledger.converted(said.amount, day, rates);
            if let Some(account) = ledger.months.get_mut(&said.period) {
                account.payments.push((day, paid));
                account.evidence.push(fact.event_id);
            }
        }
    }

    /// Takes a settlement off its own debt, else off the one for which most is owed that day.
    fn settle(&mut self, debt: Option<Debt>, (day, money, event): (Day, Money, EventId)) {
        let rates = self.rates;
        let named = debt.filter(|debt| self.ledgers.contains_key(debt));
        let largest = || {
            let owed = |ledger: &&Ledger| ledger.outstanding_on(day);
            self.ledgers.values().max_by_key(owed).map(|ledger| ledger.debt.clone())
        };
        let Some(debt) = named.or_else(largest) else { return };
        if let Some(ledger) = self.ledgers.get_mut(&debt) {
            let sum = ledger.converted(money, day, rates);
            ledger.settled.push((day, sum, event));
        }
    }

    fn pay_date(&self, debt: &Debt, month: Month) -> Day {
        match debt {
            Debt::Contract(contract) => {
                let version = best_protected(&self.versions, contract, month);
                pay_date(version.map(|version| version.terms), month)
            }
            Debt::Employer(_) | Debt::Unnamed => pay_date(None, month),
        }
    }
}

impl Ledger {
    fn converted(&mut self, money: Money, day: Day, rates: &Rates) -> Rational {
        rates.convert(money, self.currency, day).unwrap_or_else(|| {
            self.unconverted.push(money);
            Rational::ZERO
        })
    }

    fn month(&mut self, month: Month, pay_date: Day) -> &mut MonthAccount {
        self.months.entry(month).or_insert_with(|| MonthAccount {
            due: Rational::ZERO,
            pay_date,
            payments: Vec::new(),
            evidence: Vec::new(),
        })
    }
}
