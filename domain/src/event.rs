//! What an event is to everybody who moves it: a typed payload with a permanent number.
//!
//! The macros `events!` and `event_set!` write the types, their bytes and their catalogue entry
//! from one declaration; adding an event means adding its declaration and the rules it obeys.

use std::any::Any;

use crate::amendment;
use crate::decider::Format;
use crate::describe::EventType;
use crate::id::{StreamId, SubjectId};
use crate::stream::StreamKind;

/// Why stored bytes do not give an event.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Unreadable<E> {
    /// This program does not know the type. Read models that need it stop, visibly.
    #[error("event type {0} is unknown to this program")]
    UnknownType(u16),
    /// This program does not know that version of the type.
    #[error("event type {type_id} has no schema version {schema} in this program")]
    UnknownSchema {
        /// The type's number.
        type_id: u16,
        /// The version that the entry names.
        schema: u16,
    },
    /// The framing of the facts is broken.
    #[error("the facts are cut short")]
    Truncated,
    /// The bytes denote no such payload.
    #[error("the payload cannot be read")]
    Payload(#[source] E),
}

/// A closed set of event types: those of an aggregate, or of one of its phases.
pub trait EventSet: Clone + std::fmt::Debug + PartialEq + Sized + 'static {
    /// The personal payloads that go with them.
    type Personal: PersonalSet;

    /// The description of each, in the order of declaration.
    fn types() -> Vec<&'static EventType>;

    /// Whether a type's number belongs to this set.
    fn owns(type_id: u16) -> bool;

    /// The description of this one.
    fn event_type(&self) -> &'static EventType;

    /// The bytes of the payload, without its number.
    ///
    /// # Errors
    /// The format refuses it, for its size.
    fn encode<F: Format>(&self, format: &F) -> Result<Vec<u8>, F::Error>;

    /// The event of these bytes.
    ///
    /// # Errors
    /// The type or its version is unknown, or the bytes are not such a payload.
    fn decode<F: Format>(
        format: &F,
        type_id: u16,
        schema: u16,
        bytes: &[u8],
    ) -> Result<Self, Unreadable<F::Error>>;

    /// Calls `to` with each stream that the event names.
    fn refer(&self, to: &mut dyn FnMut(StreamKind, StreamId));

    /// Calls `to` with each code that its list does not hold.
    fn unlisted(&self, to: &mut dyn FnMut(&'static str, &str));

    /// Whose key seals the personal payload; none means the stream's own subject.
    fn subject(&self) -> Option<SubjectId>;

    /// The correction or annulment that this event is, if it is one.
    fn amendment(&self) -> Option<&amendment::Event> {
        let event: &dyn Any = self;
        event.downcast_ref()
    }
}

/// The personal payloads of a set of event types.
pub trait PersonalSet: Clone + std::fmt::Debug + PartialEq + Sized {
    /// The event type that it belongs to.
    fn event_type(&self) -> &'static EventType;

    /// Its bytes.
    ///
    /// # Errors
    /// The format refuses it, for its size.
    fn encode<F: Format>(&self, format: &F) -> Result<Vec<u8>, F::Error>;

    /// The personal payload of an event type.
    ///
    /// # Errors
    /// The type has none or is unknown, or the bytes are not such a payload.
    fn decode<F: Format>(
        format: &F,
        type_id: u16,
        schema: u16,
        bytes: &[u8],
    ) -> Result<Self, Unreadable<F::Error>>;
}

/// Declares payload structs and the enum over them.
///
/// One declaration reads: documentation, `[number, schema version] Name as "wire_name" { facts }`,
/// then, where something personal belongs to it, `personal(whose) Name { fields }` with `stream`
/// or the fact that holds the subject, then the refusals and findings that concern it.
macro_rules! events {
    (
        $(#[$enum_doc:meta])*
        pub enum $event:ident, $personal:ident of $phase:ident on $stream:expr;
        $(
            $(#[doc = $doc:literal])+
            [$id:literal, $schema:literal] $name:ident as $wire:literal {
                $($(#[doc = $fact_doc:literal])+ $fact:ident: $fact_type:ty,)*
            }
            $(personal($whose:ident) $secret:ident {
                $($(#[doc = $secret_doc:literal])+ $part:ident: $part_type:ty,)*
            })?
            refuses [$($refusal:ident),*] raises [$($finding:literal),*];
        )+
    ) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug, Eq, PartialEq, serde::Serialize, serde::Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct $name {
                $($(#[doc = $fact_doc])+ pub $fact: $fact_type,)*
            }

            impl $name {
                /// Its entry in the catalogue.
                pub const TYPE: $crate::describe::EventType = $crate::describe::EventType {
                    id: $id,
                    name: $wire,
                    schema: $schema,
                    phase: $crate::describe::Phase::$phase,
                    stream: $stream,
                    doc: concat!($($doc),+).trim_ascii(),
                    facts: &[$($crate::describe::Field {
                        name: stringify!($fact),
                        doc: concat!($($fact_doc),+).trim_ascii(),
                        shape: <$fact_type as $crate::describe::Described>::SHAPE,
                        required: <$fact_type as $crate::describe::Described>::REQUIRED,
                    },)*],
                    personal: &[$($($crate::describe::Field {
                        name: stringify!($part),
                        doc: concat!($($secret_doc),+).trim_ascii(),
                        shape: <$part_type as $crate::describe::Described>::SHAPE,
                        required: <$part_type as $crate::describe::Described>::REQUIRED,
                    },)*)?],
                    refusals: &[$(Refusal::$refusal.code()),*],
                    findings: &[$($finding),*],
                };

                fn refer(
                    &self,
                    _to: &mut dyn FnMut($crate::stream::StreamKind, $crate::id::StreamId),
                ) {
                    $($crate::describe::Referable::refer(&self.$fact, _to);)*
                }

                fn unlisted(&self, _to: &mut dyn FnMut(&'static str, &str)) {
                    $($crate::describe::Referable::unlisted(&self.$fact, _to);)*
                }

                fn subject(&self) -> Option<$crate::id::SubjectId> {
                    Option::<$crate::id::SubjectId>::None $(.or($crate::event::subject!(self, $whose)))?
                }
            }

            impl From<$name> for $event {
                fn from(payload: $name) -> Self {
                    Self::$name(Box::new(payload))
                }
            }

            $(
                #[doc = concat!("What [`", stringify!($name), "`] says about a person.")]
                #[derive(Clone, Eq, PartialEq, serde::Serialize, serde::Deserialize)]
                #[serde(deny_unknown_fields)]
                pub struct $secret {
                    $($(#[doc = $secret_doc])+ pub $part: $part_type,)*
                }

                impl std::fmt::Debug for $secret {
                    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(stringify!($secret)) // I8: dates and codes say who it is, too
                    }
                }

                impl From<$secret> for $personal {
                    fn from(payload: $secret) -> Self {
                        Self::$name(Box::new(payload))
                    }
                }
            )?
        )+

        $(#[$enum_doc])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub enum $event {
            $($(#[doc = $doc])+ $name(Box<$name>),)+
        }

        impl $crate::event::EventSet for $event {
            type Personal = $personal;

            fn types() -> Vec<&'static $crate::describe::EventType> {
                vec![$(&$name::TYPE,)+]
            }

            fn owns(type_id: u16) -> bool {
                [$($id),+].contains(&type_id)
            }

            fn event_type(&self) -> &'static $crate::describe::EventType {
                match self { $(Self::$name(_) => &$name::TYPE,)+ }
            }

            fn encode<F: $crate::decider::Format>(&self, format: &F) -> Result<Vec<u8>, F::Error> {
                match self { $(Self::$name(payload) => format.encode(payload),)+ }
            }

            fn decode<F: $crate::decider::Format>(
                format: &F,
                type_id: u16,
                schema: u16,
                bytes: &[u8],
            ) -> Result<Self, $crate::event::Unreadable<F::Error>> {
                match (type_id, schema) {
                    $(($id, $schema) => format
                        .decode::<$name>(bytes)
                        .map(Self::from)
                        .map_err($crate::event::Unreadable::Payload),)+
                    $(($id, schema) => {
                        Err($crate::event::Unreadable::UnknownSchema { type_id, schema })
                    })+
                    (type_id, _) => Err($crate::event::Unreadable::UnknownType(type_id)),
                }
            }

            fn refer(
                &self,
                to: &mut dyn FnMut($crate::stream::StreamKind, $crate::id::StreamId),
            ) {
                match self { $(Self::$name(payload) => payload.refer(to),)+ }
            }

            fn unlisted(&self, to: &mut dyn FnMut(&'static str, &str)) {
                match self { $(Self::$name(payload) => payload.unlisted(to),)+ }
            }

            fn subject(&self) -> Option<$crate::id::SubjectId> {
                match self { $(Self::$name(payload) => payload.subject(),)+ }
            }
        }

        /// The personal payloads that go with these events.
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub enum $personal {
            $($(
                #[doc = concat!("Of [`", stringify!($name), "`].")]
                $name(Box<$secret>),
            )?)+
        }

        impl $crate::event::PersonalSet for $personal {
            fn event_type(&self) -> &'static $crate::describe::EventType {
                match *self {
                    $($(Self::$name(ref payload) => {
                        let _: &$secret = payload;
                        &$name::TYPE
                    })?)+
                }
            }

            fn encode<F: $crate::decider::Format>(&self, format: &F) -> Result<Vec<u8>, F::Error> {
                let _ = format;
                match *self {
                    $($(Self::$name(ref payload) => {
                        let payload: &$secret = payload;
                        format.encode(payload)
                    })?)+
                }
            }

            fn decode<F: $crate::decider::Format>(
                format: &F,
                type_id: u16,
                schema: u16,
                bytes: &[u8],
            ) -> Result<Self, $crate::event::Unreadable<F::Error>> {
                let _ = (format, bytes);
                match (type_id, schema) {
                    $($(($id, $schema) => format
                        .decode::<$secret>(bytes)
                        .map(Self::from)
                        .map_err($crate::event::Unreadable::Payload),)?)+
                    (type_id, _) => Err($crate::event::Unreadable::UnknownType(type_id)),
                }
            }
        }
    };
}

/// The subject of a personal payload: the stream's own, or the one that a fact names.
macro_rules! subject {
    ($payload:expr, stream) => {
        None
    };
    ($payload:expr, $fact:ident) => {
        Some($payload.$fact.into())
    };
}

/// Declares an aggregate's events as the union of its phases' modules, each with an `Event` and a
/// `Personal` of its own.
macro_rules! event_set {
    (
        $(#[$doc:meta])*
        pub enum $event:ident, $personal:ident { $($variant:ident($($module:ident)::+),)+ }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub enum $event {
            $(
                #[doc = concat!("Of `", stringify!($($module)::+), "`.")]
                $variant($($module)::+::Event),
            )+
        }

        /// The personal payloads that go with these events.
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub enum $personal {
            $(
                #[doc = concat!("Of `", stringify!($($module)::+), "`.")]
                $variant($($module)::+::Personal),
            )+
        }

        $(
            impl From<$($module)::+::Event> for $event {
                fn from(event: $($module)::+::Event) -> Self {
                    Self::$variant(event)
                }
            }

            impl From<$($module)::+::Personal> for $personal {
                fn from(personal: $($module)::+::Personal) -> Self {
                    Self::$variant(personal)
                }
            }
        )+

        impl $crate::event::EventSet for $event {
            type Personal = $personal;

            fn types() -> Vec<&'static $crate::describe::EventType> {
                let mut types = Vec::new();
                $(types.extend(<$($module)::+::Event as $crate::event::EventSet>::types());)+
                types
            }

            fn owns(type_id: u16) -> bool {
                false $(|| <$($module)::+::Event as $crate::event::EventSet>::owns(type_id))+
            }

            fn event_type(&self) -> &'static $crate::describe::EventType {
                match self { $(Self::$variant(event) => event.event_type(),)+ }
            }

            fn encode<F: $crate::decider::Format>(&self, format: &F) -> Result<Vec<u8>, F::Error> {
                match self { $(Self::$variant(event) => event.encode(format),)+ }
            }

            fn decode<F: $crate::decider::Format>(
                format: &F,
                type_id: u16,
                schema: u16,
                bytes: &[u8],
            ) -> Result<Self, $crate::event::Unreadable<F::Error>> {
                $(if <$($module)::+::Event as $crate::event::EventSet>::owns(type_id) {
                    return $crate::event::EventSet::decode(format, type_id, schema, bytes)
                        .map(Self::$variant);
                })+
                Err($crate::event::Unreadable::UnknownType(type_id))
            }

            fn refer(
                &self,
                to: &mut dyn FnMut($crate::stream::StreamKind, $crate::id::StreamId),
            ) {
                match self { $(Self::$variant(event) => event.refer(to),)+ }
            }

            fn unlisted(&self, to: &mut dyn FnMut(&'static str, &str)) {
                match self { $(Self::$variant(event) => event.unlisted(to),)+ }
            }

            fn subject(&self) -> Option<$crate::id::SubjectId> {
                match self { $(Self::$variant(event) => event.subject(),)+ }
            }

            fn amendment(&self) -> Option<&$crate::amendment::Event> {
                match self { $(Self::$variant(event) => event.amendment(),)+ }
            }
        }

        impl $crate::event::PersonalSet for $personal {
            fn event_type(&self) -> &'static $crate::describe::EventType {
                match self { $(Self::$variant(personal) => personal.event_type(),)+ }
            }

            fn encode<F: $crate::decider::Format>(&self, format: &F) -> Result<Vec<u8>, F::Error> {
                match self { $(Self::$variant(personal) => personal.encode(format),)+ }
            }

            fn decode<F: $crate::decider::Format>(
                format: &F,
                type_id: u16,
                schema: u16,
                bytes: &[u8],
            ) -> Result<Self, $crate::event::Unreadable<F::Error>> {
                $(if <$($module)::+::Event as $crate::event::EventSet>::owns(type_id) {
                    return $crate::event::PersonalSet::decode(format, type_id, schema, bytes)
                        .map(Self::$variant);
                })+
                Err($crate::event::Unreadable::UnknownType(type_id))
            }
        }
    };
}

/// Declares a record that stands inside payloads, with its description.
macro_rules! records {
    ($(
        $(#[doc = $doc:literal])+
        pub struct $name:ident {
            $($(#[doc = $field_doc:literal])+ $field:ident: $type:ty,)+
        }
    )+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Eq, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[doc = $field_doc])+ pub $field: $type,)+
        }

        impl $crate::describe::Described for $name {
            const SHAPE: $crate::describe::Shape = $crate::describe::Shape::Record {
                fields: &[$($crate::describe::Field {
                    name: stringify!($field),
                    doc: concat!($($field_doc),+).trim_ascii(),
                    shape: <$type as $crate::describe::Described>::SHAPE,
                    required: <$type as $crate::describe::Described>::REQUIRED,
                },)+],
            };
        }

        impl $crate::describe::Referable for $name {
            fn refer(
                &self,
                to: &mut dyn FnMut($crate::stream::StreamKind, $crate::id::StreamId),
            ) {
                $($crate::describe::Referable::refer(&self.$field, to);)+
            }

            fn unlisted(&self, to: &mut dyn FnMut(&'static str, &str)) {
                $($crate::describe::Referable::unlisted(&self.$field, to);)+
            }
        }
    )+};
}

pub(crate) use {event_set, events, records, subject};
