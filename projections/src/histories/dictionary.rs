//! What many entries say alike: who recorded them, for whom and by which way, and what they belong
//! together with. Kept once, named by a number. Grows and never changes, so readers need no copy.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use domain::context::Context;
use domain::date::Occurrence;
use domain::decider::Format;
use domain::id::EventId;
use store::codec::Codec;

/// Shared contexts and correlations.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    shared: RwLock<Shared>,
    numbers: Mutex<Numbers>,
}

/// What numbers stand for, in the order in which it was first seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shared {
    contexts: Vec<Context>,
    correlations: Vec<EventId>,
}

/// The numbers of what is shared; only whoever packs needs them.
#[derive(Debug, Default)]
struct Numbers {
    contexts: HashMap<Vec<u8>, u32>,
    correlations: HashMap<EventId, u32>,
    last: Option<(Context, u32)>,
}

impl Shared {
    pub(super) fn len(&self) -> usize {
        self.contexts.len()
    }

    pub(super) fn context(&self, number: u32) -> Option<&Context> {
        self.contexts.get(usize::try_from(number).ok()?)
    }

    pub(super) fn correlation(&self, number: u32) -> Option<EventId> {
        self.correlations.get(usize::try_from(number).ok()?).copied()
    }

    /// Everything in it, for a snapshot.
    pub(crate) fn parts(&self) -> (&[Context], &[EventId]) {
        (&self.contexts, &self.correlations)
    }
}

impl Dictionary {
    /// What its numbers stand for. Nobody can add to it while this is held.
    pub(crate) fn shared(&self) -> RwLockReadGuard<'_, Shared> {
        self.shared.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn shared_mut(&self) -> RwLockWriteGuard<'_, Shared> {
        self.shared.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The numbers of what this context shares with others, and of its correlation.
    pub(super) fn number(&self, context: &Context) -> (u32, Option<u32>) {
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        let correlation = context.correlation.map(|id| {
            numbers.correlations.get(&id).copied().unwrap_or_else(|| {
                let mut shared = self.shared_mut();
                let number = u32::try_from(shared.correlations.len()).unwrap_or(u32::MAX);
                shared.correlations.push(id);
                numbers.correlations.insert(id, number);
                number
            })
        });
        // Most entries are recorded by whoever recorded the one before.
        if let Some((_, number)) = numbers.last.as_ref().filter(|(last, _)| alike(last, context)) {
            return (*number, correlation);
        }
        let common = shared_of(context);
        // A context that does not encode cannot have been read from an entry.
        let bytes = Codec.encode(&common).unwrap_or_default();
        let number = numbers.contexts.get(&bytes).copied().unwrap_or_else(|| {
            let mut shared = self.shared_mut();
            let number = u32::try_from(shared.contexts.len()).unwrap_or(u32::MAX);
            shared.contexts.push(common.clone());
            numbers.contexts.insert(bytes, number);
            number
        });
        numbers.last = Some((common, number));
        (number, correlation)
    }

    /// The dictionary that holds these, in this order.
    pub(crate) fn of(contexts: &[Context], correlations: &[EventId]) -> Self {
        let dictionary = Self::default();
        for context in contexts {
            dictionary.number(context);
        }
        let mut numbers = dictionary.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        numbers.correlations = correlations.iter().copied().zip(0..).collect();
        drop(numbers);
        dictionary.shared_mut().correlations = correlations.to_vec();
        dictionary
    }
}

/// Whether two contexts share everything that is not an entry's own.
fn alike(left: &Context, right: &Context) -> bool {
    left.actor == right.actor
        && left.role == right.role
        && left.organisation == right.organisation
        && left.country == right.country
        && left.channel == right.channel
        && left.legal_basis == right.legal_basis
        && left.sensitivity == right.sensitivity
}

/// A context without what is an entry's own.
fn shared_of(context: &Context) -> Context {
    Context {
        occurred_on: Occurrence::Year(1970),
        device_recorded_at: None,
        correlation: None,
        causation: None,
        cycle: None,
        ..context.clone()
    }
}
