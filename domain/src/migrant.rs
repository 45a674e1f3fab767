//! A migrant worker and all her cycles, on one stream.
//!
//! ```text
//! (none) ─CycleOpened─► PREPARING ─JobOfferAccepted─► MATCHED ─ContractSigned─► CONTRACTED
//!   ─VisaGranted, ExitClearanceIssued─► CLEARED ─DepartureRecorded─► IN_TRANSIT
//!   ─ArrivalRecorded─► ABROAD ─ReturnDecided─► RETURN_DECIDED ─ReturnArrivalRecorded─► RETURNED
//!   ─ReintegrationPlanAgreed─► REINTEGRATING ─CycleClosed─► CLOSED(outcome)
//! ```
//! The stage is derived: it is the furthest milestone reached by a day, whatever was skipped. No
//! arrow refuses; what refuses are the rules of the phases' modules, and each looks only at what
//! had happened by then. Contact, legal status, employment, liberty, documents, consents, data
//! and life are regions of their own.
//!
//! Complaints, protection cases, agencies, employers, vacancies have streams of their own.

use crate::aggregate::{Aggregate, Before, Others};
use crate::event::{EventSet, event_set};
use crate::history::Fact;
use crate::refusal::refusals;
use crate::stream::StreamKind;

use moment::{Moment, refuse_if};
pub use state::{Cycle, Stage, State};

pub mod abroad;
mod moment;
pub mod placement;
pub mod pre_departure;
pub mod records;
pub mod recruitment;
pub mod registration;
pub mod reintegration;
pub mod return_home;
pub mod state;
pub mod terms;

event_set! {
    /// What can happen to a migrant worker and her record.
    pub enum Event, Personal {
        Registration(crate::migrant::registration),
        PreDeparture(crate::migrant::pre_departure),
        Recruitment(crate::migrant::recruitment),
        Placement(crate::migrant::placement),
        Abroad(crate::migrant::abroad),
        Work(crate::migrant::abroad::work),
        Contact(crate::migrant::abroad::contact),
        Protection(crate::migrant::abroad::protection),
        Death(crate::migrant::abroad::death),
        Return(crate::migrant::return_home),
        Reintegration(crate::migrant::reintegration),
        Support(crate::migrant::reintegration::support),
        Livelihood(crate::migrant::reintegration::livelihood),
        Records(crate::migrant::records),
        Rights(crate::migrant::records::rights),
        Amendment(crate::amendment),
    }
}

refusals! {
    /// Why a fact about a migrant worker is refused.
    pub enum Refusal {
        AlreadyRegistered = "migrant.already_registered", Conflict, "this person is already registered";
        NotRegistered = "migrant.not_registered", Missing, "this person is not registered yet";
        CycleUnknown = "migrant.cycle_unknown", Missing, "this record holds no such cycle";
        CycleExists = "migrant.cycle_exists", Conflict, "this record already holds a cycle of that name";
        AnotherCycleOpen = "migrant.another_cycle_open", Conflict, "another cycle of this person was still open";
        NoOpenCycle = "migrant.no_open_cycle", Conflict, "no cycle was open for this person on that date";
        AlreadyDeparted = "migrant.already_departed", Conflict, "the departure of this cycle is already recorded";
        AfterDeparture = "migrant.after_departure", Conflict, "this happens before the departure, and the person had left by then";
        NotDeparted = "migrant.not_departed", Conflict, "the person had not left by then";
        AlreadyArrived = "migrant.already_arrived", Conflict, "the person had already arrived by then";
        NotAbroad = "migrant.not_abroad", Conflict, "the person was not abroad on that date";
        NotAway = "migrant.not_away", Conflict, "the person was neither on the way nor abroad on that date";
        AlreadyReturned = "migrant.already_returned", Conflict, "the return of this cycle is already recorded";
        NotReturned = "migrant.not_returned", Conflict, "the person had not returned by then";
        Dead = "migrant.dead", Conflict, "the person had died by then";
        AlreadyDead = "migrant.already_dead", Conflict, "the death of this person is already recorded";
        NotDead = "migrant.not_dead", Conflict, "no death of this person was recorded by then";
        ConsentNotGiven = "migrant.consent_not_given", Conflict, "a consent that was not given cannot be withdrawn";
        TrainingNotStarted = "migrant.training_not_started", Conflict, "the person was not attending this course by then";
        VacancyClosed = "migrant.vacancy_closed", Conflict, "the vacancy was closed by then";
        VisaNotApplied = "migrant.visa_not_applied", Conflict, "no visa was applied for by then";
        CostExists = "migrant.cost_exists", Conflict, "this record already holds a cost of that name";
        CostUnknown = "migrant.cost_unknown", Missing, "no such cost had been paid by then";
        CurrencyDiffers = "migrant.currency_differs", Invalid, "the amount must be in the currency of what it pays back";
        OverReimbursed = "migrant.over_reimbursed", Conflict, "more would be paid back than was paid";
        ContractUnknown = "migrant.contract_unknown", Missing, "no earlier version of this contract was recorded by then";
        ContractNotSigned = "migrant.contract_not_signed", Conflict, "no signed version of this contract was recorded by then";
        OverlappingJob = "migrant.overlapping_job", Conflict, "another main job had not ended by then";
        NotEmployed = "migrant.not_employed", Conflict, "the person was not working for this employer by then";
        NoJobInPeriod = "migrant.no_job_in_period", Conflict, "the person had no job abroad in that month";
        PeriodAfterDeath = "migrant.period_after_death", Conflict, "the person had died before that month";
        ArrearsExceeded = "migrant.arrears_exceeded", Conflict, "more would be settled than was outstanding";
        ContactNotLost = "migrant.contact_not_lost", Conflict, "contact with the person was not declared lost by then";
        ProtectedContent = "migrant.protected_content", Forbidden, "this is never written into a person's own record: please turn to the protection service";
        AlreadyDetained = "migrant.already_detained", Conflict, "the person was already detained by then";
        NotDetained = "migrant.not_detained", Conflict, "the person was not detained by then";
        DocumentAlreadyHeld = "migrant.document_already_held", Conflict, "this document was already withheld by then";
        DocumentNotHeld = "migrant.document_not_held", Conflict, "this document was not withheld by then";
        PlanExists = "migrant.plan_exists", Conflict, "this record already holds a plan of that name";
        PlanAlreadyOpen = "migrant.plan_already_open", Conflict, "this cycle already had an open reintegration plan";
        PlanNotOpen = "migrant.plan_not_open", Conflict, "no such reintegration plan was open by then";
        CreditExists = "migrant.credit_exists", Conflict, "this record already holds a credit of that name";
        CreditUnknown = "migrant.credit_unknown", Missing, "no such credit had been granted by then";
        OverRepaid = "migrant.over_repaid", Conflict, "more would be repaid than was owed";
        EnterpriseExists = "migrant.enterprise_exists", Conflict, "this record already holds an enterprise of that name";
        EnterpriseUnknown = "migrant.enterprise_unknown", Missing, "no such enterprise had been started by then";
        EnterpriseAlreadyClosed = "migrant.enterprise_already_closed", Conflict, "this enterprise had been closed by then";
        InstrumentUnknown = "migrant.instrument_unknown", Missing, "the registry has no such survey instrument";
        AnswersInvalid = "migrant.answers_invalid", Invalid, "the answers do not fit the survey instrument";
        SamePerson = "migrant.same_person", Invalid, "a record cannot be compared with itself";
        WinnerOutsidePair = "migrant.winner_outside_pair", Invalid, "the surviving record must be one of the two";
        AlreadyMerged = "migrant.already_merged", Conflict, "the two records are already merged";
        NotMerged = "migrant.not_merged", Conflict, "the two records are not merged";
        SurvivorContent = "migrant.survivor_content", Forbidden, "what concerns a survivor is never opened in this way";
        RequestExists = "migrant.request_exists", Conflict, "this record already holds a request of that name";
        RequestUnknown = "migrant.request_unknown", Missing, "this record holds no such request";
        NotRestricted = "migrant.not_restricted", Conflict, "no such restriction is in force";
        ErasureNotApproved = "migrant.erasure_not_approved", Forbidden, "the erasure has not been approved";
        SecondOfficerMissing = "migrant.second_officer_missing", Forbidden, "an erasure is carried out by another officer than the one who approved it";
        LegalHoldInForce = "migrant.legal_hold_in_force", Conflict, "a legal hold forbids the erasure";
        ComplaintOpen = "migrant.complaint_open", Conflict, "an open complaint forbids the erasure";
        CompensationUnpaid = "migrant.compensation_unpaid", Conflict, "compensation for a death at work has not been paid";
        AlreadyErased = "migrant.already_erased", Conflict, "the key has already been destroyed";
        HoldExists = "migrant.hold_exists", Conflict, "this record already holds a legal hold of that name";
        HoldUnknown = "migrant.hold_unknown", Missing, "no such legal hold is in force";
    }
}

/// The law of a migrant worker's record.
#[derive(Clone, Copy, Debug)]
pub struct Migrant;

/// A fact of this record.
type At<'a> = Fact<'a, Event>;

impl Aggregate for Migrant {
    const KIND: StreamKind = StreamKind::Migrant;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn evolve(state: &mut State, fact: &Fact<'_, Event>) {
        match fact.event {
            Event::Registration(event) => registration::rules::evolve(state, fact, event),
            Event::PreDeparture(event) => pre_departure::rules::evolve(state, fact, event),
            Event::Recruitment(event) => recruitment::rules::evolve(state, fact, event),
            Event::Placement(event) => placement::rules::evolve(state, fact, event),
            Event::Abroad(event) => abroad::rules::evolve(state, fact, event),
            Event::Work(event) => abroad::work::rules::evolve(state, fact, event),
            Event::Contact(event) => abroad::contact::rules::evolve(state, fact, event),
            Event::Protection(event) => abroad::protection::rules::evolve(state, fact, event),
            Event::Death(event) => abroad::death::rules::evolve(state, fact, event),
            Event::Return(event) => return_home::rules::evolve(state, fact, event),
            Event::Reintegration(event) => reintegration::rules::evolve(state, fact, event),
            Event::Support(event) => reintegration::support::rules::evolve(state, fact, event),
            Event::Livelihood(event) => {
                reintegration::livelihood::rules::evolve(state, fact, event);
            }
            Event::Records(event) => records::rules::evolve(state, fact, event),
            Event::Rights(event) => records::rights::rules::evolve(state, fact, event),
            Event::Amendment(_) => {}
        }
    }

    fn check(
        before: &Before<State>,
        others: &Others,
        fact: &Fact<'_, Event>,
    ) -> Result<(), Refusal> {
        declared(before, fact)?;
        let moment = Moment::new(before, others, fact);
        match fact.event {
            Event::Registration(event) => registration::rules::check(&moment, event),
            Event::PreDeparture(event) => pre_departure::rules::check(&moment, event),
            Event::Recruitment(event) => recruitment::rules::check(&moment, event),
            Event::Placement(event) => placement::rules::check(&moment, event),
            Event::Abroad(event) => abroad::rules::check(&moment, event),
            Event::Work(event) => abroad::work::rules::check(&moment, event),
            Event::Contact(event) => abroad::contact::rules::check(&moment, event),
            Event::Protection(event) => abroad::protection::rules::check(&moment, event),
            Event::Death(event) => abroad::death::rules::check(&moment, event),
            Event::Return(event) => return_home::rules::check(&moment, event),
            Event::Reintegration(event) => reintegration::rules::check(&moment, event),
            Event::Support(event) => reintegration::support::rules::check(&moment, event),
            Event::Livelihood(event) => reintegration::livelihood::rules::check(&moment, event),
            Event::Records(event) => records::rules::check(&moment, event),
            Event::Rights(event) => records::rights::rules::check(&moment, event),
            Event::Amendment(_) => Ok(()),
        }
    }
}

/// The rules that most events share: they bind those whose declaration names them.
fn declared(before: &Before<State>, fact: &At<'_>) -> Result<(), Refusal> {
    let bound_by = |rule: Refusal| fact.event.event_type().refusals.contains(&rule.code());
    let unregistered = before.head.registration.is_none();
    refuse_if(unregistered && bound_by(Refusal::NotRegistered), Refusal::NotRegistered)?;
    let unknown =
        fact.context.cycle.as_ref().is_some_and(|cycle| before.head.cycle(cycle).is_none());
    refuse_if(unknown && bound_by(Refusal::CycleUnknown), Refusal::CycleUnknown)?;
    // Only what every reading of the dates puts after the death.
    let dead = before.earliest.death.is_some();
    refuse_if(dead && bound_by(Refusal::Dead), Refusal::Dead)
}

#[cfg(test)]
mod tests;
