//! Whom to believe: which logs, which witnesses, and how many of them must have seen a
//! checkpoint. A policy is a text that people write; each of its faults names its line.

use super::checkpoint::Checkpoint;
use super::error::NoteError;
use super::key::VerifierKey;
use super::signed::Note;

mod read;

/// Logs, witnesses, and the rule that says when enough of the witnesses have cosigned.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Policy {
    logs: Vec<TrustedLog>,
    witnesses: Vec<Witness>,
    /// Witnesses and groups in their order; a group speaks only of what stands before it.
    voters: Vec<Voter>,
    quorum: Quorum,
}

/// A log that a policy believes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TrustedLog {
    /// Its key; the key's name is the log's origin.
    pub key: VerifierKey,
    /// Where it is reached.
    pub url: Option<String>,
}

/// A witness that a policy knows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Witness {
    /// What the policy calls it.
    pub name: String,
    /// Its key.
    pub key: VerifierKey,
    /// Where it takes submissions.
    pub url: Option<String>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Voter {
    /// The place of a witness.
    Witness(usize),
    /// Places of its members, and how many of them are enough.
    Group { threshold: usize, members: Vec<usize> },
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Quorum {
    /// Nobody need have cosigned.
    Nobody,
    /// The place of the voter that decides.
    Voter(usize),
}

/// What a policy finds in a note that one of its logs signed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Judged {
    /// What the log signed.
    pub checkpoint: Checkpoint,
    /// Which witnesses saw it, and when, in seconds since 1970.
    pub cosigned: Vec<(String, u64)>,
    /// Whether these are enough.
    pub quorum: bool,
}

/// What is wrong with a line of a policy.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PolicyFault {
    /// Its end is missing, so that it may have been cut.
    #[error("the line does not end")]
    Unfinished,
    /// Lines hold no control character but tabs.
    #[error("the line holds a control character")]
    ControlCharacter,
    /// Something else than the four kinds of lines.
    #[error("a line begins with log, witness, group or quorum")]
    WordUnknown,
    /// Something is missing, or too much.
    #[error("the line has too few or too many words")]
    WordCount,
    /// The key cannot be used.
    #[error("{0}")]
    Key(Box<NoteError>),
    /// Two logs or two witnesses have one key.
    #[error("the key of {name} stands on a line before")]
    KeyTwice {
        /// What the key is called.
        name: String,
    },
    /// `none` is nobody.
    #[error("nothing can be called none")]
    NameReserved,
    /// Two have one name.
    #[error("{name:?} is defined on a line before")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// A name of nothing that stands before.
    #[error("{name:?} is not defined on a line before")]
    NameUnknown {
        /// The name.
        name: String,
    },
    /// A vote would count twice.
    #[error("{name:?} is in a group already")]
    MemberTwice {
        /// The name.
        name: String,
    },
    /// A group asks for nobody, or for more than it has.
    #[error("a group asks for all, any, or a number from 1 to that of its members")]
    ThresholdUnfit,
    /// There is one quorum.
    #[error("the quorum is defined on a line before")]
    QuorumTwice,
    /// There is one quorum.
    #[error("no line defines the quorum")]
    QuorumMissing,
}

impl Policy {
    /// The logs it believes.
    pub fn logs(&self) -> &[TrustedLog] {
        &self.logs
    }

    /// The witnesses it knows, also those that no group names.
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }

    /// What to make of a note.
    ///
    /// # Errors
    /// The text is no checkpoint, no log of the policy has its origin or none of these signed it,
    /// or a signature of any key of the policy does not hold.
    pub fn judge(&self, note: &Note) -> Result<Judged, NoteError> {
        let checkpoint = note.checkpoint()?;
        self.check_log(note, &checkpoint.origin)?;
        let mut cosigned = Vec::new();
        let mut seen = Vec::with_capacity(self.witnesses.len());
        for witness in &self.witnesses {
            let verified = note.verified_by(&witness.key)?;
            let seconds = verified.and_then(|verified| verified.timestamp);
            cosigned.extend(seconds.map(|seconds| (witness.name.clone(), seconds)));
            seen.push(seconds.is_some());
        }
        let mut votes: Vec<bool> = Vec::with_capacity(self.voters.len());
        for voter in &self.voters {
            votes.push(match voter {
                Voter::Witness(place) => voted(&seen, *place),
                Voter::Group { threshold, members } => {
                    members.iter().filter(|place| voted(&votes, **place)).count() >= *threshold
                }
            });
        }
        let quorum = match self.quorum {
            Quorum::Nobody => true,
            Quorum::Voter(place) => voted(&votes, place),
        };
        Ok(Judged { checkpoint, cosigned, quorum })
    }

    fn check_log(&self, note: &Note, origin: &str) -> Result<(), NoteError> {
        if !self.logs.iter().any(|log| log.key.name() == origin) {
            return Err(NoteError::OriginUnknown { origin: origin.to_owned() });
        }
        let mut signed = false;
        for log in &self.logs {
            let verified = note.verified_by(&log.key)?;
            signed |= verified.is_some() && log.key.name() == origin;
        }
        if signed {
            return Ok(());
        }
        Err(NoteError::LogSignatureMissing { origin: origin.to_owned() })
    }
}

fn voted(votes: &[bool], place: usize) -> bool {
    votes.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
