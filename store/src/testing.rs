//! Builders for tests: short ids, short events, short transactions.

use std::path::PathBuf;

use crate::append::{Append, Expected, NewEvent, NewPart, Openness, Transaction};
use crate::folder::{InitOptions, Options, init};
use crate::genesis::LogKind;
use crate::id::{EventId, StreamId, SubjectId, TypeId};
use crate::keyring::{MasterKey, ProtectionKey};
use crate::memory_store::MemoryOptions;
use crate::store::Store;

pub(crate) const NOON: i64 = 1_700_000_000_000;

pub(crate) fn stream(number: u32) -> StreamId {
    StreamId(sixteen(1, number))
}

pub(crate) fn subject(number: u32) -> SubjectId {
    SubjectId(sixteen(2, number))
}

pub(crate) fn id(number: u32) -> EventId {
    EventId(sixteen(3, number))
}

fn sixteen(kind: u8, number: u32) -> [u8; 16] {
    let mut bytes = [kind; 16];
    bytes[12..].copy_from_slice(&number.to_be_bytes());
    bytes
}

pub(crate) fn event(number: u32) -> NewEvent {
    NewEvent {
        event_id: id(number),
        type_id: TypeId(7),
        schema: 1,
        facts: format!("facts of {number}").into_bytes(),
        personal: Vec::new(),
    }
}

pub(crate) fn about(number: u32, person: u32) -> NewEvent {
    let bytes = format!("name of {person}").into_bytes();
    NewEvent { personal: vec![NewPart { subject: subject(person), bytes }], ..event(number) }
}

pub(crate) fn append(stream: StreamId, expected: Expected, events: Vec<NewEvent>) -> Append {
    Append { stream, expected, kind: Openness::Plain, events }
}

pub(crate) fn opaque(case: StreamId, expected: Expected, events: Vec<NewEvent>) -> Append {
    Append { stream: case, expected, kind: Openness::Opaque, events }
}

pub(crate) fn at_noon(appends: Vec<Append>) -> Transaction {
    Transaction { appends, preconditions: Vec::new(), recorded_at_ms: NOON }
}

/// One event on one stream, whatever is there.
pub(crate) fn one(number: u32, on: u32) -> Transaction {
    at_noon(vec![append(stream(on), Expected::Any, vec![event(number)])])
}

pub(crate) fn memory() -> Store {
    Store::in_memory(MemoryOptions::default()).unwrap()
}

/// A log on disk in a folder of its own, with the keys beside it.
pub(crate) struct OnDisk {
    pub(crate) place: tempfile::TempDir,
    pub(crate) master: MasterKey,
    pub(crate) protection: ProtectionKey,
}

impl OnDisk {
    pub(crate) fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let master = MasterKey::random().unwrap();
        let protection = ProtectionKey::random().unwrap();
        let new = Self { place, master, protection };
        init(&new.init_options()).unwrap();
        new
    }

    pub(crate) fn init_options(&self) -> InitOptions {
        InitOptions {
            data_dir: self.data(),
            keyring: self.keyring(),
            master: self.master.clone(),
            origin: "registry.example.org/test".to_owned(),
            kind: LogKind::Simulation,
            protection: Some(self.protection.clone()),
        }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.place.path().join("data")
    }

    pub(crate) fn keyring(&self) -> PathBuf {
        self.place.path().join("keyring")
    }

    pub(crate) fn options(&self) -> Options {
        let mut options = Options::new(self.data(), self.keyring(), self.master.clone());
        options.protection = Some(self.protection.clone());
        options
    }

    pub(crate) fn open(&self) -> Store {
        Store::open(&self.options()).unwrap()
    }
}
