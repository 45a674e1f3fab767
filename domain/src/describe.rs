//! The machine-readable description of events, made from the types themselves.
//!
//! The macro `events!` writes each payload and its [`EventType`] from one declaration, so the
//! catalogue cannot drift from what is decided and stored. `api` renders it; labels come from
//! resource files.

use crate::id::StreamId;
use crate::stream::StreamKind;

/// One event type.
#[derive(Clone, Copy, Debug)]
pub struct EventType {
    /// The permanent number under which entries are stored.
    pub id: u16,
    /// The name on the wire, `snake_case`.
    pub name: &'static str,
    /// The version of the payload's layout that is written today.
    pub schema: u16,
    /// The phase of the cycle, or the area, that it belongs to.
    pub phase: Phase,
    /// The kind of stream it is recorded on; none for those that any stream may carry.
    pub stream: Option<StreamKind>,
    /// What it records, in English.
    pub doc: &'static str,
    /// The coded facts.
    pub facts: &'static [Field],
    /// What is said about a natural person, sealed under her own key.
    pub personal: &'static [Field],
    /// Codes of the hard rules that can refuse it.
    pub refusals: &'static [&'static str],
    /// Codes of the findings it can raise.
    pub findings: &'static [&'static str],
}

/// The part of the journey that an event belongs to.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Phase {
    /// Registration, consent, preparation.
    PreDeparture,
    /// Agencies, contracts, departure.
    Placement,
    /// Arrival, work, wages, protection abroad.
    Abroad,
    /// Complaints.
    Complaint,
    /// Protection cases.
    Case,
    /// Return.
    Return,
    /// Reintegration.
    Reintegration,
    /// What concerns every phase.
    CrossCutting,
}

impl Phase {
    /// The phase's code in the catalogue.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PreDeparture => "pre_departure",
            Self::Placement => "placement",
            Self::Abroad => "abroad",
            Self::Complaint => "complaint",
            Self::Case => "case",
            Self::Return => "return",
            Self::Reintegration => "reintegration",
            Self::CrossCutting => "cross_cutting",
        }
    }
}

/// One field of a payload.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it says and in which unit, in English.
    pub doc: &'static str,
    /// Which values it takes.
    pub shape: Shape,
    /// Whether a record without it is refused. An absent list means an empty one.
    pub required: bool,
}

/// Which values a field takes.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// `true` or `false`.
    Flag,
    /// A whole number within bounds, both included.
    Integer {
        /// The smallest value.
        min: i64,
        /// The largest value.
        max: i64,
    },
    /// A decimal number written as text, with at most so many decimals.
    Decimal {
        /// How many digits may follow the point.
        decimals: u8,
    },
    /// A day, `YYYY-MM-DD`.
    Day,
    /// A month, `YYYY-MM`.
    Month,
    /// A year, month, day or instant: `2024`, `2024-03`, `2024-03-10`, `2024-03-10T09:00:00Z`.
    Occurrence,
    /// `{"amount": "1323.00", "currency": "EUR"}`, never negative.
    Money,
    /// A code of a maintained list.
    Code {
        /// The list's name.
        list: &'static str,
    },
    /// A code of a list that the registry itself defines.
    Choice {
        /// The list's name.
        list: &'static str,
        /// Its codes.
        codes: &'static [&'static str],
    },
    /// The id of another stream.
    Reference {
        /// What kind of stream.
        kind: StreamKind,
    },
    /// A UUID.
    Id,
    /// 1 to 32 of `A-Z a-z 0-9 . _ / -`.
    Label,
    /// Free text.
    Text {
        /// The most characters.
        chars_max: usize,
    },
    /// 64 hexadecimal digits.
    Digest,
    /// Several values.
    List {
        /// Of this shape each.
        item: &'static Shape,
    },
    /// A value made of fields.
    Record {
        /// These.
        fields: &'static [Field],
    },
    /// The payload of another event, with its type.
    Replacement,
}

/// A type that can stand in a payload and says which values it takes.
pub trait Described {
    /// Which values it takes.
    const SHAPE: Shape;
    /// Whether a field of this type must be given.
    const REQUIRED: bool = true;
}

/// A type that may name other streams or codes of maintained lists. The defaults name none.
pub trait Referable {
    /// Calls `to` with each stream that this value names.
    fn refer(&self, _to: &mut dyn FnMut(StreamKind, StreamId)) {}

    /// Calls `to` with the list and the code of each code that its list does not hold.
    ///
    /// Decoding accepts any well-formed code, for lists change; commands ask here.
    fn unlisted(&self, _to: &mut dyn FnMut(&'static str, &str)) {}
}

impl<T: Described> Described for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const REQUIRED: bool = false;
}

impl<T: Referable> Referable for Option<T> {
    fn refer(&self, to: &mut dyn FnMut(StreamKind, StreamId)) {
        if let Some(value) = self {
            value.refer(to);
        }
    }

    fn unlisted(&self, to: &mut dyn FnMut(&'static str, &str)) {
        if let Some(value) = self {
            value.unlisted(to);
        }
    }
}

impl<T: Described> Described for Vec<T> {
    const SHAPE: Shape = Shape::List { item: &T::SHAPE };
    const REQUIRED: bool = false;
}

impl<T: Referable> Referable for Vec<T> {
    fn refer(&self, to: &mut dyn FnMut(StreamKind, StreamId)) {
        for value in self {
            value.refer(to);
        }
    }

    fn unlisted(&self, to: &mut dyn FnMut(&'static str, &str)) {
        for value in self {
            value.unlisted(to);
        }
    }
}

impl Described for bool {
    const SHAPE: Shape = Shape::Flag;
}
impl Referable for bool {}

macro_rules! described_integers {
    ($($integer:ty: $max:expr;)+) => {$(
        impl Described for $integer {
            const SHAPE: Shape = Shape::Integer { min: 0, max: $max };
        }
        impl Referable for $integer {}
    )+};
}
// The largest whole number that every reader of JSON holds exactly.
described_integers! { u8: 255; u16: 65_535; u32: 4_294_967_295; u64: 9_007_199_254_740_991; }
