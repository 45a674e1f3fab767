//! What the facts of a record add up to, in the order in which they happened.
//!
//! Folding never refuses: what contradicts is kept side by side, and what fits nowhere changes
//! nothing here and stays readable in the history. A question about a day takes the first day of
//! an imprecise date for the date, as the order of facts does.

use std::collections::BTreeMap;

use crate::codes::{Country, Currency};
use crate::context::Context;
use crate::date::{Day, Month, Occurrence};
use crate::id::{ContractId, CycleId, EmployerId, EnterpriseId, Label, OrganisationId, SubjectId};
use crate::money::Money;

use super::abroad::LegalStatus;
use super::abroad::death::DeathCause;
use super::abroad::protection::DocumentHolder;
use super::abroad::work::{EndReason, JobRank};
use super::records::Relation;
use super::registration::{DocumentType, Sex};
use super::terms::ContractTerms;

mod consents;
mod cycle;
mod regions;
mod rights;

pub use consents::Consents;
pub use cycle::{
    Arrival, CHECK_IN_GRACE_DAYS, Closing, Cycle, Departure, Milestones, Opening, Plan, PlanEnd,
    Stage,
};
pub use regions::{ConsentStanding, Contact, Data, Documents, Employment, Liberty, Life};
pub use rights::{Decision, Hold, Merge, Request, Rights};

/// Something that lasted from one moment to another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Spell {
    /// When it began.
    pub from: Occurrence,
    /// When it ended; none while it lasts.
    pub to: Option<Occurrence>,
}

impl Spell {
    /// One that has begun.
    pub fn since(from: Occurrence) -> Self {
        Self { from, to: None }
    }

    /// Whether it lasts.
    pub fn is_open(&self) -> bool {
        self.to.is_none()
    }

    /// Whether it lasted at the end of a day.
    pub fn covers(&self, day: Day) -> bool {
        self.from.first_day() <= day && self.to.is_none_or(|to| to.first_day() > day)
    }

    /// Whether it may have touched a month, on some reading of its dates.
    pub fn may_touch(&self, month: Month) -> bool {
        self.from.first_day() <= month.last_day()
            && self.to.is_none_or(|to| to.last_day() >= month.first_day())
    }
}

/// Who she is, as far as the coded facts say.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Registration {
    /// When she was registered.
    pub on: Occurrence,
    /// Where in the log; the first one counts.
    pub position: u64,
    /// Her sex.
    pub sex: Sex,
    /// Her year of birth.
    pub birth_year: Option<u16>,
    /// Her nationalities.
    pub nationalities: Vec<Country>,
}

/// A course that she attends.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Training {
    /// The course.
    pub course: Label,
    /// The cycle in which it began.
    pub cycle: Option<CycleId>,
    /// From when to when.
    pub spell: Spell,
    /// Whether she completed it.
    pub completed: bool,
}

/// A recruitment cost and what of it was paid back.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Cost {
    /// What was paid; none while only a repayment is known.
    pub paid: Option<Money>,
    /// Where in the log the payment stands.
    pub position: Option<u64>,
    /// What was paid back, in minor units of the same currency.
    pub reimbursed_minor: u64,
}

/// On what the terms of a contract rest.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Basis {
    /// She told them.
    Verbal,
    /// A renewal or amendment.
    Amended,
    /// She signed them.
    Signed,
    /// An authority verified them.
    Verified,
}

/// Terms that were recorded of a contract.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Version {
    /// When.
    pub on: Occurrence,
    /// On what they rest.
    pub basis: Basis,
    /// What they say.
    pub terms: ContractTerms,
}

/// Where an allegation that other terms are imposed stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Substitution {
    /// Somebody says so.
    Reported,
    /// An inquiry confirmed it.
    Confirmed,
    /// An inquiry refuted it.
    Refuted,
}

/// A contract with everything that was recorded of its terms.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Contract {
    /// The cycle in which it first appeared.
    pub cycle: Option<CycleId>,
    /// Its recorded terms, in the order in which they happened.
    pub versions: Vec<Version>,
    /// What was said about its substitution, in that order.
    pub substitutions: Vec<(Occurrence, Substitution)>,
}

impl Contract {
    /// Whether she signed it.
    pub fn is_signed(&self) -> bool {
        self.versions.iter().any(|version| version.basis == Basis::Signed)
    }
}

/// A job abroad.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Job {
    /// Its cycle.
    pub cycle: Option<CycleId>,
    /// For whom she works.
    pub employer: EmployerId,
    /// Under which contract.
    pub contract: Option<ContractId>,
    /// Which of her jobs it is.
    pub rank: JobRank,
    /// From when to when.
    pub spell: Spell,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
}

/// Wages that she says are owed under one contract, in one currency.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Arrears {
    /// The contract.
    pub contract: Option<ContractId>,
    /// The currency.
    pub currency: Currency,
    /// What was asserted in all, in minor units.
    pub asserted_minor: u64,
    /// What was settled in all, in minor units.
    pub settled_minor: u64,
}

/// A document that somebody withholds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Retention {
    /// The document.
    pub document: DocumentType,
    /// Who holds it.
    pub holder: DocumentHolder,
    /// From when to when.
    pub spell: Spell,
}

/// Her membership of a union.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Membership {
    /// The union.
    pub union: OrganisationId,
    /// From when to when.
    pub spell: Spell,
}

/// Her death.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Death {
    /// When.
    pub on: Occurrence,
    /// Where in the log.
    pub position: u64,
    /// Of what.
    pub cause: DeathCause,
}

/// A credit and what of it was repaid.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Credit {
    /// What is to be paid back; none while only a repayment is known.
    pub owed: Option<Money>,
    /// Where in the log the credit stands.
    pub position: Option<u64>,
    /// What was repaid, in minor units of the same currency.
    pub repaid_minor: u64,
}

/// An enterprise of hers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Enterprise {
    /// Its label.
    pub enterprise: EnterpriseId,
    /// Where in the log its start stands.
    pub position: u64,
    /// From when to when.
    pub spell: Spell,
}

/// Somebody of her family.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FamilyLink {
    /// The member.
    pub member: SubjectId,
    /// How they stand to each other.
    pub relation: Relation,
    /// Whether the member stayed behind.
    pub left_behind: Option<bool>,
    /// Whether the member is a minor.
    pub minor: Option<bool>,
    /// From when to when it is noted.
    pub spell: Spell,
}

/// What the facts of a record add up to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct State {
    /// Who she is; none while nobody registered her.
    pub registration: Option<Registration>,
    /// What she agreed to.
    pub consents: Consents,
    /// Her courses.
    pub trainings: Vec<Training>,
    /// What her recruitment cost, by label.
    pub costs: BTreeMap<Label, Cost>,
    /// Her contracts.
    pub contracts: BTreeMap<ContractId, Contract>,
    /// Her jobs abroad, in the order in which they began.
    pub jobs: Vec<Job>,
    /// Wages that she says are owed.
    pub arrears: Vec<Arrears>,
    /// Her standing under the law on foreigners, and since when.
    pub legal: Vec<(Day, LegalStatus)>,
    /// When she was detained.
    pub detentions: Vec<Spell>,
    /// Which documents others held.
    pub retentions: Vec<Retention>,
    /// Her union memberships.
    pub memberships: Vec<Membership>,
    /// Her death.
    pub death: Option<Death>,
    /// Whether compensation for her death was paid.
    pub compensation_paid: bool,
    /// Her credits, by label.
    pub credits: BTreeMap<Label, Credit>,
    /// Her enterprises.
    pub enterprises: Vec<Enterprise>,
    /// Her family.
    pub family: Vec<FamilyLink>,
    /// Her rights over the record, and the record's duplicates.
    pub rights: Rights,
    cycles: Vec<Cycle>,
}

impl State {
    /// Her cycles, in the order in which they appear in her history.
    pub fn cycles(&self) -> impl DoubleEndedIterator<Item = &Cycle> {
        self.cycles.iter().filter(|cycle| cycle.opening.is_some())
    }

    /// The cycle of a name.
    pub fn cycle(&self, id: &CycleId) -> Option<&Cycle> {
        self.cycles().find(|cycle| cycle.id == *id)
    }

    /// The cycle that is open on a day: the one opened last.
    pub fn cycle_open_on(&self, day: Day) -> Option<&Cycle> {
        self.cycles().rfind(|cycle| cycle.is_open_on(day))
    }

    /// The cycle that is open after all facts: the one opened last.
    pub fn open_cycle(&self) -> Option<&Cycle> {
        self.cycles().rfind(|cycle| cycle.closing.is_none())
    }

    /// The cycle that a fact belongs to: the one it names, else the open one, else the last.
    pub(super) fn cycle_of(&self, context: &Context) -> Option<&Cycle> {
        match &context.cycle {
            Some(named) => self.cycle(named),
            None => self.open_cycle().or_else(|| self.cycles().next_back()),
        }
    }

    /// The name of the cycle that a fact belongs to.
    pub(super) fn cycle_id_of(&self, context: &Context) -> Option<CycleId> {
        context.cycle.clone().or_else(|| self.cycle_of(context).map(|cycle| cycle.id.clone()))
    }

    /// The same for folding; a named cycle that no fact has opened yet waits for its opening.
    pub(super) fn cycle_of_mut(&mut self, context: &Context) -> Option<&mut Cycle> {
        let id = self.cycle_id_of(context)?;
        Some(self.cycle_mut(&id))
    }

    /// The cycle of a name, for folding.
    pub(super) fn cycle_mut(&mut self, id: &CycleId) -> &mut Cycle {
        let index = self.cycles.iter().position(|cycle| cycle.id == *id).unwrap_or_else(|| {
            self.cycles.push(Cycle::unopened(id.clone()));
            self.cycles.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "found or pushed just above")]
        &mut self.cycles[index]
    }

    /// The plan of a name, in whichever cycle.
    pub fn plan(&self, id: &crate::id::PlanId) -> Option<&Plan> {
        self.cycles.iter().flat_map(|cycle| &cycle.plans).find(|plan| plan.plan == *id)
    }

    /// The job that counts as her main one and has not ended: by its own end, or by the end of
    /// her stay abroad.
    pub(super) fn open_main_job(&self) -> Option<&Job> {
        self.jobs.iter().rfind(|job| {
            job.rank == JobRank::Main && job.spell.is_open() && !self.stay_has_ended(job)
        })
    }

    fn stay_has_ended(&self, job: &Job) -> bool {
        job.cycle.as_ref().and_then(|id| self.cycle(id)).is_some_and(|cycle| {
            let returned_since =
                cycle.milestones.returned.is_some_and(|on| !on.surely_before(job.spell.from));
            returned_since || cycle.closing.is_some()
        })
    }
}
