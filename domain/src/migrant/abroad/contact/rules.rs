//! Keeping in touch: how it changes the record, and when it is impossible.

use super::Event;
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::state::Spell;
use crate::migrant::{At, Refusal, State};

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    let Some(cycle) = state.cycle_of_mut(at.context) else { return };
    match event {
        Event::CheckInRecorded(_) => cycle.contacts.push(at.occurred_on),
        Event::LossOfContactDeclared(_) => cycle.losses.push(Spell::since(at.occurred_on)),
        Event::ContactReestablished(_) => {
            cycle.contacts.push(at.occurred_on);
            for loss in cycle.losses.iter_mut().filter(|loss| loss.is_open()) {
                loss.to = Some(at.occurred_on);
            }
        }
        Event::CheckInMissed(_) | Event::TracingRequested(_) => {}
    }
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::CheckInRecorded(_) | Event::CheckInMissed(_) => moment.needs_abroad(),
        Event::LossOfContactDeclared(_) | Event::TracingRequested(_) => moment.needs_away(),
        Event::ContactReestablished(_) => {
            let lost = moment.cycle().is_some_and(|cycle| cycle.losses.iter().any(Spell::is_open));
            refuse_if(!lost, Refusal::ContactNotLost)
        }
    }
}
