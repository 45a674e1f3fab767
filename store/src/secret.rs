//! Secrets: 32 bytes that are wiped when they are let go and never shown, and where randomness
//! comes from.

use std::cell::RefCell;
use std::fmt;

use zeroize::Zeroize;

/// A key of 32 bytes.
#[derive(Clone)]
pub(crate) struct Secret([u8; 32]);

impl Secret {
    pub(crate) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn random(entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    pub(crate) const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The operating system gave no random bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the operating system gives no random bytes")]
pub struct NoEntropy;

/// Where keys, nonces and salts come from: the operating system, always, outside the golden tests.
pub(crate) trait Entropy: Send + Sync {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy>;
}

/// The operating system's random numbers.
pub(crate) struct SystemEntropy;

/// Random bytes fetched at a time: asking the system for each nonce costs more than sealing.
const POOL_BYTES: usize = 1_024;

/// Bytes that this thread has fetched and not used yet; what is used is wiped here.
struct Pool {
    bytes: [u8; POOL_BYTES],
    unused: usize,
}

thread_local! {
    static POOL: RefCell<Pool> = const { RefCell::new(Pool { bytes: [0; POOL_BYTES], unused: 0 }) };
}

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        POOL.with_borrow_mut(|pool| pool.give(bytes))
    }
}

impl Pool {
    #[expect(clippy::map_err_ignore, reason = "there is one cause and nothing in it to act on")]
    fn give(&mut self, wanted: &mut [u8]) -> Result<(), NoEntropy> {
        if wanted.len() > POOL_BYTES {
            return getrandom::fill(wanted).map_err(|_| NoEntropy);
        }
        if self.unused < wanted.len() {
            getrandom::fill(&mut self.bytes).map_err(|_| NoEntropy)?;
            self.unused = POOL_BYTES;
        }
        let from = self.unused - wanted.len();
        let given = self.bytes.get_mut(from..self.unused).ok_or(NoEntropy)?;
        wanted.copy_from_slice(given);
        given.zeroize();
        self.unused = from;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
