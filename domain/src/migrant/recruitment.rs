//! Finding the job and the papers, and what it costs: offers, verified contracts, clearances,
//! visas, recruitment costs, and giving up.

use serde::{Deserialize, Serialize};

use super::Refusal;
use super::terms::{C189Checklist, ContractTerms};
use crate::choices::choices;
use crate::codes::{Country, Occupation};
use crate::date::Day;
use crate::event::events;
use crate::id::{AgencyId, ContractId, EmployerId, Label, OrganisationId, SubjectId, VacancyId};
use crate::money::Money;
use crate::stream::StreamKind;
use crate::text::DocumentNumber;

mod costs;
pub(super) mod rules;

pub use costs::{CostCategory, CostStage, FinancedBy, Payee, Payer, Redress};

choices! {
    /// Why an offer is declined.
    pub enum DeclineReason as "decline_reason" {
        /// The wage.
        Wage = "WAGE",
        /// Other terms.
        Terms = "TERMS",
        /// What it would cost.
        Cost = "COST",
        /// Her family.
        Family = "FAMILY",
        /// A better offer.
        OtherOffer = "OTHER_OFFER",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// Why a contract is not verified.
    pub enum VerificationRefusal as "verification_refusal" {
        /// The wage is below the minimum.
        WageTooLow = "WAGE_TOO_LOW",
        /// The hours are too long or the rest too short.
        Hours = "HOURS",
        /// A clause is missing.
        ClauseMissing = "CLAUSE_MISSING",
        /// The employer is not admitted.
        Employer = "EMPLOYER",
        /// The agency is not admitted.
        Agency = "AGENCY",
        /// A document is false.
        Forged = "FORGED",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// Whether she is fit for the work.
    pub enum Fitness as "fitness" {
        /// Fit.
        Fit = "FIT",
        /// Unfit.
        Unfit = "UNFIT",
        /// Unfit for now.
        TemporarilyUnfit = "TEMP_UNFIT",
    }
}

choices! {
    /// A kind of visa or permit.
    pub enum VisaType as "visa_type" {
        /// To work.
        Work = "WORK",
        /// To work a season.
        Seasonal = "SEASONAL",
        /// To work several seasons.
        Circular = "CIRCULAR",
        /// To join her family.
        Family = "FAMILY",
        /// To study.
        Study = "STUDY",
        /// To visit.
        Visit = "VISIT",
        /// Another one.
        Other = "OTHER",
    }
}

choices! {
    /// Why a visa or clearance is refused.
    pub enum PermitRefusal as "permit_refusal" {
        /// Papers are missing.
        Incomplete = "INCOMPLETE",
        /// The contract does not suffice.
        Contract = "CONTRACT",
        /// No places are left.
        Quota = "QUOTA",
        /// An earlier stay.
        EarlierStay = "EARLIER_STAY",
        /// Public order.
        PublicOrder = "PUBLIC_ORDER",
        /// Another reason.
        Other = "OTHER",
        /// None was given.
        NotGiven = "NOT_GIVEN",
    }
}

choices! {
    /// Why a journey does not take place.
    pub enum GiveUpReason as "give_up_reason" {
        /// She changed her mind.
        ChangedMind = "CHANGED_MIND",
        /// A job at home.
        JobAtHome = "JOB_AT_HOME",
        /// Her family.
        Family = "FAMILY",
        /// Her health.
        Health = "HEALTH",
        /// The money.
        Cost = "COST",
        /// A visa or clearance was refused.
        PermitRefused = "PERMIT_REFUSED",
        /// The employer withdrew.
        EmployerWithdrew = "EMPLOYER_WITHDREW",
        /// The cycle was opened by mistake.
        OpenedByMistake = "OPENED_BY_MISTAKE",
        /// Another reason.
        Other = "OTHER",
    }
}

events! {
    /// Recruitment, papers and costs.
    pub enum Event, Personal of PreDeparture on Some(StreamKind::Migrant);

    /// She applies for a job.
    [112, 1] JobApplied as "job_applied" {
        /// The vacancy.
        vacancy: VacancyId,
        /// Through which agency.
        agency: Option<AgencyId>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, VacancyClosed] raises [];

    /// A service matches her with a job.
    [113, 1] JobMatched as "job_matched" {
        /// The vacancy.
        vacancy: VacancyId,
        /// Through which agency.
        agency: Option<AgencyId>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, VacancyClosed] raises [];

    /// She receives an offer.
    [114, 1] JobOfferReceived as "job_offer_received" {
        /// The vacancy.
        vacancy: Option<VacancyId>,
        /// Through which agency.
        agency: Option<AgencyId>,
        /// From which employer.
        employer: Option<EmployerId>,
        /// The work, ISCO-08.
        occupation: Option<Occupation>,
        /// The wage for a month.
        monthly_wage: Option<Money>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, VacancyClosed] raises [];

    /// She accepts an offer.
    [115, 1] JobOfferAccepted as "job_offer_accepted" {
        /// The vacancy.
        vacancy: Option<VacancyId>,
        /// Through which agency.
        agency: Option<AgencyId>,
        /// From which employer.
        employer: Option<EmployerId>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// She declines an offer.
    [116, 1] JobOfferDeclined as "job_offer_declined" {
        /// The vacancy.
        vacancy: Option<VacancyId>,
        /// From which employer.
        employer: Option<EmployerId>,
        /// Why.
        reason: Option<DeclineReason>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// An authority has verified the terms of a contract.
    [117, 1] ContractVerified as "contract_verified" {
        /// The terms that were verified.
        terms: ContractTerms,
        /// Who verified them.
        verifier: Option<OrganisationId>,
        /// What the contract tells her.
        checklist: Option<C189Checklist>,
        /// The standard contract it follows.
        standard_contract: Option<Label>,
    }
    refuses [NotRegistered, CycleUnknown] raises [];

    /// An authority does not verify a contract.
    [118, 1] ContractVerificationRefused as "contract_verification_refused" {
        /// The contract.
        contract: ContractId,
        /// Who refused.
        verifier: Option<OrganisationId>,
        /// Why.
        reasons: Vec<VerificationRefusal>,
        /// What the contract tells her.
        checklist: Option<C189Checklist>,
    }
    refuses [NotRegistered, CycleUnknown] raises [];

    /// A centre says whether she is fit. No diagnosis is kept.
    [119, 1] MedicalClearanceRecorded as "medical_clearance_recorded" {
        /// Whether she is fit.
        fitness: Fitness,
        /// The centre.
        centre: Option<OrganisationId>,
        /// The last day on which the finding holds.
        valid_to: Option<Day>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// She applies for a visa.
    [120, 1] VisaApplied as "visa_applied" {
        /// The kind of visa.
        visa: VisaType,
        /// For which country.
        country: Option<Country>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// A visa or permit is granted.
    [121, 1] VisaGranted as "visa_granted" {
        /// The kind of visa.
        visa: VisaType,
        /// By which country.
        country: Option<Country>,
        /// The first day on which it is valid.
        valid_from: Option<Day>,
        /// The last day on which it is valid.
        valid_to: Option<Day>,
        /// The longest stay it allows after each entry, in months.
        max_stay_months: Option<u16>,
        /// Whether it binds her to one employer.
        single_employer: Option<bool>,
    }
    personal(stream) VisaNumbers {
        /// The number of the permit.
        permit_number: Option<DocumentNumber>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, VisaNotApplied] raises [];

    /// A visa or permit is refused.
    [122, 1] VisaRefused as "visa_refused" {
        /// The kind of visa.
        visa: VisaType,
        /// By which country.
        country: Option<Country>,
        /// Why.
        reason: Option<PermitRefusal>,
    }
    refuses [NotRegistered, CycleUnknown, VisaNotApplied] raises [];

    /// An authority clears her to leave.
    [123, 1] ExitClearanceIssued as "exit_clearance_issued" {
        /// Who clears her.
        issuer: Option<OrganisationId>,
    }
    personal(stream) ExitClearanceNumber {
        /// The clearance's number.
        clearance_number: Option<DocumentNumber>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises ["F04"];

    /// An authority does not clear her to leave.
    [124, 1] ExitClearanceRefused as "exit_clearance_refused" {
        /// Who refuses.
        issuer: Option<OrganisationId>,
        /// Why.
        reason: Option<PermitRefusal>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// Somebody pays for her recruitment.
    [125, 1] RecruitmentCostPaid as "recruitment_cost_paid" {
        /// The cost, unique within her record.
        cost: Label,
        /// How much.
        amount: Money,
        /// What for.
        category: CostCategory,
        /// Who bears it.
        payer: Payer,
        /// Who receives it.
        payee: Option<Payee>,
        /// The agency that receives it.
        agency: Option<AgencyId>,
        /// The employer that receives it.
        employer: Option<EmployerId>,
        /// The sub-agent or broker who receives it.
        sub_agent: Option<SubjectId>,
        /// When it falls due.
        stage: Option<CostStage>,
        /// Where the money comes from.
        financed_by: Option<FinancedBy>,
        /// The interest on the loan that paid it.
        loan_interest: Option<Money>,
        /// Whether she holds a receipt.
        receipt: Option<bool>,
    }
    refuses [NotRegistered, CycleUnknown, CostExists] raises ["F01", "F02"];

    /// A recruitment cost is paid back.
    [126, 1] RecruitmentCostReimbursed as "recruitment_cost_reimbursed" {
        /// The cost.
        cost: Label,
        /// How much, in its currency.
        amount: Money,
        /// Who pays it back.
        by: Payer,
        /// What the sum stands for.
        kind: Redress,
    }
    refuses [NotRegistered, CycleUnknown, CostUnknown, CurrencyDiffers, OverReimbursed] raises [];

    /// She gives up leaving; the cycle ends.
    [127, 1] PreDepartureWithdrawn as "pre_departure_withdrawn" {
        /// Why.
        reason: GiveUpReason,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NoOpenCycle, AfterDeparture] raises [];

    /// Somebody else calls the journey off; the cycle ends.
    [128, 1] CycleCancelled as "cycle_cancelled" {
        /// Why.
        reason: GiveUpReason,
    }
    refuses [NotRegistered, CycleUnknown, NoOpenCycle, AfterDeparture] raises [];
}
