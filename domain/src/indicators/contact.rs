//! When a worker was last heard of (domain.md A.0): her arrival, a check-in, a re-established
//! contact, or a complaint of hers.

use super::complaints::ComplaintOfHers;
use super::milestones::{Milestone, Milestones};
use super::said::{CycleFacts, Said};
use crate::date::Day;
use crate::id::EventId;
use crate::migrant::abroad::contact::{
    CheckInRecorded, ContactReestablished, LossOfContactDeclared,
};

/// A sign of life.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Contact {
    /// When.
    pub on: Day,
    /// The entry, of her own record or of a complaint's.
    pub event: EventId,
}

/// Whether she can be reached.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ContactState {
    /// Nobody said otherwise.
    InContact,
    /// Contact was declared lost.
    Lost,
}

/// Every sign of life in a cycle, the earliest first. Complaints count from the arrival on, up to
/// the return.
pub fn contacts(
    cycle: &CycleFacts<'_>,
    course: &Milestones,
    complaints: &[ComplaintOfHers],
) -> Vec<Contact> {
    let mut contacts: Vec<Contact> = Vec::new();
    contacts.extend(course.arrived.map(|m| Contact { on: m.day(), event: m.event }));
    let of_fact = |on: Day, event: EventId| Contact { on, event };
    contacts.extend(
        cycle
            .said::<CheckInRecorded>()
            .map(|(fact, _)| of_fact(fact.occurred_on.first_day(), fact.event_id)),
    );
    contacts.extend(
        cycle
            .said::<ContactReestablished>()
            .map(|(fact, _)| of_fact(fact.occurred_on.first_day(), fact.event_id)),
    );
    let arrived = course.arrived.map(Milestone::day);
    let ended = course.left_or_died_on();
    let abroad = |day: Day| {
        arrived.is_some_and(|arrived| arrived <= day) && ended.is_none_or(|ended| day <= ended)
    };
    contacts.extend(
        complaints
            .iter()
            .filter(|complaint| abroad(complaint.filed_on))
            .map(|complaint| of_fact(complaint.filed_on, complaint.filed_by)),
    );
    contacts.sort_unstable();
    contacts
}

/// The last sign of life on or before a day.
pub fn last_contact(contacts: &[Contact], on: Day) -> Option<Contact> {
    contacts.iter().rev().find(|contact| contact.on <= on).copied()
}

/// Days since the last sign of life, for somebody who is abroad on that day; none for others.
pub fn days_since_contact(contacts: &[Contact], course: &Milestones, on: Day) -> Option<i32> {
    let last = last_contact(contacts, on).filter(|_| course.is_abroad_on(on))?;
    Some(on.days_since(last.on))
}

/// Whether contact counts as lost on a day.
pub fn contact_state(cycle: &CycleFacts<'_>, on: Day) -> ContactState {
    let mut state = ContactState::InContact;
    for fact in cycle.facts.iter().filter(|fact| fact.occurred_on.first_day() <= on) {
        if LossOfContactDeclared::of(fact.event).is_some() {
            state = ContactState::Lost;
        } else if ContactReestablished::of(fact.event).is_some()
            || CheckInRecorded::of(fact.event).is_some()
        {
            state = ContactState::InContact;
        }
    }
    state
}
