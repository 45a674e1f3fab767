//! How formulas read a worker's record: the facts of one type, with what they say; and the facts
//! of one cycle.

use crate::date::Day;
use crate::history::Fact;
use crate::id::CycleId;
use crate::migrant::abroad::{contact, death, protection, work};
use crate::migrant::reintegration::{livelihood, support};
use crate::migrant::{
    Event, abroad, placement, pre_departure, recruitment, registration, reintegration, return_home,
};

/// A fact of a worker's record.
pub type WorkerFact<'a> = Fact<'a, Event>;

/// A payload that a worker's facts may carry.
pub trait Said: Sized + 'static {
    /// What the event says, if it is of this type.
    fn of(event: &Event) -> Option<&Self>;
}

macro_rules! said {
    ($($phase:ident($module:ident): $($name:ident)+;)+) => {$($(
        impl Said for $module::$name {
            fn of(event: &Event) -> Option<&Self> {
                if let Event::$phase($module::Event::$name(said)) = event {
                    Some(said)
                } else {
                    None
                }
            }
        }
    )+)+};
}

said! {
    Registration(registration): MigrantRegistered;
    PreDeparture(pre_departure): CycleOpened OrientationCompleted OrientationWaived TrainingStarted
        TrainingCompleted TrainingDropped;
    Recruitment(recruitment): ContractVerified VisaGranted RecruitmentCostPaid
        RecruitmentCostReimbursed PreDepartureWithdrawn CycleCancelled;
    Placement(placement): PlacementMade ContractSigned ContractAmended ContractRenewed
        ContractSubstitutionReported ContractSubstitutionConfirmed ContractSubstitutionRefuted
        DepartureRecorded;
    Abroad(abroad): ArrivalRecorded LegalStatusChanged RemittanceSent;
    Work(work): EmploymentStarted EmploymentEnded EmployerChanged WagePaymentRecorded
        WageArrearsAsserted WageArrearsSettled;
    Contact(contact): CheckInRecorded CheckInMissed LossOfContactDeclared ContactReestablished;
    Protection(protection): DetentionStarted DetentionEnded DocumentRetained DocumentReturned;
    Death(death): DeathAbroadRecorded EstateWagesPaid;
    Return(return_home): ReturnDecided ReturnArrivalRecorded;
    Reintegration(reintegration): ReintegrationPlanAgreed ReintegrationCompleted
        ReintegrationDropped RemigrationRecorded CycleClosed;
    Support(support): RssAdministered GrantDisbursed;
    Livelihood(livelihood): EmploymentAfterReturnStarted EmploymentAfterReturnEnded
        EnterpriseStarted EnterpriseStatusChecked EnterpriseClosed;
}

/// The facts of one type, in order, with what they say.
pub fn said<'f, 'a, T: Said>(
    facts: &'f [WorkerFact<'a>],
) -> impl DoubleEndedIterator<Item = (&'f WorkerFact<'a>, &'a T)> {
    facts.iter().filter_map(|fact| Some((fact, T::of(fact.event)?)))
}

/// The facts of any stream that may have happened by the end of a day.
pub fn until<'a, E>(facts: &[Fact<'a, E>], day: Day) -> Vec<Fact<'a, E>> {
    facts.iter().filter(|fact| fact.occurred_on.first_day() <= day).copied().collect()
}

/// The facts of one cycle, in the order in which they happened.
#[derive(Clone, Debug)]
pub struct CycleFacts<'a> {
    /// The cycle.
    pub cycle: CycleId,
    /// Its facts. One that tells of leaving again belongs to the cycle that it ends and to the
    /// one that it begins.
    pub facts: Vec<WorkerFact<'a>>,
}

/// A worker's facts by cycle, in the order in which the cycles begin.
///
/// A fact belongs to the cycle that it names, else to the one that began last before it; what
/// came before all cycles belongs to none.
pub fn by_cycle<'a>(facts: &[WorkerFact<'a>]) -> Vec<CycleFacts<'a>> {
    let mut cycles: Vec<CycleFacts<'a>> = Vec::new();
    let mut current: Option<CycleId> = None;
    for fact in facts {
        let opens = pre_departure::CycleOpened::of(fact.event).map(|opened| &opened.cycle);
        let named = opens.or(fact.context.cycle.as_ref());
        if let Some(cycle) = named.or(current.as_ref()) {
            put(&mut cycles, cycle, *fact);
        }
        let leads_on = reintegration::RemigrationRecorded::of(fact.event);
        if let Some(left) = leads_on {
            put(&mut cycles, &left.next_cycle, *fact);
        }
        let begun = opens.or(leads_on.map(|left| &left.next_cycle));
        current = begun.cloned().or(current);
    }
    cycles
}

fn put<'a>(cycles: &mut Vec<CycleFacts<'a>>, cycle: &CycleId, fact: WorkerFact<'a>) {
    match cycles.iter_mut().find(|known| known.cycle == *cycle) {
        Some(known) => known.facts.push(fact),
        None => cycles.push(CycleFacts { cycle: cycle.clone(), facts: vec![fact] }),
    }
}

impl<'a> CycleFacts<'a> {
    /// Its facts of one type, in order, with what they say.
    pub fn said<T: Said>(&self) -> impl DoubleEndedIterator<Item = (&WorkerFact<'a>, &'a T)> {
        said(&self.facts)
    }
}
