//! What she agreed to, purpose by purpose and recipient by recipient.

use crate::date::Day;
use crate::id::OrganisationId;
use crate::migrant::registration::Purpose;

use super::regions::ConsentStanding;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Answer {
    Given { expires_on: Option<Day> },
    Refused,
    Withdrawn,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Entry {
    on: Day,
    purpose: Purpose,
    recipient: Option<OrganisationId>,
    answer: Answer,
}

/// Everything she answered when asked for a consent, in order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Consents(Vec<Entry>);

impl Consents {
    /// Where the consent to a purpose stands on a day, for a recipient or for every one.
    ///
    /// An answer without a recipient concerns all of them; the last answer counts.
    pub fn standing_on(
        &self,
        purpose: Purpose,
        recipient: Option<OrganisationId>,
        day: Day,
    ) -> ConsentStanding {
        let known = self.0.iter().rfind(|entry| {
            entry.on <= day && entry.purpose == purpose && concerns(entry.recipient, recipient)
        });
        match known.map(|entry| entry.answer) {
            Some(Answer::Given { expires_on: Some(end) }) if end < day => ConsentStanding::Expired,
            Some(Answer::Given { .. }) => ConsentStanding::Given,
            Some(Answer::Withdrawn) => ConsentStanding::Withdrawn,
            Some(Answer::Refused) | None => ConsentStanding::None,
        }
    }

    /// Whether there is a consent to a purpose that can be taken back from a recipient, or from
    /// anyone. One whose time is over can.
    pub(in crate::migrant) fn is_given(
        &self,
        purpose: Purpose,
        recipient: Option<OrganisationId>,
    ) -> bool {
        let holds = |whom: Option<OrganisationId>| {
            let mut about = self.0.iter().filter(|entry| entry.purpose == purpose);
            let last = about.rfind(|entry| concerns(entry.recipient, whom));
            last.is_some_and(|entry| matches!(entry.answer, Answer::Given { .. }))
        };
        match recipient {
            Some(_) => holds(recipient),
            None => holds(None) || self.0.iter().any(|entry| holds(entry.recipient)),
        }
    }

    pub(in crate::migrant) fn give(
        &mut self,
        (on, purpose): (Day, Purpose),
        recipient: Option<OrganisationId>,
        expires_on: Option<Day>,
    ) {
        self.0.push(Entry { on, purpose, recipient, answer: Answer::Given { expires_on } });
    }

    pub(in crate::migrant) fn refuse(
        &mut self,
        (on, purpose): (Day, Purpose),
        recipient: Option<OrganisationId>,
    ) {
        self.0.push(Entry { on, purpose, recipient, answer: Answer::Refused });
    }

    pub(in crate::migrant) fn withdraw(
        &mut self,
        (on, purpose): (Day, Purpose),
        recipient: Option<OrganisationId>,
    ) {
        self.0.push(Entry { on, purpose, recipient, answer: Answer::Withdrawn });
    }
}

fn concerns(answered: Option<OrganisationId>, asked: Option<OrganisationId>) -> bool {
    answered.is_none() || answered == asked
}
