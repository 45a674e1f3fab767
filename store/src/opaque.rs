//! The inside of an opaque entry: what really happened in a protected case, padded so that its
//! length says little.

use zeroize::Zeroize;

use crate::bytes::{Reader, length_u32, length_usize};
use crate::id::{StreamId, SubjectId, TypeId, Version};

/// Lengths that a protected part's text may have; a head shows no other.
const SIZE_CLASSES: [usize; 7] = [512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768];

/// What an opaque entry says; persons' parts are sealed once more, under their own keys.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct CaseEvent {
    pub(crate) case: StreamId,
    pub(crate) version: Version,
    pub(crate) type_id: TypeId,
    pub(crate) schema: u16,
    pub(crate) facts: Vec<u8>,
    pub(crate) personal: Vec<InnerPart>,
}

/// A personal part inside an opaque entry, so that erasure reaches it too.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct InnerPart {
    pub(crate) subject: SubjectId,
    pub(crate) key_number: u32,
    pub(crate) sealed: Vec<u8>,
}

/// The padded text, or how many bytes it would need if that is too many.
pub(crate) fn to_bytes(event: &CaseEvent) -> Result<Vec<u8>, usize> {
    let mut content = Vec::with_capacity(512);
    content.extend_from_slice(&event.case.0);
    content.extend_from_slice(&event.version.0.to_be_bytes());
    content.extend_from_slice(&event.type_id.0.to_be_bytes());
    content.extend_from_slice(&event.schema.to_be_bytes());
    content.extend_from_slice(&length_u32(event.facts.len()).to_be_bytes());
    content.extend_from_slice(&event.facts);
    content.push(u8::try_from(event.personal.len()).unwrap_or(u8::MAX));
    for part in &event.personal {
        content.extend_from_slice(&part.subject.0);
        content.extend_from_slice(&part.key_number.to_be_bytes());
        content.extend_from_slice(&length_u32(part.sealed.len()).to_be_bytes());
        content.extend_from_slice(&part.sealed);
    }
    let needed = content.len() + 4;
    let Some(class) = SIZE_CLASSES.into_iter().find(|class| *class >= needed) else {
        content.zeroize();
        return Err(needed);
    };
    let mut bytes = Vec::with_capacity(class);
    bytes.extend_from_slice(&length_u32(content.len()).to_be_bytes());
    bytes.extend_from_slice(&content);
    bytes.resize(class, 0);
    content.zeroize();
    Ok(bytes)
}

/// The event that a padded text says; never panics.
pub(crate) fn parse(bytes: &[u8]) -> Option<CaseEvent> {
    let mut padded = Reader::new(bytes);
    let length = length_usize(u64::from(padded.u32()?));
    let mut reader = Reader::new(padded.take(length)?);
    let case = StreamId(reader.array()?);
    let version = Version(reader.u32()?);
    let type_id = TypeId(reader.u16()?);
    let schema = reader.u16()?;
    let facts = sized(&mut reader)?;
    let count = reader.u8()?;
    let mut personal = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        let subject = SubjectId(reader.array()?);
        let key_number = reader.u32()?;
        personal.push(InnerPart { subject, key_number, sealed: sized(&mut reader)? });
    }
    let sound = reader.rest().is_empty() && padded.rest().iter().all(|byte| *byte == 0);
    sound.then_some(CaseEvent { case, version, type_id, schema, facts, personal })
}

fn sized(reader: &mut Reader<'_>) -> Option<Vec<u8>> {
    let length = length_usize(u64::from(reader.u32()?));
    reader.take(length).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests;
