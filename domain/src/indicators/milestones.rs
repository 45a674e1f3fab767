//! The days on which a cycle passed from one stage of the journey to the next.

use super::duration::days_between;
use super::said::{CycleFacts, Said, WorkerFact};
use crate::codes::Country;
use crate::date::{Day, Occurrence};
use crate::id::{EventId, ProgrammeId};
use crate::migrant::abroad::ArrivalRecorded;
use crate::migrant::abroad::death::DeathAbroadRecorded;
use crate::migrant::placement::DepartureRecorded;
use crate::migrant::pre_departure::{CheckInPolicy, CycleOpened, CycleOrigin, Path};
use crate::migrant::recruitment::{CycleCancelled, PreDepartureWithdrawn};
use crate::migrant::reintegration::{CycleClosed, Outcome, RemigrationRecorded};
use crate::migrant::return_home::{ReturnArrivalRecorded, ReturnDecided, ReturnKind};

/// When something happened, and the entry that says so.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Milestone {
    /// When.
    pub on: Occurrence,
    /// The entry.
    pub event: EventId,
}

/// What is known of the course of one cycle.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Milestones {
    /// When it was opened.
    pub opened: Option<Milestone>,
    /// By which kind of way she migrates.
    pub path: Option<Path>,
    /// How it came into the registry.
    pub origin: Option<CycleOrigin>,
    /// The programme that accompanies her.
    pub programme: Option<ProgrammeId>,
    /// Where she means to go, then where she went.
    pub destination: Option<Country>,
    /// How often she is asked how she is.
    pub check_ins: Option<CheckInPolicy>,
    /// For how many months she means to stay, as she last said.
    pub intended_stay_months: Option<u16>,
    /// When she left.
    pub departed: Option<Milestone>,
    /// Whether she left with papers.
    pub departed_regularly: bool,
    /// When she arrived.
    pub arrived: Option<Milestone>,
    /// How her return came about.
    pub return_kind: Option<ReturnKind>,
    /// When she was home again.
    pub returned: Option<Milestone>,
    /// When she died.
    pub died: Option<Milestone>,
    /// When the cycle ended.
    pub closed: Option<Milestone>,
    /// How it ended.
    pub outcome: Option<Outcome>,
}

impl Milestones {
    /// The course of a cycle, from its facts. Of two departures, arrivals or returns the earlier
    /// counts.
    pub fn of(cycle: &CycleFacts<'_>) -> Self {
        let mut course = Self::default();
        for fact in &cycle.facts {
            course.take_preparation(fact);
            course.take_journey(fact);
            course.take_end(cycle, fact);
        }
        course
    }

    fn take_preparation(&mut self, fact: &WorkerFact<'_>) {
        if let Some(said) = CycleOpened::of(fact.event)
            && self.opened.is_none()
        {
            self.opened = Some(fact.into());
            self.path = Some(said.path);
            self.origin = Some(said.origin);
            self.programme = said.programme;
            self.check_ins = Some(said.check_ins);
            self.destination = self.destination.or(said.intended_country);
            self.intended_stay_months = self.intended_stay_months.or(said.intended_stay_months);
        }
    }

    fn take_journey(&mut self, fact: &WorkerFact<'_>) {
        if let Some(said) = DepartureRecorded::of(fact.event)
            && self.departed.is_none()
        {
            self.departed = Some(fact.into());
            self.departed_regularly = said.regular;
            self.destination = said.destination.or(self.destination);
            self.intended_stay_months = said.intended_stay_months.or(self.intended_stay_months);
        }
        if let Some(said) = ArrivalRecorded::of(fact.event)
            && self.arrived.is_none()
        {
            self.arrived = Some(fact.into());
            self.destination = Some(said.country);
        }
        if let Some(said) = ReturnDecided::of(fact.event) {
            self.return_kind = Some(said.kind);
        }
        if let Some(said) = ReturnArrivalRecorded::of(fact.event)
            && self.returned.is_none()
        {
            self.returned = Some(fact.into());
            self.return_kind = self.return_kind.or(said.kind);
        }
        if DeathAbroadRecorded::of(fact.event).is_some() && self.died.is_none() {
            self.died = Some(fact.into());
        }
    }

    fn take_end(&mut self, cycle: &CycleFacts<'_>, fact: &WorkerFact<'_>) {
        if let Some(said) = RemigrationRecorded::of(fact.event)
            && said.next_cycle == cycle.cycle
        {
            // This cycle begins on the way.
            self.opened = self.opened.or(Some(fact.into()));
            self.departed = self.departed.or(Some(fact.into()));
            self.departed_regularly = said.regular;
            self.destination = said.destination.or(self.destination);
            return;
        }
        let gave_up = PreDepartureWithdrawn::of(fact.event).is_some()
            || CycleCancelled::of(fact.event).is_some();
        let outcome = if gave_up {
            Some(Outcome::Cancelled)
        } else if RemigrationRecorded::of(fact.event).is_some() {
            Some(Outcome::Remigrated)
        } else {
            CycleClosed::of(fact.event).map(|said| said.outcome)
        };
        if outcome.is_some() {
            self.closed = Some(fact.into());
            self.outcome = outcome;
        }
    }

    /// Whether she was abroad at the end of a day: arrived, not returned, alive (H.2 no. 7).
    pub fn is_abroad_on(&self, day: Day) -> bool {
        let by = |milestone: Option<Milestone>| milestone.is_some_and(|m| m.day() <= day);
        by(self.arrived) && !by(self.returned) && !by(self.died) && !self.settled_by(day)
    }

    /// Who has settled abroad is no migrant worker any more once her cycle is closed.
    fn settled_by(&self, day: Day) -> bool {
        self.outcome == Some(Outcome::SettledAbroad)
            && self.closed.is_some_and(|closed| closed.day() <= day)
    }

    /// Days from one milestone to another; none where one is missing or imprecise.
    pub fn days(from: Option<Milestone>, to: Option<Milestone>) -> Option<i32> {
        days_between(from?.on, to?.on)
    }

    /// Days from arrival to return.
    pub fn days_abroad(&self) -> Option<i32> {
        Self::days(self.arrived, self.returned)
    }

    /// The day on which being abroad ended: return or death.
    pub fn left_or_died_on(&self) -> Option<Day> {
        let returned = self.returned.map(Milestone::day);
        returned.into_iter().chain(self.died.map(Milestone::day)).min()
    }
}

impl Milestone {
    /// The first day on which it may have happened.
    pub fn day(self) -> Day {
        self.on.first_day()
    }
}

impl From<&WorkerFact<'_>> for Milestone {
    fn from(fact: &WorkerFact<'_>) -> Self {
        Self { on: fact.occurred_on, event: fact.event_id }
    }
}

/// Persons abroad on a day: each counts once, however many cycles of hers say so.
pub fn is_in_stock(cycles: &[Milestones], day: Day) -> bool {
    cycles.iter().any(|cycle| cycle.is_abroad_on(day))
}
