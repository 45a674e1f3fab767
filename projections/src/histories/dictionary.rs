//! What many entries say alike: who recorded them, for whom and by which way, and what they belong
//! together with. Kept once, named by a number.

use std::collections::HashMap;

use domain::context::Context;
use domain::date::Occurrence;
use domain::decider::Format;
use domain::id::EventId;
use store::codec::Codec;

/// Shared contexts and correlations, in the order in which they were first seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    contexts: Vec<Context>,
    numbers: HashMap<Vec<u8>, u32>,
    correlations: Vec<EventId>,
    correlation_numbers: HashMap<EventId, u32>,
}

impl Dictionary {
    pub(super) fn len(&self) -> usize {
        self.contexts.len()
    }

    /// The number of what this context shares with others.
    pub(super) fn number(&mut self, context: &Context) -> u32 {
        let shared = shared_of(context);
        // A context that does not encode cannot have been read from an entry.
        let bytes = Codec.encode(&shared).unwrap_or_default();
        if let Some(number) = self.numbers.get(&bytes) {
            return *number;
        }
        let number = u32::try_from(self.contexts.len()).unwrap_or(u32::MAX);
        self.contexts.push(shared);
        self.numbers.insert(bytes, number);
        number
    }

    pub(super) fn correlation_number(&mut self, correlation: EventId) -> u32 {
        if let Some(number) = self.correlation_numbers.get(&correlation) {
            return *number;
        }
        let number = u32::try_from(self.correlations.len()).unwrap_or(u32::MAX);
        self.correlations.push(correlation);
        self.correlation_numbers.insert(correlation, number);
        number
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

    /// The dictionary that holds these, in this order.
    pub(crate) fn of(contexts: &[Context], correlations: &[EventId]) -> Self {
        let mut dictionary = Self::default();
        for context in contexts {
            dictionary.number(context);
        }
        for correlation in correlations {
            dictionary.correlation_number(*correlation);
        }
        dictionary
    }
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
