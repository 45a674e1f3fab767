//! The streams that a term finds. Nearly every number, and most names, are one person's alone: a
//! set for each of them would take more memory than all the terms.

use std::collections::BTreeSet;

use domain::id::StreamId;

/// The streams that a term finds, in the order of their ids.
#[derive(Default)]
pub(super) enum Holders {
    #[default]
    None,
    One(StreamId),
    Several(BTreeSet<StreamId>),
}

impl Holders {
    pub(super) fn insert(&mut self, stream: StreamId) {
        match self {
            Self::None => *self = Self::One(stream),
            Self::One(known) if *known == stream => {}
            Self::One(known) => *self = Self::Several([*known, stream].into()),
            Self::Several(known) => {
                known.insert(stream);
            }
        }
    }

    pub(super) fn remove(&mut self, stream: StreamId) {
        match self {
            Self::One(known) if *known == stream => *self = Self::None,
            Self::None | Self::One(_) => {}
            Self::Several(known) => {
                known.remove(&stream);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &StreamId> {
        let (one, several) = match self {
            Self::None => (None, None),
            Self::One(stream) => (Some(stream), None),
            Self::Several(streams) => (None, Some(streams.iter())),
        };
        one.into_iter().chain(several.into_iter().flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holders_come_and_go_one_by_one() {
        let stream = |number| StreamId::from_bytes([number; 16]);
        let mut holders = Holders::default();
        for number in [5, 3, 5, 9] {
            holders.insert(stream(number));
        }
        assert!(holders.iter().eq(&[stream(3), stream(5), stream(9)]));
        for number in [5, 7, 9] {
            holders.remove(stream(number));
        }
        assert!(holders.iter().eq(&[stream(3)]));
        holders.remove(stream(3));
        assert!(holders.is_empty());
    }
}
