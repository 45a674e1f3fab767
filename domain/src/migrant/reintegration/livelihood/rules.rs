//! Livelihood after the return: how it changes the record, and when it is impossible.

use super::Event;
use crate::id::EnterpriseId;
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::state::{Enterprise, Spell};
use crate::migrant::{At, Refusal, State};

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    match event {
        Event::EnterpriseStarted(said) => state.enterprises.push(Enterprise {
            enterprise: said.enterprise.clone(),
            position: at.position,
            spell: Spell::since(at.occurred_on),
        }),
        Event::EnterpriseClosed(said) => {
            let mut enterprises = state.enterprises.iter_mut();
            let open = enterprises
                .rfind(|known| known.enterprise == said.enterprise && known.spell.is_open());
            if let Some(enterprise) = open {
                enterprise.spell.to = Some(at.occurred_on);
            }
        }
        Event::EmploymentAfterReturnStarted(_)
        | Event::EmploymentAfterReturnEnded(_)
        | Event::EnterpriseStatusChecked(_)
        | Event::InvestmentRecorded(_) => {}
    }
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::EmploymentAfterReturnStarted(_) | Event::EmploymentAfterReturnEnded(_) => {
            moment.needs_returned()
        }
        Event::EnterpriseStarted(said) => {
            let same = |known: &&Enterprise| known.enterprise == said.enterprise;
            let known = moment.head().enterprises.iter().filter(same).map(|known| known.position);
            refuse_if(moment.taken(known.min()), Refusal::EnterpriseExists)
        }
        Event::EnterpriseStatusChecked(said) => enterprise(moment, &said.enterprise).map(|_| ()),
        Event::EnterpriseClosed(said) => {
            let known = enterprise(moment, &said.enterprise)?;
            refuse_if(!known.spell.is_open(), Refusal::EnterpriseAlreadyClosed)
        }
        Event::InvestmentRecorded(_) => Ok(()),
    }
}

fn enterprise<'a>(moment: &Moment<'a>, id: &EnterpriseId) -> Result<&'a Enterprise, Refusal> {
    let mut known = moment.maybe().enterprises.iter();
    known.rfind(|known| known.enterprise == *id).ok_or(Refusal::EnterpriseUnknown)
}
