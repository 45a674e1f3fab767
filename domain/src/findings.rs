//! Soft rules: what is real but breaks a law or a good practice is recorded all the same, and
//! raises a numbered finding (domain.md A.2, H.1). One rule, one file.
//!
//! A finding is derived, never written: it appears with its cause and disappears when a late fact
//! or a correction removes the cause. Its id stays, so that what people noted about it stays with
//! it. A breach that was made good keeps its finding, which then says since when it is over.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::choices::choices;
use crate::date::Day;
use crate::id::{AgencyId, ContractId, CycleId, EmployerId, EventId, FindingId, StreamId};
use crate::stream::StreamKind;

mod rule;
mod worker;

pub mod closed_with_open_case;
pub mod conflict;
pub mod contract_substitution;
pub mod document_retained;
pub mod history_incomplete;
pub mod illegal_fee;
pub mod licence_not_valid;
pub mod missed_check_ins;
pub mod no_pdo;
pub mod sla_breach;
pub mod unverified_departure;
pub mod wage_arrears;

pub use rule::Rule;
pub use sla_breach::of_complaint;
pub use worker::{Accounts, Surroundings, Worker};

choices! {
    /// How grave a finding is.
    pub enum Severity as "finding_severity" {
        /// Worth knowing; nothing to do for anybody.
        Info = "INFO",
        /// A shortcoming.
        Low = "LOW",
        /// Somebody may be harmed.
        Medium = "MEDIUM",
        /// Somebody is harmed, or the law is broken.
        High = "HIGH",
    }
}

/// What makes a finding this one and no other, within its rule and stream.
///
/// It names what stays the same when facts are corrected or arrive late: an entry's id, or a
/// label of the record.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
pub enum Anchor {
    /// One entry, in whatever form corrections gave it.
    Event(EventId),
    /// A migration cycle.
    Cycle(CycleId),
    /// A contract, in all its versions.
    Contract(ContractId),
    /// Work for an employer without a contract that anybody named.
    Employer(EmployerId),
    /// The record itself, where nothing in it can be named.
    Record,
    /// A step of a procedure that has a deadline.
    Step(Step),
    /// An entry that no longer fits, with the code of the hard rule that would refuse it today.
    Conflict(EventId, String),
}

choices! {
    /// A step of a complaint's procedure that has a deadline.
    pub enum Step as "complaint_step" {
        /// Telling the worker that it was received.
        Acknowledgement = "ACKNOWLEDGEMENT",
        /// The first decision.
        Decision = "DECISION",
    }
}

/// A breach of a soft rule, as it stands on the day that is asked about.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that is broken.
    pub rule: Rule,
    /// How grave it is by now.
    pub severity: Severity,
    /// What kind of stream it is found on.
    pub kind: StreamKind,
    /// The stream that it is found on.
    pub stream: StreamId,
    /// What makes it this finding.
    pub anchor: Anchor,
    /// The first day on which the rule was broken.
    pub since: Day,
    /// The first day on which it no longer was; none while it still is.
    pub until: Option<Day>,
    /// The entries that show it, in the order in which they happened.
    pub evidence: Vec<EventId>,
    /// The cycle concerned.
    pub cycle: Option<CycleId>,
    /// The agency concerned.
    pub agency: Option<AgencyId>,
    /// The employer concerned.
    pub employer: Option<EmployerId>,
}

impl Finding {
    /// A finding with nobody concerned yet, as grave as its rule usually is.
    pub fn new(
        rule: Rule,
        (kind, stream): (StreamKind, StreamId),
        anchor: Anchor,
        since: Day,
    ) -> Self {
        Self {
            rule,
            severity: rule.usual_severity(),
            kind,
            stream,
            anchor,
            since,
            until: None,
            evidence: Vec::new(),
            cycle: None,
            agency: None,
            employer: None,
        }
    }

    /// Its id: the same for the same rule, stream and anchor, on every machine and for ever.
    pub fn id(&self) -> FindingId {
        let mut hasher = blake3::Hasher::new_derive_key("tukki v1 finding");
        hasher.update(self.rule.code().as_bytes());
        hasher.update(&self.stream.to_bytes());
        self.anchor.write(&mut |bytes| {
            hasher.update(bytes);
        });
        let hash = hasher.finalize();
        let (id, _) = hash.as_bytes().split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
        FindingId::from_bytes(*id)
    }

    /// Whether the rule is broken on a day.
    pub fn is_open_on(&self, day: Day) -> bool {
        self.since <= day && self.until.is_none_or(|until| day < until)
    }
}

impl Anchor {
    /// The bytes that its id is made of: a tag, then parts of known or marked length.
    fn write(&self, to: &mut dyn FnMut(&[u8])) {
        let mut label = |tag: &[u8], text: &str| {
            to(tag);
            to(text.as_bytes());
        };
        match self {
            Self::Event(id) => {
                to(b"event:");
                to(&id.to_bytes());
            }
            Self::Cycle(cycle) => label(b"cycle:", cycle.0.as_str()),
            Self::Contract(contract) => label(b"contract:", contract.0.as_str()),
            Self::Employer(employer) => {
                to(b"employer:");
                to(&employer.to_bytes());
            }
            Self::Record => to(b"record:"),
            Self::Step(step) => label(b"step:", step.code()),
            Self::Conflict(id, code) => {
                to(b"conflict:");
                to(&id.to_bytes());
                to(code.as_bytes());
            }
        }
    }
}

/// Puts findings into the order of work lists: the gravest first, then the oldest.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|left, right| {
        let key = |finding: &Finding| {
            (Reverse(finding.severity), finding.since, finding.rule, finding.stream)
        };
        key(left).cmp(&key(right)).then_with(|| left.anchor.cmp(&right.anchor))
    });
}

#[cfg(test)]
mod tests;
