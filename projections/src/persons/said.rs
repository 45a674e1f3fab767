//! What one entry tells the index: opened, read and folded on whatever thread has time, and packed
//! into one buffer, which is also what the index remembers of a stream.
//!
//! Names and telephone numbers are kept as folded texts, for they are found by their beginnings.
//! Documents, and ids in other registers, are only ever found whole: of those a keyed hash is kept.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

use domain::amendment::{CorrectedDetails, Replacement};
use domain::context::PersonalPart;
use domain::decider::Format;
use store::codec::Codec;
use store::{Recorded, Store};
use zeroize::Zeroize;

use super::{Facet, folding, texts};

/// Of two texts, or of two kinds of text, the same mark is as likely as the same random id.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub(super) struct Mark([u8; 16]);

/// Something that an entry said, by which its stream is found.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Item<'a> {
    /// A word of a name, or the digits of a telephone number.
    Text(Facet, &'a str),
    /// A document, or an id in another register: whatever register that is.
    Whole(Mark),
    /// The id by which one register knows the stream.
    Reference(Mark),
}

const NAME: u8 = 0;
const PHONE: u8 = 1;
const WHOLE: u8 = 2;
const REFERENCE: u8 = 3;

/// Items in one buffer. Personal: wiped when it is let go, and never shown.
#[derive(Default)]
pub(super) struct Said(Box<[u8]>);

impl Drop for Said {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The mark of texts that are compared whole. Means nothing outside this process.
fn mark(of: &str, texts: [&str; 2]) -> Mark {
    static KEY: LazyLock<[u8; 32]> = LazyLock::new(|| {
        let mut key = [0; 32];
        for chunk in key.chunks_exact_mut(8) {
            chunk.copy_from_slice(&RandomState::new().hash_one(0).to_le_bytes());
        }
        key
    });
    let mut hasher = blake3::Hasher::new_keyed(&KEY);
    for text in [of, texts[0], texts[1]] {
        hasher.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    Mark(hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default())
}

impl Mark {
    /// That of a folded number of this kind.
    pub(super) fn of(facet: Facet, text: &str) -> Self {
        mark(facet.code(), [text, ""])
    }

    /// That of an id in a register.
    pub(super) fn of_reference(source: &str, id: &str) -> Self {
        mark("id", [source, id])
    }
}

impl Said {
    /// What an entry, in the form that a correction gave it, tells; none when that is nothing.
    pub(super) fn of(
        store: &Store,
        entry: &Recorded,
        correction: Option<&Recorded>,
    ) -> Option<Self> {
        let mut part = own_part(store, entry)?;
        let mut items = Items(Vec::with_capacity(128));
        for reference in &part.references {
            let (source, id) = (reference.source.as_str(), reference.id.as_str());
            items.number(Facet::Reference, id);
            items.mark(REFERENCE, Mark::of_reference(source, id));
        }
        match correction.and_then(|correction| replaced(store, correction)) {
            Some(new) => items.learn((new.type_id, new.schema), &new.payload),
            None => items.learn((entry.type_id.0, entry.schema), &part.details),
        }
        part.details.zeroize();
        (!items.0.is_empty()).then(|| Self(items.0.as_slice().into()))
    }

    /// The same with what another entry said.
    #[must_use]
    pub(super) fn and(&self, other: &Self) -> Self {
        Self([&*self.0, &*other.0].concat().into())
    }

    pub(super) fn items(&self) -> impl Iterator<Item = Item<'_>> {
        let mut rest = &*self.0;
        std::iter::from_fn(move || take(&mut rest))
    }
}

/// The next item of a buffer that `Items` wrote.
fn take<'a>(rest: &mut &'a [u8]) -> Option<Item<'a>> {
    let (tag, after) = rest.split_first()?;
    if matches!(*tag, WHOLE | REFERENCE) {
        let (mark, after) = after.split_first_chunk()?;
        *rest = after;
        let mark = Mark(*mark);
        return Some(if *tag == WHOLE { Item::Whole(mark) } else { Item::Reference(mark) });
    }
    let (length, after) = after.split_first_chunk()?;
    let (text, after) = after.split_at_checked(u16::from_le_bytes(*length).into())?;
    *rest = after;
    let facet = if *tag == NAME { Facet::Name } else { Facet::Phone };
    Some(Item::Text(facet, str::from_utf8(text).ok()?))
}

/// A buffer that is being filled. Wiped when it is let go.
struct Items(Vec<u8>);

impl Drop for Items {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl Items {
    /// Makes room without leaving what was said behind in memory that is given back.
    fn put(&mut self, parts: [&[u8]; 3]) {
        let needed = parts.iter().map(|part| part.len()).sum::<usize>();
        if self.0.capacity() - self.0.len() < needed {
            let mut larger = Vec::with_capacity((self.0.len() + needed) * 2);
            larger.extend_from_slice(&self.0);
            self.0.zeroize();
            self.0 = larger;
        }
        for part in parts {
            self.0.extend_from_slice(part);
        }
    }

    fn text(&mut self, tag: u8, text: &str) {
        // No checked text is that long.
        if let Some(length) = u16::try_from(text.len()).ok().filter(|length| *length > 0) {
            self.put([&[tag], &length.to_le_bytes(), text.as_bytes()]);
        }
    }

    fn mark(&mut self, tag: u8, mark: Mark) {
        self.put([&[tag], &mark.0, &[]]);
    }

    /// A number that is found whole.
    fn number(&mut self, facet: Facet, text: &str) {
        let mut folded = folding::compact(text);
        if !folded.is_empty() {
            self.mark(WHOLE, Mark::of(facet, &folded));
        }
        folded.zeroize();
    }

    fn learn(&mut self, of_type: (u16, u16), details: &[u8]) {
        for (facet, mut text) in texts::of(of_type, details) {
            match facet {
                Facet::Name => {
                    let mut folded = folding::fold(&text);
                    for word in folding::words(&folded) {
                        self.text(NAME, word);
                    }
                    folded.zeroize();
                }
                Facet::Phone => {
                    let mut digits = folding::phone(&text);
                    self.text(PHONE, &digits);
                    digits.zeroize();
                }
                Facet::Document | Facet::Reference => self.number(facet, &text),
            }
            text.zeroize();
        }
    }
}

/// What an entry says about its stream's own subject. What it says about others, a relative or a
/// sub-agent, does not find this stream.
fn own_part(store: &Store, entry: &Recorded) -> Option<PersonalPart> {
    let parts = store.open_personal(entry).into_iter();
    let (_, part) = parts.into_iter().find(|(subject, _)| subject.0 == entry.stream.0)?;
    let mut bytes = part.ok()?;
    let part = Codec.decode(&bytes).ok();
    bytes.zeroize();
    part
}

/// The personal payload that a correction puts in the place of its target's.
fn replaced(store: &Store, correction: &Recorded) -> Option<Replacement> {
    let part = own_part(store, correction)?;
    Codec.decode::<CorrectedDetails>(&part.details).ok()?.replacement
}
