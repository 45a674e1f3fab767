//! A store that lives as long as the process: for tests and for trying things out.

use crate::append::AppendError;
use crate::chain::Head;
use crate::clock::ClockLimits;
use crate::engine::memory::MemoryLog;
use crate::genesis::{Genesis, LogKind};
use crate::index::Index;
use crate::keyring::{Keyring, ProtectionKey};
use crate::keys::Keys;
use crate::secret::{Secret, SystemEntropy};
use crate::store::{Pieces, Store};
use crate::vault::Vault;

/// Which keys a store in memory has and how it judges time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MemoryOptions {
    /// A real log judges its callers' clock; a simulation does not.
    pub kind: LogKind,
    /// Whether it has a protection key and so can write and read opaque entries.
    pub protection: bool,
    /// How far ahead a clock may be.
    pub clock: ClockLimits,
}

impl Default for MemoryOptions {
    /// A simulation that sees everything.
    fn default() -> Self {
        Self { kind: LogKind::Simulation, protection: true, clock: ClockLimits::default() }
    }
}

impl Store {
    /// An empty log in memory, with keys of its own.
    ///
    /// # Errors
    /// The operating system gave no random bytes.
    pub fn in_memory(options: MemoryOptions) -> Result<Self, AppendError> {
        let protection = options.protection.then(|| Secret::random(&SystemEntropy)).transpose()?;
        let protection = protection.map(ProtectionKey);
        let keyring = Keyring::random(protection.as_ref(), &SystemEntropy)?;
        let nonce = *Secret::random(&SystemEntropy)?.expose();
        let genesis = Genesis::new(options.kind, "memory.invalid", keyring.log_key(), nonce);
        let link = genesis.link();
        let vault = Vault::in_memory(link, keyring.wrapping.clone(), &SystemEntropy)?;
        let keys = Keys::new(link, keyring, protection.as_ref(), vault);
        let start = Head { size: 0, link, recorded_at_ms: 0 };
        let engine = Box::new(MemoryLog::new(link));
        // The index is gone with the process, so its seed need not outlive it.
        let index = Index::new(keys.reference_seed());
        let (limits, folder) = (options.clock, None);
        let pieces = Pieces { genesis, keys, engine, index, limits, folder };
        Ok(Self::assemble(pieces, start)?)
    }

    /// A store over an engine of the test's choice.
    #[cfg(test)]
    pub(crate) fn over(
        genesis: Genesis,
        keys: Keys,
        engine: Box<dyn crate::engine::LogStore>,
        start: Head,
    ) -> Result<Self, crate::append::ReadError> {
        let (index, limits) = (Index::new(keys.reference_seed()), ClockLimits::default());
        Self::assemble(Pieces { genesis, keys, engine, index, limits, folder: None }, start)
    }
}
