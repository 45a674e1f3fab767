//! A map from stream ids to rows that is cheap to copy: readers keep the copy that they were given
//! while the runner goes on changing its own.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use domain::id::StreamId;

pub(crate) const SHARDS: usize = 512; // a change copies one shard and this many pointers

type Shard<K, V> = Arc<BTreeMap<K, Arc<V>>>;

/// Rows by stream. A copy shares everything with its original until one of them changes.
///
/// Iteration goes in an order that the keys alone decide, so two equal tables give equal reports.
pub struct Table<K, V> {
    shards: Arc<Vec<Shard<K, V>>>,
    len: usize,
}

/// A key of a table.
pub trait Key: Copy + Ord + Into<StreamId> {}

impl<K: Copy + Ord + Into<StreamId>> Key for K {}

/// The shard that a key belongs to.
pub(crate) fn shard_of<K: Key>(key: K) -> usize {
    // The last bytes are random in every form of id that the registry makes.
    let id: StreamId = key.into();
    let [.., high, low] = id.to_bytes();
    usize::from(u16::from_be_bytes([high, low])) % SHARDS
}

impl<K: Key, V> Table<K, V> {
    /// The row of a key.
    pub fn get(&self, key: K) -> Option<&Arc<V>> {
        self.shards.get(shard_of(key))?.get(&key)
    }

    /// Whether there is a row of a key.
    pub fn contains(&self, key: K) -> bool {
        self.get(key).is_some()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Every key with its row.
    pub fn iter(&self) -> impl Iterator<Item = (K, &Arc<V>)> {
        self.shards.iter().flat_map(|shard| shard.iter().map(|(key, row)| (*key, row)))
    }

    /// Every row.
    pub fn values(&self) -> impl Iterator<Item = &Arc<V>> {
        self.shards.iter().flat_map(|shard| shard.values())
    }

    /// Puts a row in, and gives back the one that it replaces.
    pub fn insert(&mut self, key: K, row: Arc<V>) -> Option<Arc<V>> {
        let shard = Arc::make_mut(&mut self.shards).get_mut(shard_of(key))?;
        let old = Arc::make_mut(shard).insert(key, row);
        self.len += usize::from(old.is_none());
        old
    }

    /// Takes a row out.
    pub fn remove(&mut self, key: K) -> Option<Arc<V>> {
        if !self.contains(key) {
            return None;
        }
        let shard = Arc::make_mut(&mut self.shards).get_mut(shard_of(key))?;
        let old = Arc::make_mut(shard).remove(&key);
        self.len -= usize::from(old.is_some());
        old
    }

    /// The row of a key, to be changed in place; a fresh one when there was none.
    pub fn entry(&mut self, key: K) -> Option<&mut V>
    where
        V: Clone + Default,
    {
        if !self.contains(key) {
            self.insert(key, Arc::default());
        }
        let shard = Arc::make_mut(&mut self.shards).get_mut(shard_of(key))?;
        Arc::make_mut(shard).get_mut(&key).map(Arc::make_mut)
    }
}

impl<K, V> Clone for Table<K, V> {
    fn clone(&self) -> Self {
        Self { shards: Arc::clone(&self.shards), len: self.len }
    }
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        let empty = Arc::new(BTreeMap::new());
        Self { shards: Arc::new(vec![empty; SHARDS]), len: 0 }
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Table<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.shards == other.shards
    }
}

impl<K: Key, V> FromIterator<(K, Arc<V>)> for Table<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, Arc<V>)>>(rows: I) -> Self {
        let mut table = Self::default();
        for (key, row) in rows {
            table.insert(key, row);
        }
        table
    }
}

impl<K: Key + fmt::Debug, V: fmt::Debug> fmt::Debug for Table<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests;
