//! What a contract says, as verified, signed, amended, or told by word of mouth.
//!
//! Which version protects the worker best is for the indicators to say.

use serde::{Deserialize, Serialize};

use crate::choices::choices;
use crate::codes::{Activity, Country, Language, Occupation, Subdivision};
use crate::date::Day;
use crate::event::records;
use crate::id::{ContractId, EmployerId};
use crate::money::{Decimal, Money};

choices! {
    /// For which time a wage is paid.
    pub enum WagePeriod as "wage_period" {
        /// An hour.
        Hour = "HOUR",
        /// A day.
        Day = "DAY",
        /// A week.
        Week = "WEEK",
        /// A month.
        Month = "MONTH",
        /// A year.
        Year = "YEAR",
    }
}

choices! {
    /// Whether a wage is counted before or after deductions.
    pub enum WageBasis as "wage_basis" {
        /// After deductions.
        Net = "NET",
        /// Before deductions.
        Gross = "GROSS",
    }
}

choices! {
    /// What an employer gives beside cash.
    pub enum InKind as "in_kind" {
        /// A place to live.
        Lodging = "LODGING",
        /// Meals.
        Food = "FOOD",
    }
}

records! {
    /// Something given beside cash.
    pub struct InKindBenefit {
        /// What it is.
        kind: InKind,
        /// What it is worth in a wage period, where the contract says so.
        value: Option<Money>,
    }

    /// The terms of one version of a contract.
    pub struct ContractTerms {
        /// The contract, unique within the worker's record.
        contract: ContractId,
        /// The version, from 1.
        version: u16,
        /// The employer.
        employer: Option<EmployerId>,
        /// The work, ISCO-08.
        occupation: Option<Occupation>,
        /// The employer's activity, ISIC rev. 4.
        activity: Option<Activity>,
        /// The country of the workplace.
        country: Country,
        /// The subdivision of the workplace.
        subdivision: Option<Subdivision>,
        /// The first day of work.
        starts_on: Option<Day>,
        /// The last day of work; none for an open end.
        ends_on: Option<Day>,
        /// The trial period, in days.
        trial_days: Option<u16>,
        /// The cash wage for a period.
        wage: Money,
        /// The period that the wage is for.
        wage_period: WagePeriod,
        /// How many wages a year holds; 12 for monthly pay when absent.
        payments_per_year: Option<u8>,
        /// Whether the wage is net or gross; gross when absent.
        wage_basis: Option<WageBasis>,
        /// The day of the month after the worked one on which the wage is due; the last day of
        /// the worked month when absent.
        pay_day: Option<u8>,
        /// Normal hours a week, with decimals where needed ("40", "37.5").
        hours_per_week: Option<Decimal>,
        /// Uninterrupted rest a week, in whole hours.
        rest_hours_per_week: Option<u8>,
        /// Paid leave a year, in days.
        leave_days_per_year: Option<u8>,
        /// What is given beside cash.
        in_kind: Vec<InKindBenefit>,
        /// Whether the employer insures the worker.
        insurance: Option<bool>,
        /// Whether the employer pays the journey home.
        repatriation: Option<bool>,
        /// The languages of the text.
        languages: Vec<Language>,
        /// Whether the worker was given a copy.
        copy_given: Option<bool>,
    }

    /// What a contract must tell a domestic worker (C189, article 7 and those around it). An item
    /// that nobody looked at is left out and counts as missing.
    pub struct C189Checklist {
        /// Names and addresses of both sides.
        names_and_addresses: Option<bool>,
        /// The workplace.
        workplace: Option<bool>,
        /// Start and duration.
        start_and_duration: Option<bool>,
        /// The type of work.
        type_of_work: Option<bool>,
        /// Remuneration, its method and periodicity.
        remuneration: Option<bool>,
        /// Normal hours.
        normal_hours: Option<bool>,
        /// Paid annual leave, daily and weekly rest.
        leave_and_rest: Option<bool>,
        /// Food and accommodation.
        food_and_accommodation: Option<bool>,
        /// Probation.
        probation: Option<bool>,
        /// Terms of repatriation.
        repatriation: Option<bool>,
        /// Notice of termination.
        termination: Option<bool>,
        /// A written copy in a language she understands, before departure.
        written_copy: Option<bool>,
        /// She keeps her own documents.
        keeps_documents: Option<bool>,
        /// No recruitment fee is deducted.
        no_fee_deduction: Option<bool>,
    }
}

impl C189Checklist {
    /// How many items a checklist has.
    pub const ITEMS: u8 = 14;

    /// How many of them the contract holds.
    pub fn held(&self) -> u8 {
        let items = [
            self.names_and_addresses,
            self.workplace,
            self.start_and_duration,
            self.type_of_work,
            self.remuneration,
            self.normal_hours,
            self.leave_and_rest,
            self.food_and_accommodation,
            self.probation,
            self.repatriation,
            self.termination,
            self.written_copy,
            self.keeps_documents,
            self.no_fee_deduction,
        ];
        items.into_iter().filter(|item| *item == Some(true)).map(|_| 1).sum()
    }
}
