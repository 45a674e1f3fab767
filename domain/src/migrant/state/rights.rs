//! Acts of the registry on a record: requests, holds, restrictions, erasures, merges.
//!
//! They are judged in the order of the log, not of their dates, so each keeps its position.

use std::collections::BTreeMap;

use crate::id::{Label, MigrantId, SubjectId, UserId};
use crate::migrant::records::rights::RestrictionGround;

/// An officer's decision.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Decision {
    /// Where in the log.
    pub position: u64,
    /// Who decided.
    pub officer: Option<UserId>,
    /// Whether the request was granted.
    pub granted: bool,
}

/// A request for access or erasure.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Request {
    /// Where in the log; none while only an answer is known.
    pub position: Option<u64>,
    /// Whether it asks for an erasure.
    pub erasure: bool,
    /// Whose data; hers when absent.
    pub subject: Option<SubjectId>,
    /// What was decided.
    pub decisions: Vec<Decision>,
}

/// A legal hold.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Hold {
    /// Where in the log it was placed.
    pub placed: Option<u64>,
    /// Where in the log it was released.
    pub released: Option<u64>,
}

/// A merge with another record, or its reversal.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Merge {
    /// Where in the log.
    pub position: u64,
    /// The other record.
    pub other: MigrantId,
    /// The record under which both are read; none when a merge is reversed.
    pub winner: Option<MigrantId>,
}

/// What the registry did with a record.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Rights {
    /// Requests, by label.
    pub requests: BTreeMap<Label, Request>,
    /// Legal holds, by label.
    pub holds: BTreeMap<Label, Hold>,
    /// Merges and their reversals.
    pub merges: Vec<Merge>,
    /// Restrictions: where in the log, on which ground, whether applied or lifted.
    pub(in crate::migrant) restrictions: Vec<(u64, RestrictionGround, bool)>,
    /// Erasures: where in the log, whose key; hers when absent.
    pub(in crate::migrant) erasures: Vec<(u64, Option<SubjectId>)>,
}

impl Rights {
    /// Whether the key of a subject was destroyed; of her own when none is named.
    pub fn is_erased(&self, subject: Option<SubjectId>) -> bool {
        self.erasures.iter().any(|(_, whose)| *whose == subject)
    }

    /// Whether a restriction is in force.
    pub fn is_restricted(&self) -> bool {
        RestrictionGround::ALL.iter().any(|ground| self.is_restricted_before(u64::MAX, *ground))
    }

    /// Whether a legal hold is in force.
    pub fn is_on_hold(&self) -> bool {
        self.is_on_hold_before(u64::MAX)
    }

    /// The records that are read as one with this one.
    pub fn merged_with(&self) -> impl Iterator<Item = &Merge> {
        self.merges.iter().filter(|merge| {
            let last = self.last_merge_before(u64::MAX, merge.other);
            merge.winner.is_some() && last.as_ref() == Some(*merge)
        })
    }

    pub(in crate::migrant) fn is_erased_before(
        &self,
        position: u64,
        subject: Option<SubjectId>,
    ) -> bool {
        self.erasures.iter().any(|(at, whose)| *at < position && *whose == subject)
    }

    pub(in crate::migrant) fn is_restricted_before(
        &self,
        position: u64,
        ground: RestrictionGround,
    ) -> bool {
        let before = self.restrictions.iter().filter(|(at, on, _)| *at < position && *on == ground);
        before.max_by_key(|(at, ..)| *at).is_some_and(|(.., applied)| *applied)
    }

    pub(in crate::migrant) fn is_on_hold_before(&self, position: u64) -> bool {
        self.holds.values().any(|hold| hold.in_force_before(position))
    }

    pub(in crate::migrant) fn last_merge_before(
        &self,
        position: u64,
        other: MigrantId,
    ) -> Option<Merge> {
        let before = self.merges.iter().filter(|merge| merge.position < position);
        before.filter(|merge| merge.other == other).max_by_key(|merge| merge.position).copied()
    }
}

impl Hold {
    pub(in crate::migrant) fn in_force_before(&self, position: u64) -> bool {
        self.placed.is_some_and(|at| at < position) && self.released.is_none_or(|at| at >= position)
    }
}

impl Request {
    /// Whether it was made before a position of the log.
    pub(in crate::migrant) fn made_before(&self, position: u64) -> bool {
        self.position.is_some_and(|at| at < position)
    }

    /// The decision in force before a position of the log.
    pub(in crate::migrant) fn decision_before(&self, position: u64) -> Option<Decision> {
        let before = self.decisions.iter().filter(|decision| decision.position < position);
        before.max_by_key(|decision| decision.position).copied()
    }
}
