//! Records and relations: how they change the record, and when they are impossible.

use super::{Event, PersonsMerged};
use crate::context::Sensitivity;
use crate::id::{MigrantId, StreamId};
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::state::{FamilyLink, Merge, Spell};
use crate::migrant::{At, Refusal, State};

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    match event {
        Event::PersonsMerged(said) => state.rights.merges.push(Merge {
            position: at.position,
            other: said.other,
            winner: Some(said.winner),
        }),
        Event::PersonMergeReversed(said) => {
            let reversal = Merge { position: at.position, other: said.other, winner: None };
            state.rights.merges.push(reversal);
        }
        Event::FamilyMemberLinked(said) => state.family.push(FamilyLink {
            member: said.member,
            relation: said.relation,
            left_behind: said.left_behind,
            minor: said.minor,
            spell: Spell::since(at.occurred_on),
        }),
        Event::FamilyMemberUnlinked(said) => {
            let links = state.family.iter_mut();
            for link in links.filter(|link| link.member == said.member && link.spell.is_open()) {
                link.spell.to = Some(at.occurred_on);
            }
        }
        Event::DuplicateSuspected(_)
        | Event::DuplicateRejected(_)
        | Event::DiasporaNetworkJoined(_)
        | Event::MentorAssigned(_)
        | Event::CaseAssigned(_)
        | Event::CaseTransferred(_)
        | Event::BreakGlassUsed(_) => {}
    }
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::DuplicateSuspected(said) => needs_two_people(moment, said.other),
        Event::DuplicateRejected(said) => needs_two_people(moment, said.other),
        Event::PersonsMerged(said) => {
            needs_two_people(moment, said.other)?;
            refuse_if(!is_of_the_pair(moment, said), Refusal::WinnerOutsidePair)?;
            refuse_if(is_merged(moment, said.other), Refusal::AlreadyMerged)
        }
        Event::PersonMergeReversed(said) => {
            refuse_if(!is_merged(moment, said.other), Refusal::NotMerged)
        }
        Event::BreakGlassUsed(said) => {
            refuse_if(said.sensitivity == Sensitivity::Survivor, Refusal::SurvivorContent)
        }
        Event::FamilyMemberLinked(_)
        | Event::FamilyMemberUnlinked(_)
        | Event::DiasporaNetworkJoined(_)
        | Event::MentorAssigned(_)
        | Event::CaseAssigned(_)
        | Event::CaseTransferred(_) => Ok(()),
    }
}

fn needs_two_people(moment: &Moment<'_>, other: MigrantId) -> Result<(), Refusal> {
    refuse_if(moment.stream() == StreamId::from(other), Refusal::SamePerson)
}

fn is_of_the_pair(moment: &Moment<'_>, said: &PersonsMerged) -> bool {
    said.winner == said.other || StreamId::from(said.winner) == moment.stream()
}

fn is_merged(moment: &Moment<'_>, other: MigrantId) -> bool {
    let last = moment.head().rights.last_merge_before(moment.position(), other);
    last.is_some_and(|merge| merge.winner.is_some())
}
