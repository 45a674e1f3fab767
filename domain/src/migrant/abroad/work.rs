//! Work and wages abroad.

use serde::{Deserialize, Serialize};

use crate::choices::choices;
use crate::codes::{Activity, Occupation};
use crate::date::{Day, Month};
use crate::event::{events, records};
use crate::id::{ContractId, EmployerId};
use crate::migrant::Refusal;
use crate::migrant::terms::ContractTerms;
use crate::money::{Decimal, Money};
use crate::stream::StreamKind;

pub(in crate::migrant) mod rules;

choices! {
    /// Which of her jobs this is.
    pub enum JobRank as "job_rank" {
        /// Her main job. She has one at a time.
        Main = "MAIN",
        /// A job beside it.
        Side = "SIDE",
    }
}

choices! {
    /// Why a job ends.
    pub enum EndReason as "employment_end" {
        /// The contract ran out.
        EndOfContract = "END_OF_CONTRACT",
        /// She resigned.
        Resigned = "RESIGNED",
        /// She was dismissed.
        Dismissed = "DISMISSED",
        /// By agreement.
        Mutual = "MUTUAL",
        /// She fled.
        Flight = "FLIGHT",
        /// The employer closed or the household dissolved.
        EmployerClosed = "EMPLOYER_CLOSED",
        /// She died.
        Death = "DEATH",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// How a wage is paid out.
    pub enum WageChannel as "wage_channel" {
        /// By bank.
        Bank = "BANK",
        /// In cash.
        Cash = "CASH",
        /// By mobile money.
        Mobile = "MOBILE",
    }
}

choices! {
    /// Who says what was paid.
    pub enum WageSource as "wage_source" {
        /// The payslip.
        Payslip = "PAYSLIP",
        /// The worker.
        Worker = "WORKER",
        /// The employer.
        Employer = "EMPLOYER",
        /// The labour inspection.
        Inspection = "INSPECTION",
    }
}

choices! {
    /// What is taken from a wage.
    pub enum DeductionType as "deduction" {
        /// Tax.
        Tax = "TAX",
        /// Social security.
        SocialSecurity = "SOCIAL_SECURITY",
        /// Lodging.
        Lodging = "LODGING",
        /// Food.
        Food = "FOOD",
        /// An advance on the wage.
        Advance = "ADVANCE",
        /// A recruitment fee.
        RecruitmentFee = "RECRUITMENT_FEE",
        /// A fine.
        Fine = "FINE",
        /// Something else.
        Other = "OTHER",
    }
}

records! {
    /// Something taken from a wage.
    pub struct Deduction {
        /// What for.
        kind: DeductionType,
        /// How much.
        amount: Money,
    }
}

events! {
    /// Work and wages.
    pub enum Event, Personal of Abroad on Some(StreamKind::Migrant);

    /// She starts to work for an employer.
    [301, 1] EmploymentStarted as "employment_started" {
        /// The employer.
        employer: EmployerId,
        /// The contract.
        contract: Option<ContractId>,
        /// Which of her jobs it is; the main one when absent.
        rank: Option<JobRank>,
        /// The work, ISCO-08.
        occupation: Option<Occupation>,
        /// The employer's activity, ISIC rev. 4.
        activity: Option<Activity>,
        /// The terms as she tells them, where nothing is written.
        verbal_terms: Option<ContractTerms>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NotAbroad, OverlappingJob] raises [];

    /// She stops working for an employer.
    [302, 1] EmploymentEnded as "employment_ended" {
        /// The employer.
        employer: EmployerId,
        /// The contract.
        contract: Option<ContractId>,
        /// Why. A reason that would disclose violence stands in the protection case, here OTHER.
        reason: EndReason,
    }
    refuses [NotRegistered, CycleUnknown, NotEmployed] raises [];

    /// Her main job passes to another employer.
    [303, 1] EmployerChanged as "employer_changed" {
        /// The employer she leaves.
        from: Option<EmployerId>,
        /// The new employer.
        to: EmployerId,
        /// The contract with the new employer.
        contract: Option<ContractId>,
        /// Why the old job ended.
        reason: Option<EndReason>,
        /// The work, ISCO-08.
        occupation: Option<Occupation>,
        /// The new employer's activity, ISIC rev. 4.
        activity: Option<Activity>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NotAbroad] raises [];

    /// What was due and what was paid for a month of work, as known on the date of the fact.
    [311, 1] WagePaymentRecorded as "wage_payment_recorded" {
        /// The contract.
        contract: Option<ContractId>,
        /// The employer.
        employer: Option<EmployerId>,
        /// The month that was worked.
        period: Month,
        /// What was due for it.
        due: Money,
        /// What was paid; zero when nothing was.
        paid: Money,
        /// On which day it was paid; the date of the fact when absent.
        paid_on: Option<Day>,
        /// Hours worked in the month.
        hours: Option<Decimal>,
        /// Of these, hours beyond the normal ones.
        overtime_hours: Option<Decimal>,
        /// What was taken from the wage.
        deductions: Vec<Deduction>,
        /// What lodging and food were worth.
        in_kind: Option<Money>,
        /// How it was paid out.
        channel: Option<WageChannel>,
        /// Who says so.
        source: Option<WageSource>,
    }
    refuses [NotRegistered, CycleUnknown, NoJobInPeriod, PeriodAfterDeath]
    raises ["F08", "F09", "F11"];

    /// She says that wages are owed.
    [312, 1] WageArrearsAsserted as "wage_arrears_asserted" {
        /// The contract.
        contract: Option<ContractId>,
        /// The employer.
        employer: Option<EmployerId>,
        /// For which months.
        periods: Vec<Month>,
        /// How much.
        amount: Money,
    }
    refuses [NotRegistered, CycleUnknown] raises ["F08"];

    /// Wages that were owed are paid.
    [313, 1] WageArrearsSettled as "wage_arrears_settled" {
        /// The contract for which they were asserted.
        contract: Option<ContractId>,
        /// The employer.
        employer: Option<EmployerId>,
        /// For which months.
        periods: Vec<Month>,
        /// How much, in the currency in which they were asserted.
        amount: Money,
    }
    refuses [NotRegistered, CycleUnknown, ArrearsExceeded] raises [];
}
