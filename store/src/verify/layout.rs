//! The bytes of docs/FORMAT.md as a reader without keys sees them. Written from that document;
//! shares nothing with the code that writes them, so that one mistake cannot hide in both.

use std::collections::HashMap;

use blake3::Hasher;
use foldhash::fast::RandomState;

use crate::derive::{Context, context};

static LINK: Context = context!("tukki v1 link");
static BLOCK: Context = context!("tukki v1 block");

/// Why some bytes are not what they should be.
pub(super) type Fault = &'static str;

/// A head, as far as it can be checked without keys.
pub(crate) struct HeadView<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) position: u64,
    pub(super) recorded_at_ms: i64,
    pub(super) stream: [u8; 16],
    pub(super) version: u32,
    pub(super) event_id: [u8; 16],
    pub(super) type_id: u16,
    pub(super) schema: u16,
}

/// A row of the table of parts and the bytes it speaks of.
pub(crate) struct PartView<'a> {
    pub(super) class: u8,
    pub(super) digest: [u8; 32],
    pub(super) sealed: &'a [u8],
}

/// Fields at fixed places of a byte string; outside of it there is nothing.
fn field<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn number16(bytes: &[u8], at: usize) -> Option<usize> {
    field(bytes, at).map(|field| usize::from(u16::from_be_bytes(field)))
}

/// FORMAT.md, "Entry". Its parts are put in the place of those that `parts` held.
pub(crate) fn entry<'a>(bytes: &'a [u8], parts: &mut Vec<PartView<'a>>) -> Option<HeadView<'a>> {
    let length = number16(bytes, 0)?;
    let head = bytes.get(2..length.checked_add(2)?)?;
    if bytes.len() > 65_535 || head.first() != Some(&1) {
        return None;
    }
    let number = usize::from(*head.get(57)?);
    let (mut row, mut sealed_at) = (58, 2 + length);
    parts.clear();
    for place in 0..number {
        let class = *head.get(row)?;
        let long = match class {
            1 | 3 => 0,
            2 => 16,
            _ => return None,
        };
        if usize::from(*head.get(row + 1)?) != place {
            return None;
        }
        let sealed_length = number16(head, row + 6)?;
        let digest = field(head, row + 8 + long)?;
        let sealed = bytes.get(sealed_at..sealed_at + sealed_length)?;
        parts.push(PartView { class, digest, sealed });
        sealed_at += sealed_length;
        row += 72 + long;
    }
    if row != head.len() || sealed_at != bytes.len() || number == 0 {
        return None;
    }
    Some(HeadView {
        bytes: head,
        position: u64::from_be_bytes(field(head, 1)?),
        recorded_at_ms: i64::from_be_bytes(field(head, 9)?),
        stream: field(head, 17)?,
        version: u32::from_be_bytes(field(head, 33)?),
        event_id: field(head, 37)?,
        type_id: u16::from_be_bytes(field(head, 53)?),
        schema: u16::from_be_bytes(field(head, 55)?),
    })
}

/// Entries with the links they claim, the first position, and the link claimed before them.
pub(super) struct RunView<'a> {
    pub(super) first: u64,
    pub(super) before: [u8; 32],
    pub(super) entries: Vec<(&'a [u8], [u8; 32])>,
}

/// What a thread hashes with again and again.
pub(super) struct Hashers {
    link: Hasher,
    block: Hasher,
    /// What the checksum of a block covers, in one piece: that is hashed many chunks at a time.
    covered: Vec<u8>,
}

impl Default for Hashers {
    fn default() -> Self {
        Self { link: LINK.hasher(), block: BLOCK.hasher(), covered: Vec::new() }
    }
}

impl Hashers {
    /// FORMAT.md, "Links".
    pub(super) fn link_after(&mut self, before: [u8; 32], head: &[u8]) -> [u8; 32] {
        self.link.reset().update(&before).update(head).finalize().into()
    }

    /// FORMAT.md, "Block".
    pub(super) fn block<'a>(&mut self, key: &[u8], bytes: &'a [u8]) -> Result<RunView<'a>, Fault> {
        let number = bytes.get(9).copied().map(usize::from).ok_or("a block is cut short")?;
        if !bytes.starts_with(b"TUKKIBLK\x01") || number == 0 {
            return Err("a block does not begin as one");
        }
        let checked = self.covered_by_checksum(key, bytes);
        let mut payload = checked.ok_or("the checksum or the key of a block is wrong")?;
        let mut entries = Vec::with_capacity(number);
        for _ in 0..number {
            let next = || {
                let length = number16(payload, 0)?;
                let entry = payload.get(2..2 + length)?;
                let link = field(payload, 2 + length)?;
                Some((entry, link, payload.get(34 + length..)?))
            };
            let (entry, link, rest) = next().ok_or("a block ends within an entry")?;
            entries.push((entry, link));
            payload = rest;
        }
        let header = field(bytes, 10).map(u64::from_be_bytes).zip(field(bytes, 22));
        match header {
            Some((first, before)) if payload.is_empty() => Ok(RunView { first, before, entries }),
            Some(_) | None => Err("a block holds more than its entries"),
        }
    }

    /// What a block holds, if its checksum, its key and its length are right.
    fn covered_by_checksum<'a>(&mut self, key: &[u8], bytes: &'a [u8]) -> Option<&'a [u8]> {
        let (header, payload) = (bytes.get(..54)?, bytes.get(70..)?);
        self.covered.clear();
        self.covered.extend_from_slice(header);
        self.covered.extend_from_slice(payload);
        let check: [u8; 32] = self.block.reset().update(&self.covered).finalize().into();
        let length = u32::from_be_bytes(field(bytes, 18)?);
        let sound = check.get(..16) == bytes.get(54..70)
            && usize::try_from(length).ok() == Some(payload.len())
            && key == bytes.get(10..18)?;
        sound.then_some(payload)
    }
}

/// The position that a block's key names; 0 if it is none.
pub(super) fn position_of(key: &[u8]) -> u64 {
    key.first_chunk().map_or(0, |key| u64::from_be_bytes(*key))
}

/// FORMAT.md, "GENESIS": the link before the first entry.
pub(super) fn genesis(bytes: &[u8]) -> Option<[u8; 32]> {
    if !bytes.starts_with(b"TUKKIGEN\x01") {
        return None;
    }
    let origin_length = number16(bytes, 10)?;
    let rest = bytes.get(12..)?;
    let content_length = origin_length + 64;
    let mut covered = bytes.get(8..10)?.to_vec();
    covered.extend_from_slice(rest.get(..content_length)?);
    let link = blake3::derive_key("tukki v1 genesis", &covered);
    (rest.get(content_length..)? == link).then_some(link)
}

/// FORMAT.md, "HEAD": size and link of the later slot that is whole.
pub(super) fn head(bytes: &[u8], genesis: [u8; 32]) -> Option<(u64, [u8; 32])> {
    let slot = |at: usize| {
        let slot = bytes.get(at..at + 121)?;
        let (body, check) = slot.split_at_checked(89)?;
        let sound = body.starts_with(b"TUKKIHED\x01")
            && body.get(9..41) == Some(&genesis)
            && blake3::derive_key("tukki v1 head slot", body) == check;
        let size = u64::from_be_bytes(field(body, 41)?);
        sound.then_some((size, field(body, 57)?))
    };
    [slot(0), slot(512)].into_iter().flatten().max_by_key(|(size, _)| *size)
}

/// Last version by stream, as entries showed them.
pub(super) type Streams = HashMap<[u8; 16], u32, RandomState>;
