//! Reads the text of a policy, line by line. What a line names must stand before it, so that no
//! group can hold itself and none is asked before its members.

use std::collections::HashMap;
use std::str::FromStr;

use super::super::error::NoteError;
use super::super::key::{KeyKind, VerifierKey};
use super::super::text::{Lines, decimal};
use super::{Policy, PolicyFault, Quorum, TrustedLog, Voter, Witness};

const NOBODY: &str = "none";

impl FromStr for Policy {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut lines = Lines::new(text);
        let mut reader = Reader::default();
        while !lines.rest().is_empty() {
            let line = lines.next_line().ok_or(PolicyFault::Unfinished);
            let read = line.and_then(|line| reader.read(line));
            read.map_err(|fault| NoteError::PolicyMalformed { line: lines.number(), fault })?;
        }
        let Reader { logs, witnesses, voters, quorum, .. } = reader;
        let missing = NoteError::PolicyMalformed {
            line: lines.number().max(1),
            fault: PolicyFault::QuorumMissing,
        };
        Ok(Self { logs, witnesses, voters, quorum: quorum.ok_or(missing)? })
    }
}

#[derive(Default)]
struct Reader {
    logs: Vec<TrustedLog>,
    witnesses: Vec<Witness>,
    voters: Vec<Voter>,
    quorum: Option<Quorum>,
    /// Place of every name, and whether a group has it already.
    names: HashMap<String, (usize, bool)>,
}

impl Reader {
    fn read(&mut self, line: &str) -> Result<(), PolicyFault> {
        if line.bytes().any(|byte| (byte < b' ' && byte != b'\t') || byte == 0x7f) {
            return Err(PolicyFault::ControlCharacter);
        }
        let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            [] => Ok(()),
            [word, ..] if word.starts_with('#') => Ok(()),
            ["log", key, url @ ..] => self.log(key, url),
            ["witness", name, key, url @ ..] => self.witness(name, key, url),
            ["group", name, threshold, members @ ..] => self.group(name, threshold, members),
            ["quorum", name] => self.decide(name),
            ["log" | "witness" | "group" | "quorum", ..] => Err(PolicyFault::WordCount),
            [..] => Err(PolicyFault::WordUnknown),
        }
    }

    fn log(&mut self, key: &str, url: &[&str]) -> Result<(), PolicyFault> {
        let others = self.logs.iter().map(|log| &log.key);
        let key = key_of(KeyKind::Log, key, others)?;
        self.logs.push(TrustedLog { key, url: url_of(url)? });
        Ok(())
    }

    fn witness(&mut self, name: &str, key: &str, url: &[&str]) -> Result<(), PolicyFault> {
        let others = self.witnesses.iter().map(|witness| &witness.key);
        let key = key_of(KeyKind::Cosigner, key, others)?;
        let url = url_of(url)?;
        self.define(name, Voter::Witness(self.witnesses.len()))?;
        self.witnesses.push(Witness { name: name.to_owned(), key, url });
        Ok(())
    }

    fn group(&mut self, name: &str, asked: &str, members: &[&str]) -> Result<(), PolicyFault> {
        if members.is_empty() {
            return Err(PolicyFault::WordCount);
        }
        let threshold = match asked {
            "all" => members.len(),
            "any" => 1,
            number => decimal(number)
                .and_then(|number| usize::try_from(number).ok())
                .filter(|number| (1..=members.len()).contains(number))
                .ok_or(PolicyFault::ThresholdUnfit)?,
        };
        let members = members.iter().map(|member| self.enlist(member));
        let members = members.collect::<Result<_, _>>()?;
        self.define(name, Voter::Group { threshold, members })
    }

    fn decide(&mut self, name: &str) -> Result<(), PolicyFault> {
        if self.quorum.is_some() {
            return Err(PolicyFault::QuorumTwice);
        }
        self.quorum = Some(if name == NOBODY {
            Quorum::Nobody
        } else {
            let (place, _) = self.names.get(name).ok_or_else(|| unknown(name))?;
            Quorum::Voter(*place)
        });
        Ok(())
    }

    fn define(&mut self, name: &str, voter: Voter) -> Result<(), PolicyFault> {
        if name == NOBODY {
            return Err(PolicyFault::NameReserved);
        }
        if self.names.insert(name.to_owned(), (self.voters.len(), false)).is_some() {
            return Err(PolicyFault::NameTaken { name: name.to_owned() });
        }
        self.voters.push(voter);
        Ok(())
    }

    /// The place of a member, which no other group may have.
    fn enlist(&mut self, name: &str) -> Result<usize, PolicyFault> {
        let (place, taken) = self.names.get_mut(name).ok_or_else(|| unknown(name))?;
        if std::mem::replace(taken, true) {
            return Err(PolicyFault::MemberTwice { name: name.to_owned() });
        }
        Ok(*place)
    }
}

fn unknown(name: &str) -> PolicyFault {
    PolicyFault::NameUnknown { name: name.to_owned() }
}

/// A key of that kind which none of the others is, under whatever name.
fn key_of<'a>(
    kind: KeyKind,
    line: &str,
    mut others: impl Iterator<Item = &'a VerifierKey>,
) -> Result<VerifierKey, PolicyFault> {
    let key: VerifierKey = line.parse().map_err(|fault| PolicyFault::Key(Box::new(fault)))?;
    let name = key.name().to_owned();
    if key.kind() != kind {
        return Err(PolicyFault::Key(Box::new(NoteError::KeyKindUnfit { name })));
    }
    if others.any(|other| other.key() == key.key()) {
        return Err(PolicyFault::KeyTwice { name });
    }
    Ok(key)
}

fn url_of(words: &[&str]) -> Result<Option<String>, PolicyFault> {
    match words {
        [] => Ok(None),
        [url] => Ok(Some((*url).to_owned())),
        [..] => Err(PolicyFault::WordCount),
    }
}
