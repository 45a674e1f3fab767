//! Which texts of a personal payload people are found by.
//!
//! Decided by the names of the fields, so that a new event type with a name in it is found without
//! a line here. Addresses and narratives never are.

use std::cell::RefCell;

use domain::any::AnyPersonal;
use domain::decider::Format;
use domain::event::PersonalSet;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::codec::{Codec, CodecError};

use super::Facet;

mod walk;

use walk::{Place, Walk};

/// By what a field finds its person; `within` is the list that the record stands in.
pub(super) fn facet_of(field: &str, within: &str) -> Option<Facet> {
    match field {
        "given_name" | "family_name" | "name" | "short_name" | "sign_in_name" => Some(Facet::Name),
        "phone" => Some(Facet::Phone),
        "tax_id" | "email" => Some(Facet::Document),
        "number" if within == "documents" => Some(Facet::Document),
        _ if field.ends_with("_number") => Some(Facet::Document),
        _ => None,
    }
}

/// The texts of an encoded personal payload of an event type, with what each finds.
pub(super) fn of((type_id, schema): (u16, u16), details: &[u8]) -> Vec<(Facet, String)> {
    let named = Named(RefCell::default());
    // What this program cannot read finds nobody; the tables say that there is such an entry.
    if let Ok(said) = AnyPersonal::decode(&Codec, type_id, schema, details) {
        // What cannot be walked through has no texts that find anybody.
        let _ = said.encode(&named);
    }
    named.0.into_inner()
}

/// Takes the texts out of a payload on its way to be written: only there do values stand beside
/// the names of their fields.
struct Named(RefCell<Vec<(Facet, String)>>);

impl Format for Named {
    type Error = CodecError;

    fn encode<T: Serialize>(&self, value: &T) -> Result<Vec<u8>, CodecError> {
        let mut found = self.0.borrow_mut();
        let mut take = |place: Place, text: &str| {
            found.extend(facet_of(place.field, place.within).map(|facet| (facet, text.to_owned())));
        };
        let walk = Walk { place: Place::default(), take: &mut take };
        value.serialize(walk).map_err(|_unwalkable| CodecError::Malformed)?;
        Ok(Vec::new())
    }

    fn decode<T: DeserializeOwned>(&self, bytes: &[u8]) -> Result<T, CodecError> {
        Codec.decode(bytes)
    }
}
