//! BLAKE3 in its `derive_key` mode with the context hashed once and not for every entry.

use std::sync::LazyLock;

use blake3::Hasher;
use blake3::hazmat::{ContextKey, HasherExt as _, hash_derive_key_context};

/// What a context string has become.
pub(crate) struct Context(LazyLock<ContextKey>);

impl Context {
    /// A context; `hash` is what [`context`] writes.
    pub(crate) const fn new(hash: fn() -> ContextKey) -> Self {
        Self(LazyLock::new(hash))
    }

    /// A hasher that has taken the context in: the same as `Hasher::new_derive_key`.
    pub(crate) fn hasher(&self) -> Hasher {
        Hasher::new_from_context_key(&self.0)
    }
}

/// The context of a string that is written out in docs/FORMAT.md.
macro_rules! context {
    ($text:literal) => {
        $crate::derive::Context::new(|| $crate::derive::hashed($text))
    };
}

pub(crate) use context;

/// The key of a context string.
pub(crate) fn hashed(text: &str) -> ContextKey {
    hash_derive_key_context(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hasher_from_a_hashed_context_gives_what_derive_key_gives() {
        static CONTEXT: Context = context!("tukki v1 link");
        for length in [0_usize, 1, 64, 1_024, 5_000] {
            let text = vec![7; length];
            let found = CONTEXT.hasher().update(&text).finalize();
            assert_eq!(*found.as_bytes(), blake3::derive_key("tukki v1 link", &text));
        }
    }
}
