//! Rights over the record: how they change it, and when they are impossible.
//!
//! All are judged at the head, by what stands earlier in the log.

use super::{Event, SubjectKeyDestroyed};
use crate::id::{Label, SubjectId};
use crate::migrant::abroad::death::DeathCause;
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::state::{Decision, Request};
use crate::migrant::{At, Refusal, State};

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    let decide =
        |granted: bool| Decision { position: at.position, officer: at.context.actor, granted };
    let rights = &mut state.rights;
    match event {
        Event::SubjectAccessRequested(said) => {
            let request = rights.requests.entry(said.request.clone()).or_default();
            request.position.get_or_insert(at.position);
        }
        Event::ErasureRequested(said) => {
            let request = rights.requests.entry(said.request.clone()).or_default();
            if request.position.is_none() {
                request.position = Some(at.position);
                request.erasure = true;
                request.subject = said.subject;
            }
        }
        Event::SubjectAccessAnswered(said) => {
            let request = rights.requests.entry(said.request.clone()).or_default();
            request.decisions.push(decide(said.answer != super::AccessAnswer::Refused));
        }
        Event::ErasureApproved(said) => {
            let request = rights.requests.entry(said.request.clone()).or_default();
            request.decisions.push(decide(true));
        }
        Event::ErasureRefused(said) => {
            let request = rights.requests.entry(said.request.clone()).or_default();
            request.decisions.push(decide(false));
        }
        Event::RestrictionApplied(said) => {
            rights.restrictions.push((at.position, said.ground, true));
        }
        Event::RestrictionLifted(said) => {
            rights.restrictions.push((at.position, said.ground, false));
        }
        Event::SubjectKeyDestroyed(said) => {
            rights.erasures.push((at.position, own_is_none(said.subject, at)));
        }
        Event::LegalHoldPlaced(said) => {
            let hold = rights.holds.entry(said.hold.clone()).or_default();
            hold.placed.get_or_insert(at.position);
        }
        Event::LegalHoldReleased(said) => {
            let hold = rights.holds.entry(said.hold.clone()).or_default();
            hold.released.get_or_insert(at.position);
        }
    }
}

/// Her own key may be named or left out.
fn own_is_none(subject: Option<SubjectId>, at: &At<'_>) -> Option<SubjectId> {
    subject.filter(|subject| *subject != SubjectId::from(at.stream))
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    let rights = &moment.head().rights;
    match event {
        Event::SubjectAccessRequested(said) => needs_new_request(moment, &said.request),
        Event::ErasureRequested(said) => needs_new_request(moment, &said.request),
        Event::SubjectAccessAnswered(said) => request(moment, (&said.request, false)).map(|_| ()),
        Event::ErasureApproved(said) => request(moment, (&said.request, true)).map(|_| ()),
        Event::ErasureRefused(said) => request(moment, (&said.request, true)).map(|_| ()),
        Event::RestrictionApplied(_) => Ok(()),
        Event::RestrictionLifted(said) => {
            let applied = rights.is_restricted_before(moment.position(), said.ground);
            refuse_if(!applied, Refusal::NotRestricted)
        }
        Event::SubjectKeyDestroyed(said) => destroyed(moment, said),
        Event::LegalHoldPlaced(said) => {
            let placed = rights.holds.get(&said.hold).and_then(|hold| hold.placed);
            refuse_if(moment.taken(placed), Refusal::HoldExists)
        }
        Event::LegalHoldReleased(said) => {
            let hold = rights.holds.get(&said.hold);
            let in_force = hold.is_some_and(|hold| hold.in_force_before(moment.position()));
            refuse_if(!in_force, Refusal::HoldUnknown)
        }
    }
}

fn needs_new_request(moment: &Moment<'_>, label: &Label) -> Result<(), Refusal> {
    let known = moment.head().rights.requests.get(label).and_then(|known| known.position);
    refuse_if(moment.taken(known), Refusal::RequestExists)
}

fn request<'a>(
    moment: &Moment<'a>,
    (label, erasure): (&Label, bool),
) -> Result<&'a Request, Refusal> {
    let known = moment.head().rights.requests.get(label);
    known
        .filter(|known| known.made_before(moment.position()) && known.erasure == erasure)
        .ok_or(Refusal::RequestUnknown)
}

fn destroyed(moment: &Moment<'_>, said: &SubjectKeyDestroyed) -> Result<(), Refusal> {
    let (rights, position) = (&moment.head().rights, moment.position());
    let own = SubjectId::from(moment.stream());
    let whose = |subject: Option<SubjectId>| subject.filter(|subject| *subject != own);
    let approval = rights
        .requests
        .get(&said.request)
        .filter(|request| request.erasure && whose(request.subject) == whose(said.subject))
        .and_then(|request| request.decision_before(position))
        .filter(|decision| decision.granted)
        .ok_or(Refusal::ErasureNotApproved)?;
    let erased = rights.is_erased_before(position, whose(said.subject));
    refuse_if(erased, Refusal::AlreadyErased)?;
    let second = match (approval.officer, moment.officer()) {
        (Some(first), Some(second)) => first != second,
        (Some(_), None) | (None, _) => false,
    };
    refuse_if(!second, Refusal::SecondOfficerMissing)?;
    refuse_if(rights.is_on_hold_before(position), Refusal::LegalHoldInForce)?;
    let open = |complaint: &_| {
        let standing = moment.others.standing(crate::id::StreamId::from(*complaint));
        standing.is_some_and(|standing| standing.closed_on.is_none())
    };
    refuse_if(said.complaints.iter().any(open), Refusal::ComplaintOpen)?;
    let state = moment.head();
    let at_work = state.death.is_some_and(|death| {
        death.cause == DeathCause::OccupationalInjury && death.position < position
    });
    refuse_if(at_work && !state.compensation_paid, Refusal::CompensationUnpaid)
}
