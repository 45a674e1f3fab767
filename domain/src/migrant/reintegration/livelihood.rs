//! How she earns her living after the return: jobs, enterprises, investments.

use serde::{Deserialize, Serialize};

use crate::choices::choices;
use crate::codes::{Activity, Occupation};
use crate::event::events;
use crate::id::EnterpriseId;
use crate::migrant::Refusal;
use crate::migrant::terms::WagePeriod;
use crate::money::{Decimal, Money};
use crate::stream::StreamKind;
use crate::text::OrganisationName;

pub(in crate::migrant) mod rules;

choices! {
    /// Status in employment, ICSE-18, broad groups.
    pub enum EmploymentStatus as "employment_status" {
        /// Independent worker with employees.
        Employer = "EMPLOYER",
        /// Independent worker without employees.
        OwnAccount = "OWN_ACCOUNT",
        /// Dependent contractor.
        DependentContractor = "DEPENDENT_CONTRACTOR",
        /// Employee.
        Employee = "EMPLOYEE",
        /// Contributing family worker.
        FamilyWorker = "FAMILY_WORKER",
    }
}

choices! {
    /// Why a job after the return ends.
    pub enum LocalEndReason as "local_employment_end" {
        /// The contract ran out.
        EndOfContract = "END_OF_CONTRACT",
        /// She resigned.
        Resigned = "RESIGNED",
        /// She was dismissed.
        Dismissed = "DISMISSED",
        /// A better job.
        BetterJob = "BETTER_JOB",
        /// She leaves the country.
        Migration = "MIGRATION",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// The legal form of an enterprise.
    pub enum LegalForm as "legal_form" {
        /// Not registered.
        Informal = "INFORMAL",
        /// One owner.
        SoleProprietor = "SOLE_PROPRIETOR",
        /// An economic interest group.
        InterestGroup = "INTEREST_GROUP",
        /// A cooperative.
        Cooperative = "COOPERATIVE",
        /// A company.
        Company = "COMPANY",
        /// An association.
        Association = "ASSOCIATION",
    }
}

choices! {
    /// What makes an activity green.
    pub enum GreenCriterion as "green_criterion" {
        /// Renewable energy.
        Energy = "ENERGY",
        /// Water.
        Water = "WATER",
        /// Waste and recycling.
        Waste = "WASTE",
        /// Agroecology.
        Agroecology = "AGROECOLOGY",
        /// Sustainable processing of food.
        FoodProcessing = "FOOD_PROCESSING",
        /// Forests and soils.
        Restoration = "RESTORATION",
        /// Sustainable building.
        Building = "BUILDING",
        /// Another criterion.
        Other = "OTHER",
    }
}

choices! {
    /// How an enterprise is doing.
    pub enum EnterpriseStatus as "enterprise_status" {
        /// Operating.
        Operating = "OPERATING",
        /// Standing still for now.
        Suspended = "SUSPENDED",
        /// Closed.
        Closed = "CLOSED",
        /// Unknown.
        Unknown = "UNKNOWN",
    }
}

choices! {
    /// The yearly turnover of an enterprise, as a multiple of the yearly minimum wage.
    pub enum TurnoverBand as "turnover_band" {
        /// Less than one.
        UnderOne = "UNDER_1",
        /// One to five.
        OneToFive = "1_TO_5",
        /// More than five.
        OverFive = "OVER_5",
        /// Unknown.
        Unknown = "UNKNOWN",
    }
}

choices! {
    /// Why an enterprise closes.
    pub enum ClosureReason as "enterprise_closure" {
        /// It did not earn enough.
        Loss = "LOSS",
        /// It was sold.
        Sold = "SOLD",
        /// Her health.
        Health = "HEALTH",
        /// Her family.
        Family = "FAMILY",
        /// She leaves the country.
        Migration = "MIGRATION",
        /// A job.
        Employment = "EMPLOYMENT",
        /// A disaster or conflict.
        Shock = "SHOCK",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// Where invested money comes from.
    pub enum InvestmentSource as "investment_source" {
        /// Savings.
        Savings = "SAVINGS",
        /// Money sent home.
        Remittance = "REMITTANCE",
        /// The diaspora.
        Diaspora = "DIASPORA",
        /// A credit.
        Credit = "CREDIT",
    }
}

events! {
    /// Livelihood.
    pub enum Event, Personal of Reintegration on Some(StreamKind::Migrant);

    /// She starts a job after the return.
    [459, 1] EmploymentAfterReturnStarted as "employment_after_return_started" {
        /// Her status in employment, ICSE-18.
        status: EmploymentStatus,
        /// The work, ISCO-08.
        occupation: Option<Occupation>,
        /// The activity, ISIC rev. 4.
        activity: Option<Activity>,
        /// Whether the job is green.
        green: bool,
        /// The wage.
        wage: Option<Money>,
        /// The period that the wage is for.
        wage_period: Option<WagePeriod>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NotReturned] raises [];

    /// A job after the return ends.
    [460, 1] EmploymentAfterReturnEnded as "employment_after_return_ended" {
        /// Why.
        reason: Option<LocalEndReason>,
    }
    refuses [NotRegistered, CycleUnknown, NotReturned] raises [];

    /// She starts an enterprise.
    [461, 1] EnterpriseStarted as "enterprise_started" {
        /// The enterprise, unique within her record.
        enterprise: EnterpriseId,
        /// Its activity, ISIC rev. 4.
        activity: Option<Activity>,
        /// Its legal form.
        legal_form: Option<LegalForm>,
        /// Whether it is green.
        green: bool,
        /// What makes it green.
        green_criterion: Option<GreenCriterion>,
        /// How many people work there, herself included.
        jobs: Option<u16>,
        /// Of these, women.
        jobs_women: Option<u16>,
        /// Its turnover.
        turnover: Option<TurnoverBand>,
        /// Capital from the diaspora.
        diaspora_capital: Option<Money>,
    }
    personal(stream) EnterpriseName {
        /// The name of the enterprise.
        name: Option<OrganisationName>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, EnterpriseExists] raises [];

    /// Somebody looks how an enterprise is doing.
    [462, 1] EnterpriseStatusChecked as "enterprise_status_checked" {
        /// The enterprise.
        enterprise: EnterpriseId,
        /// How it is doing.
        status: EnterpriseStatus,
        /// How many people work there, herself included.
        jobs: Option<u16>,
        /// Of these, women.
        jobs_women: Option<u16>,
        /// Its turnover.
        turnover: Option<TurnoverBand>,
    }
    refuses [NotRegistered, CycleUnknown, EnterpriseUnknown] raises [];

    /// An enterprise closes.
    [463, 1] EnterpriseClosed as "enterprise_closed" {
        /// The enterprise.
        enterprise: EnterpriseId,
        /// Why.
        reason: Option<ClosureReason>,
    }
    refuses [NotRegistered, CycleUnknown, EnterpriseUnknown, EnterpriseAlreadyClosed] raises [];

    /// She invests.
    [464, 1] InvestmentRecorded as "investment_recorded" {
        /// How much.
        amount: Money,
        /// Where the money comes from.
        source: InvestmentSource,
        /// Whether others invest with her.
        collective: Option<bool>,
        /// In which enterprise of hers.
        enterprise: Option<EnterpriseId>,
        /// Her share, in per cent.
        share_percent: Option<Decimal>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];
}
