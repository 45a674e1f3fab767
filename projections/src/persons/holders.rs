//! The streams that a term finds. Nearly every number, and most names, are one person's alone: a
//! set for each of them would take more memory than all the terms.

/// The numbers of the streams that a term finds.
#[derive(Default)]
pub(super) enum Holders {
    #[default]
    None,
    One(u32),
    Several(Box<Numbers>),
}

/// Apart, so that a term of one stream takes no room for it.
pub(super) struct Numbers(Vec<u32>);

impl Holders {
    /// Puts a number in its place among those that rise. Streams are numbered as they come, so it
    /// is nearly always the last.
    pub(super) fn insert(&mut self, number: u32) {
        match self {
            Self::None => *self = Self::One(number),
            Self::One(known) if *known == number => {}
            Self::One(known) => {
                let both = vec![number.min(*known), number.max(*known)];
                *self = Self::Several(Box::new(Numbers(both)));
            }
            Self::Several(known) if known.0.last() < Some(&number) => known.0.push(number),
            Self::Several(known) => {
                if let Err(place) = known.0.binary_search(&number) {
                    known.0.insert(place, number);
                }
            }
        }
    }

    /// Puts a number behind all others, unless it is there already.
    pub(super) fn append(&mut self, number: u32) {
        match self {
            Self::None => *self = Self::One(number),
            Self::One(known) if *known == number => {}
            Self::One(known) => *self = Self::Several(Box::new(Numbers(vec![*known, number]))),
            Self::Several(known) if known.0.contains(&number) => {}
            Self::Several(known) => known.0.push(number),
        }
    }

    /// Takes a number out; whether none is left.
    pub(super) fn remove(&mut self, number: u32) -> bool {
        match self {
            Self::One(known) if *known == number => *self = Self::None,
            Self::None | Self::One(_) => {}
            Self::Several(known) => known.0.retain(|one| *one != number),
        }
        self.as_slice().is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        self.as_slice().iter().copied()
    }

    fn as_slice(&self) -> &[u32] {
        match self {
            Self::None => &[],
            Self::One(number) => std::slice::from_ref(number),
            Self::Several(numbers) => &numbers.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holders_come_and_go_one_by_one() {
        let mut holders = Holders::default();
        for number in [5, 3, 5, 9, 4] {
            holders.insert(number);
        }
        assert!(holders.iter().eq([3, 4, 5, 9]));
        for number in [5, 7, 9, 4] {
            assert!(!holders.remove(number));
        }
        assert!(holders.iter().eq([3]));
        assert!(holders.remove(3));
    }

    #[test]
    fn those_that_are_appended_keep_their_order() {
        let mut holders = Holders::default();
        for number in [5, 3, 5, 9, 3] {
            holders.append(number);
        }
        assert!(holders.iter().eq([5, 3, 9]));
        assert!(size_of::<Holders>() <= 16, "there is one for each number of each person");
    }
}
