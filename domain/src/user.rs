//! Whoever signs in and records: accounts, roles, tokens. A user who is deactivated keeps
//! her stream: what she recorded stays hers.

use std::collections::BTreeMap;

use crate::aggregate::{Aggregate, Before, Others};
use crate::context::Role;
use crate::date::Day;
use crate::event::event_set;
use crate::history::Fact;
use crate::id::{EventId, Label, OrganisationId};
use crate::refusal::{refusals, refuse_if};
use crate::stream::StreamKind;

pub mod payload;

pub use payload::*;

event_set! {
    /// What can be recorded on a user's stream.
    pub enum Event, Personal {
        Own(payload),
        Amendment(crate::amendment),
    }
}

refusals! {
    /// Why something cannot be recorded about a user.
    pub enum Refusal {
        AlreadyRegistered = "user.already_registered", Conflict, "this user has already been registered";
        NotRegistered = "user.not_registered", Conflict, "no such user was ever registered";
        Deactivated = "user.deactivated", Conflict, "this user has been deactivated";
        RoleNotHeld = "user.role_not_held", Conflict, "this user does not hold that role";
        TokenExists = "user.token_exists", Conflict, "this user already has a token of that name";
        NoSuchToken = "user.no_such_token", Missing, "this user has no such token";
    }
}

/// What is known of a user.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct State {
    /// The event that registered her.
    pub registered: Option<EventId>,
    /// Whom she works for.
    pub organisation: Option<OrganisationId>,
    /// The roles she holds, with their last day where they have one.
    pub roles: BTreeMap<Role, Option<Day>>,
    /// The event that deactivated her.
    pub deactivated: Option<EventId>,
    /// The tokens that open something.
    pub tokens: BTreeMap<Label, Token>,
    /// Every label that a token ever had, and the event that gave it out.
    pub labels: BTreeMap<Label, EventId>,
}

/// A token in use.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Token {
    /// The role in which it acts.
    pub role: Role,
    /// Its last day.
    pub expires_on: Option<Day>,
}

/// The law of users.
#[derive(Clone, Copy, Debug)]
pub struct User;

impl Aggregate for User {
    const KIND: StreamKind = StreamKind::User;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn evolve(state: &mut State, fact: &Fact<'_, Event>) {
        let Event::Own(said) = fact.event else { return };
        match said {
            payload::Event::UserRegistered(said) => {
                state.registered.get_or_insert(fact.event_id);
                state.organisation = said.organisation;
            }
            payload::Event::RoleGranted(said) => {
                state.roles.insert(said.role, said.until);
            }
            payload::Event::RoleWithdrawn(said) => {
                state.roles.remove(&said.role);
            }
            payload::Event::UserDeactivated(_) => {
                state.deactivated.get_or_insert(fact.event_id);
                state.tokens.clear();
            }
            payload::Event::TokenIssued(said) => {
                state.labels.entry(said.token.clone()).or_insert(fact.event_id);
                if state.deactivated.is_none() {
                    let token = Token { role: said.role, expires_on: said.expires_on };
                    state.tokens.insert(said.token.clone(), token);
                }
            }
            payload::Event::TokenRevoked(said) => {
                state.tokens.remove(&said.token);
            }
        }
    }

    fn check(
        before: &Before<State>,
        _others: &Others,
        fact: &Fact<'_, Event>,
    ) -> Result<(), Refusal> {
        let Event::Own(said) = fact.event else { return Ok(()) };
        check(before, said, fact.event_id)
    }
}

fn check(before: &Before<State>, said: &payload::Event, event: EventId) -> Result<(), Refusal> {
    use payload::Event;
    if let Event::UserRegistered(_) = said {
        let twice = before.head.registered.is_some_and(|first| first != event);
        return refuse_if(twice, Refusal::AlreadyRegistered);
    }
    refuse_if(before.head.registered.is_none(), Refusal::NotRegistered)?;
    match said {
        Event::UserRegistered(_) => Ok(()),
        Event::RoleGranted(_) | Event::UserDeactivated(_) => active(before),
        Event::RoleWithdrawn(said) => holds(before, said.role),
        Event::TokenIssued(said) => {
            active(before)?;
            holds(before, said.role)?;
            let known = before.head.labels.get(&said.token);
            refuse_if(known.is_some_and(|first| *first != event), Refusal::TokenExists)
        }
        Event::TokenRevoked(said) => {
            refuse_if(!before.latest.tokens.contains_key(&said.token), Refusal::NoSuchToken)
        }
    }
}

fn active(before: &Before<State>) -> Result<(), Refusal> {
    refuse_if(before.latest.deactivated.is_some(), Refusal::Deactivated)
}

fn holds(before: &Before<State>, role: Role) -> Result<(), Refusal> {
    let held = before.possibly(|state| state.roles.contains_key(&role));
    refuse_if(!held, Refusal::RoleNotHeld)
}

#[cfg(test)]
mod tests;
