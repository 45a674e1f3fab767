//! Life abroad: how it changes the record, and when it is impossible.

use super::{ArrivalRecorded, Event};
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::pre_departure::Path;
use crate::migrant::state::{Arrival, Membership, Spell};
use crate::migrant::{At, Refusal, State};

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    match event {
        Event::ArrivalRecorded(said) => arrive(state, at, said),
        Event::LegalStatusChanged(said) => {
            let from = said.from.unwrap_or_else(|| at.occurred_on.first_day());
            state.legal.push((from, said.status));
        }
        Event::UnionMembershipJoined(said) => {
            let spell = Spell::since(at.occurred_on);
            state.memberships.push(Membership { union: said.union, spell });
        }
        Event::UnionMembershipEnded(said) => {
            let mut memberships = state.memberships.iter_mut();
            let open =
                memberships.rfind(|known| known.union == said.union && known.spell.is_open());
            if let Some(membership) = open {
                membership.spell.to = Some(at.occurred_on);
            }
        }
        Event::RemittanceSent(_)
        | Event::IntegrationServiceProvided(_)
        | Event::SocialSecurityAffiliated(_)
        | Event::SocialSecurityContributionRecorded(_) => {}
    }
}

fn arrive(state: &mut State, at: &At<'_>, said: &ArrivalRecorded) {
    let Some(cycle) = state.cycle_of_mut(at.context) else { return };
    cycle.milestones.arrived.get_or_insert(at.occurred_on);
    cycle.contacts.push(at.occurred_on);
    cycle.arrivals.push(Arrival {
        on: at.occurred_on,
        country: said.country,
        subdivision: said.subdivision,
    });
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::ArrivalRecorded(_) => {
            let left = moment.cycle().is_some_and(|cycle| {
                let path = cycle.opening.as_ref().map(|opening| opening.path);
                cycle.departure.is_some() || path == Some(Path::Irregular)
            });
            refuse_if(!left && !moment.is_imported(), Refusal::NotDeparted)
        }
        Event::LegalStatusChanged(_)
        | Event::RemittanceSent(_)
        | Event::IntegrationServiceProvided(_)
        | Event::UnionMembershipJoined(_)
        | Event::UnionMembershipEnded(_)
        | Event::SocialSecurityAffiliated(_)
        | Event::SocialSecurityContributionRecorded(_) => Ok(()),
    }
}
