//! What the rules may look at: the record around the moment of a fact.
//!
//! Dates may be imprecise. What *may* have happened by then is in `latest`, what *surely* had in
//! `earliest`; "needs X" asks the first, "never after Y" the second, uniqueness and pairing the
//! first again, acts of the registry the head. So a rule refuses only what every day within the
//! dates' precision breaks.

use crate::aggregate::{Before, Others};
use crate::context::Channel;
use crate::date::Day;
use crate::history::Fact;
use crate::id::{CycleId, StreamId, UserId, VacancyId};

use super::state::Cycle;
use super::{Event, Refusal, State};

/// The record around the moment of a fact, and the fact's frame.
pub(super) struct Moment<'a> {
    pub(super) before: &'a Before<State>,
    pub(super) others: &'a Others,
    fact: Fact<'a, Event>,
}

impl<'a> Moment<'a> {
    pub(super) fn new(
        before: &'a Before<State>,
        others: &'a Others,
        fact: &Fact<'a, Event>,
    ) -> Self {
        Self { before, others, fact: *fact }
    }

    /// What may have happened by then.
    pub(super) fn maybe(&self) -> &'a State {
        &self.before.latest
    }

    /// What surely had happened by then.
    pub(super) fn surely(&self) -> &'a State {
        &self.before.earliest
    }

    /// Everything that is recorded.
    pub(super) fn head(&self) -> &'a State {
        &self.before.head
    }

    pub(super) fn first_day(&self) -> Day {
        self.fact.occurred_on.first_day()
    }

    pub(super) fn position(&self) -> u64 {
        self.fact.position
    }

    pub(super) fn stream(&self) -> StreamId {
        self.fact.stream
    }

    pub(super) fn officer(&self) -> Option<UserId> {
        self.fact.context.actor
    }

    pub(super) fn is_imported(&self) -> bool {
        self.fact.context.channel == Channel::Import || self.cycle().is_some_and(Cycle::is_legacy)
    }

    /// The cycle that the fact belongs to, with what may have happened in it.
    pub(super) fn cycle(&self) -> Option<&'a Cycle> {
        self.maybe().cycle_of(self.fact.context)
    }

    /// The same cycle with what surely had happened in it.
    pub(super) fn sure_cycle(&self) -> Option<&'a Cycle> {
        self.cycle().and_then(|cycle| self.surely().cycle(&cycle.id))
    }

    /// The same cycle, unless the fact names none and the last one is over: what comes after
    /// belongs to no cycle yet.
    fn sure_current_cycle(&self) -> Option<&'a Cycle> {
        let named = self.fact.context.cycle.is_some();
        self.sure_cycle().filter(|cycle| named || cycle.closing.is_none())
    }

    /// Whether a label was given to something by an entry that stands earlier in the log.
    pub(super) fn taken(&self, position: Option<u64>) -> bool {
        position.is_some_and(|position| position < self.position())
    }

    pub(super) fn cycle_exists(&self, id: &CycleId) -> bool {
        let opening = self.head().cycle(id).and_then(|cycle| cycle.opening.as_ref());
        self.taken(opening.map(|opening| opening.position))
    }

    pub(super) fn needs_open_cycle(&self) -> Result<(), Refusal> {
        let surely_closed = self.sure_cycle().is_some_and(|cycle| cycle.closing.is_some());
        refuse_if(self.cycle().is_none() || surely_closed, Refusal::NoOpenCycle)
    }

    /// For what ends a cycle: it ends once, so any earlier end on the same day counts.
    pub(super) fn needs_cycle_not_closed(&self) -> Result<(), Refusal> {
        refuse_if(self.cycle().is_none_or(|cycle| cycle.closing.is_some()), Refusal::NoOpenCycle)
    }

    pub(super) fn needs_before_departure(&self) -> Result<(), Refusal> {
        let departed = self.sure_current_cycle().is_some_and(|cycle| cycle.departure.is_some());
        refuse_if(departed, Refusal::AfterDeparture)
    }

    /// On the way or abroad: left, and not surely back.
    pub(super) fn needs_away(&self) -> Result<(), Refusal> {
        let left = self.cycle().is_some_and(|cycle| {
            cycle.is_legacy() || cycle.departure.is_some() || cycle.milestones.arrived.is_some()
        });
        refuse_if(!left || self.has_surely_returned(), Refusal::NotAway)
    }

    pub(super) fn needs_abroad(&self) -> Result<(), Refusal> {
        let arrived = self
            .cycle()
            .is_some_and(|cycle| cycle.is_legacy() || cycle.milestones.arrived.is_some());
        refuse_if(!arrived || self.has_surely_returned(), Refusal::NotAbroad)
    }

    pub(super) fn needs_returned(&self) -> Result<(), Refusal> {
        let returned = self
            .cycle()
            .is_some_and(|cycle| cycle.is_legacy() || cycle.milestones.returned.is_some());
        refuse_if(!returned, Refusal::NotReturned)
    }

    pub(super) fn has_surely_returned(&self) -> bool {
        self.sure_cycle().is_some_and(|cycle| cycle.milestones.returned.is_some())
    }

    /// A vacancy that had not surely been closed before the fact.
    pub(super) fn needs_open_vacancy(&self, vacancy: VacancyId) -> Result<(), Refusal> {
        let standing = self.others.standing(vacancy.into());
        let closed_on = standing.and_then(|standing| standing.closed_on);
        let closed = closed_on.is_some_and(|closed_on| closed_on < self.first_day());
        refuse_if(closed, Refusal::VacancyClosed)
    }
}

pub(super) fn refuse_if(condition: bool, refusal: Refusal) -> Result<(), Refusal> {
    if condition { Err(refusal) } else { Ok(()) }
}
