//! Danger and help: how they change the record, and when they are impossible.

use super::{Event, IncidentClass};
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::registration::DocumentType;
use crate::migrant::state::{Retention, Spell};
use crate::migrant::{At, Refusal, State};

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    match event {
        Event::DetentionStarted(_) => state.detentions.push(Spell::since(at.occurred_on)),
        Event::DetentionEnded(_) => {
            if let Some(spell) = state.detentions.iter_mut().rfind(|spell| spell.is_open()) {
                spell.to = Some(at.occurred_on);
            }
        }
        Event::DocumentRetained(said) => state.retentions.push(Retention {
            document: said.document,
            holder: said.holder,
            spell: Spell::since(at.occurred_on),
        }),
        Event::DocumentReturned(said) => {
            let held = |known: &&mut Retention| is_held(known, said.document);
            if let Some(retention) = state.retentions.iter_mut().rfind(held) {
                retention.spell.to = Some(at.occurred_on);
            }
        }
        Event::IncidentReported(_) | Event::AssistanceProvided(_) => {}
    }
}

fn is_held(retention: &Retention, document: DocumentType) -> bool {
    retention.document == document && retention.spell.is_open()
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    let held = |document: DocumentType| {
        moment.maybe().retentions.iter().any(|known| is_held(known, document))
    };
    let detained = || moment.maybe().detentions.iter().any(Spell::is_open);
    match event {
        Event::IncidentReported(said) => {
            let protected =
                matches!(said.class, IncidentClass::Gbv | IncidentClass::TraffickingSuspected);
            refuse_if(protected, Refusal::ProtectedContent)
        }
        Event::DetentionStarted(_) => refuse_if(detained(), Refusal::AlreadyDetained),
        Event::DetentionEnded(_) => refuse_if(!detained(), Refusal::NotDetained),
        Event::DocumentRetained(said) => {
            refuse_if(held(said.document), Refusal::DocumentAlreadyHeld)
        }
        Event::DocumentReturned(said) => refuse_if(!held(said.document), Refusal::DocumentNotHeld),
        Event::AssistanceProvided(_) => Ok(()),
    }
}
