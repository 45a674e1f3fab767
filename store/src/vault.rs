//! The vault: one key per person, wrapped, in a file of its own, so that destroying a key makes
//! every copy of what it sealed unreadable.
//!
//! Keys are made ahead and synced in batches, so a registration pays no sync of its own. Which key
//! is whose is written without a sync: every head names subject and key number, and `learn` puts
//! back on open what a power cut took. Rotation of the wrapping key is left to a later issue.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zeroize::Zeroize;

use crate::bytes::{Reader, length_usize};
use crate::chain::Link;
use crate::id::SubjectId;
use crate::keyring::NumberedKey;
use crate::seal::{self, Sealed};
use crate::secret::{Entropy, NoEntropy, Secret};
use file::{Record, Records};

pub(crate) mod file;

/// Keys made in one go; one sync is paid for so many registrations.
const POOL_KEYS: usize = 256;

/// Why the vault gives no key.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The person's data was erased; nothing more is recorded about her under this id.
    #[error("the keys of subject {subject} were destroyed")]
    SubjectErased {
        /// The person.
        subject: SubjectId,
    },
    /// The vault file cannot be read or written.
    #[error("the vault cannot be read or written")]
    Io(#[from] io::Error),
    /// A key that the vault should hold is not there or is not what was wrapped.
    #[error("key {number} of the vault is missing or damaged")]
    KeyDamaged {
        /// Number of the key.
        number: u32,
    },
    /// The file is not this log's vault.
    #[error("the vault belongs to another log or is damaged at its beginning")]
    NotThisVault,
    /// Every key number has been given away.
    #[error("the vault is full")]
    Full,
    /// The operating system gave no random bytes.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
}

/// Where the key with some number is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Slot {
    Missing,
    At(u32),
    Destroyed,
}

struct State {
    records: Records,
    /// By key number, from 1.
    slots: Vec<Slot>,
    bound: HashMap<SubjectId, u32>,
    erased: HashSet<SubjectId>,
    free: VecDeque<u32>,
    unsynced: bool,
    whole: bool,
}

/// The keys of persons.
pub(crate) struct Vault {
    state: Mutex<State>,
    wrapping: NumberedKey,
    genesis: Link,
}

impl Vault {
    /// Makes the vault of a new log, with its first keys.
    pub(crate) fn create(
        path: &Path,
        genesis: Link,
        wrapping: NumberedKey,
        entropy: &dyn Entropy,
    ) -> Result<Self, VaultError> {
        Self::begin(Records::create(path, genesis)?, genesis, wrapping, entropy)
    }

    /// A vault that lives as long as the process.
    pub(crate) fn in_memory(
        genesis: Link,
        wrapping: NumberedKey,
        entropy: &dyn Entropy,
    ) -> Result<Self, VaultError> {
        Self::begin(Records::in_memory(genesis), genesis, wrapping, entropy)
    }

    fn begin(
        records: Records,
        genesis: Link,
        wrapping: NumberedKey,
        entropy: &dyn Entropy,
    ) -> Result<Self, VaultError> {
        let vault = Self { state: Mutex::new(State::new(records)), wrapping, genesis };
        vault.refill(&mut vault.lock(), entropy)?;
        Ok(vault)
    }

    /// Opens the vault of a log; torn or unreadable records are passed over, and `learn` notices
    /// when one was needed.
    pub(crate) fn open(
        path: &Path,
        genesis: Link,
        wrapping: NumberedKey,
    ) -> Result<Self, VaultError> {
        let mut records = Records::open(path, genesis)?;
        let found = records.read_all()?;
        let mut state = State::new(records);
        state.whole = found.len() + 1 == length_usize(u64::from(state.records.count()));
        for (index, record) in found {
            state.apply(index, record);
        }
        state.find_free();
        Ok(Self { state: Mutex::new(state), wrapping, genesis })
    }

    /// The key under which data about a person is sealed; hers from now on.
    pub(crate) fn key_for_sealing(
        &self,
        subject: SubjectId,
        entropy: &dyn Entropy,
    ) -> Result<(u32, Secret), VaultError> {
        let mut state = self.lock();
        if state.erased.contains(&subject) {
            return Err(VaultError::SubjectErased { subject });
        }
        if let Some(&number) = state.bound.get(&subject) {
            return Ok((number, self.unwrap(&mut state, number)?));
        }
        if state.free.is_empty() {
            self.refill(&mut state, entropy)?;
        }
        let number = state.free.pop_front().ok_or(VaultError::Full)?;
        state.bind(subject, number)?;
        Ok((number, self.unwrap(&mut state, number)?))
    }

    /// The key that sealed data about a person.
    pub(crate) fn key_for_opening(
        &self,
        subject: SubjectId,
        number: u32,
    ) -> Result<Secret, Sealed> {
        let mut state = self.lock();
        if state.erased.contains(&subject) || state.slot(number) == Slot::Destroyed {
            return Err(Sealed::Erased);
        }
        if state.bound.get(&subject) != Some(&number) {
            return Err(Sealed::KeyMissing);
        }
        self.unwrap(&mut state, number).map_err(|_unreadable| Sealed::KeyMissing)
    }

    /// Takes from a stored head whose key this is; an error says that the vault lacks a key that
    /// the log needs.
    pub(crate) fn learn(&self, subject: SubjectId, number: u32) -> Result<(), VaultError> {
        let mut state = self.lock();
        if state.slot(number) == Slot::Missing {
            return Err(VaultError::KeyDamaged { number });
        }
        if state.erased.contains(&subject) || state.bound.get(&subject) == Some(&number) {
            return Ok(());
        }
        state.free.retain(|free| *free != number);
        state.bind(subject, number)
    }

    /// Destroys a person's key. What was sealed under it stays sealed for ever.
    pub(crate) fn erase(&self, subject: SubjectId) -> Result<(), VaultError> {
        let mut state = self.lock();
        if state.erased.contains(&subject) {
            return Ok(());
        }
        let number = state.bound.get(&subject).copied().unwrap_or(0);
        state.records.append(&Record::Erased { subject, number })?;
        state.records.sync()?;
        if let Slot::At(index) = state.slot(number) {
            state.records.overwrite(index, &Record::Destroyed { number })?;
            state.records.sync()?;
        }
        state.set_slot(number, Slot::Destroyed);
        state.erased.insert(subject);
        state.bound.remove(&subject);
        Ok(())
    }

    /// Makes durable whose key is whose; needed before an opaque entry, whose head does not tell.
    pub(crate) fn sync(&self) -> Result<(), VaultError> {
        let mut state = self.lock();
        if state.unsynced {
            state.records.sync()?;
            state.unsynced = false;
        }
        Ok(())
    }

    /// Number of records, by which a snapshot notices that the vault is an older one.
    pub(crate) fn record_count(&self) -> u32 {
        self.lock().records.count()
    }

    /// Whether every record was whole when the vault was opened.
    pub(crate) fn is_whole(&self) -> bool {
        self.lock().whole
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refill(&self, state: &mut State, entropy: &dyn Entropy) -> Result<(), VaultError> {
        let first = u32::try_from(state.slots.len()).ok().and_then(|count| count.checked_add(1));
        let first = first.ok_or(VaultError::Full)?;
        let mut fresh = Vec::with_capacity(POOL_KEYS);
        for number in (first..u32::MAX).take(POOL_KEYS) {
            let key = Secret::random(entropy)?;
            let wrapped = self.wrap(number, &key, entropy)?;
            let index = state.records.append(&Record::Key {
                number,
                epoch: self.wrapping.number,
                wrapped,
            })?;
            fresh.push((number, index));
        }
        state.records.sync()?;
        state.unsynced = false;
        for (number, index) in fresh {
            state.set_slot(number, Slot::At(index));
            state.free.push_back(number);
        }
        Ok(())
    }

    fn wrap(
        &self,
        number: u32,
        key: &Secret,
        entropy: &dyn Entropy,
    ) -> Result<[u8; 60], VaultError> {
        let data = self.wrapping_data(number, self.wrapping.number);
        let sealed = seal::encrypt(&self.wrapping.secret, &data, key.expose().to_vec(), entropy)?;
        sealed.first_chunk().copied().ok_or(VaultError::KeyDamaged { number })
    }

    fn unwrap(&self, state: &mut State, number: u32) -> Result<Secret, VaultError> {
        let damaged = VaultError::KeyDamaged { number };
        let Slot::At(index) = state.slot(number) else { return Err(damaged) };
        let Some(Record::Key { number: stored, epoch, wrapped }) = state.records.read(index)?
        else {
            return Err(damaged);
        };
        let data = self.wrapping_data(number, epoch);
        let opened = seal::decrypt(&self.wrapping.secret, &data, &wrapped);
        let Some(mut plain) = opened.filter(|_| stored == number) else { return Err(damaged) };
        let secret = Reader::new(&plain).array().map(Secret::from_bytes);
        plain.zeroize();
        secret.ok_or(damaged)
    }

    fn wrapping_data(&self, number: u32, epoch: u32) -> Vec<u8> {
        let mut data = self.genesis.0.to_vec();
        data.extend_from_slice(&number.to_be_bytes());
        data.extend_from_slice(&epoch.to_be_bytes());
        data
    }
}

impl State {
    fn new(records: Records) -> Self {
        Self {
            records,
            slots: Vec::new(),
            bound: HashMap::new(),
            erased: HashSet::new(),
            free: VecDeque::new(),
            unsynced: false,
            whole: true,
        }
    }

    fn slot(&self, number: u32) -> Slot {
        let place = usize::try_from(number).ok().and_then(|place| place.checked_sub(1));
        place.and_then(|place| self.slots.get(place)).copied().unwrap_or(Slot::Missing)
    }

    fn set_slot(&mut self, number: u32, slot: Slot) {
        let Some(place) = usize::try_from(number).ok().and_then(|place| place.checked_sub(1))
        else {
            return;
        };
        if self.slots.len() <= place {
            self.slots.resize(place + 1, Slot::Missing);
        }
        if let Some(found) = self.slots.get_mut(place) {
            *found = slot;
        }
    }

    fn bind(&mut self, subject: SubjectId, number: u32) -> Result<(), VaultError> {
        self.records.append(&Record::Bound { subject, number })?;
        self.unsynced = true;
        self.bound.insert(subject, number);
        Ok(())
    }

    fn apply(&mut self, index: u32, record: Record) {
        match record {
            Record::Key { number, .. } => self.set_slot(number, Slot::At(index)),
            Record::Destroyed { number } => self.set_slot(number, Slot::Destroyed),
            Record::Bound { subject, number } => {
                if !self.erased.contains(&subject) {
                    self.bound.insert(subject, number);
                }
            }
            Record::Erased { subject, number } => {
                // Also when the power went before the key itself was overwritten.
                self.set_slot(number, Slot::Destroyed);
                self.bound.remove(&subject);
                self.erased.insert(subject);
            }
        }
    }

    /// Keys that nobody has. A number whose record was lost is never given again.
    fn find_free(&mut self) {
        let taken: BTreeSet<u32> = self.bound.values().copied().collect();
        let numbers = (1_u32..).take(self.slots.len());
        self.free = numbers
            .filter(|number| !taken.contains(number) && matches!(self.slot(*number), Slot::At(_)))
            .collect();
    }
}

#[cfg(test)]
mod tests;
