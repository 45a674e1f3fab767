//! Registration and consents: how they change the record, and when they are impossible.

use super::Event;
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::state::Registration;
use crate::migrant::{At, Refusal, State};

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    let on = at.occurred_on.first_day();
    match event {
        Event::MigrantRegistered(said) => {
            let first =
                state.registration.as_ref().is_none_or(|known| at.position < known.position);
            if first {
                state.registration = Some(Registration {
                    on: at.occurred_on,
                    position: at.position,
                    sex: said.sex,
                    birth_year: said.birth_year,
                    nationalities: said.nationalities.clone(),
                });
            }
        }
        Event::ConsentGiven(said) => {
            for purpose in &said.purposes {
                state.consents.give((on, *purpose), said.recipient, said.expires_on);
            }
        }
        Event::ConsentRefused(said) => {
            for purpose in &said.purposes {
                state.consents.refuse((on, *purpose), said.recipient);
            }
        }
        Event::ConsentWithdrawn(said) => {
            for purpose in &said.purposes {
                state.consents.withdraw((on, *purpose), said.recipient);
            }
        }
    }
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::MigrantRegistered(_) => {
            let known = moment.head().registration.as_ref().map(|known| known.position);
            refuse_if(moment.taken(known), Refusal::AlreadyRegistered)
        }
        Event::ConsentWithdrawn(said) => {
            let given = |purpose: &_| moment.maybe().consents.is_given(*purpose, said.recipient);
            refuse_if(!said.purposes.iter().all(given), Refusal::ConsentNotGiven)
        }
        Event::ConsentGiven(_) | Event::ConsentRefused(_) => Ok(()),
    }
}
