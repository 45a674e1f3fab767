//! Checked texts. All of them are personal: a free text about a person belongs to her.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::describe::{Described, Referable, Shape};

/// A text is empty, too long, or holds control characters.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a text: expected 1 to {chars_max} characters and no control characters")]
pub struct NotAText {
    /// The most characters it may have.
    pub chars_max: usize,
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident up to $max:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(into = "String")]
        pub struct $name(String);

        impl $name {
            /// The most characters it may have.
            pub const CHARS_MAX: usize = $max;

            /// Its text. Personal: never for a log, a metric, an error or a URL.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAText;

            fn try_from(text: String) -> Result<Self, NotAText> {
                let text = text.trim();
                let control = |c: char| c.is_control() && c != '\n';
                let length = text.chars().take($max + 1).count();
                if length == 0 || length > $max || text.chars().any(control) {
                    return Err(NotAText { chars_max: $max });
                }
                Ok(Self(text.to_owned()))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                use serde::de::Error;
                let is_stored = !from.is_human_readable();
                let text = String::deserialize(from)?;
                let bytes = text.len();
                let kept = Self::try_from(text).map_err(Error::custom)?;
                // One value has one form: blanks around a text are never stored.
                if is_stored && kept.0.len() != bytes {
                    return Err(Error::custom(NotAText { chars_max: $max }));
                }
                Ok(kept)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name)) // I8: never the text
            }
        }

        impl Described for $name {
            const SHAPE: Shape = Shape::Text { chars_max: $max };
        }
        impl Referable for $name {}
    )+};
}

texts! {
    /// A postal address or the description of a place where somebody lives.
    Address up to 300;
    /// The number of a passport, identity card, permit, certificate, licence or tax account.
    DocumentNumber up to 40;
    /// What somebody told, in her own words or the officer's.
    Narrative up to 8000;
    /// A given or family name, in any script.
    PersonName up to 120;
    /// The name of a firm, household, union or office.
    OrganisationName up to 200;
    /// A telephone number as it was given.
    PhoneNumber up to 32;
    /// An identifier that another register gave: a source and its id.
    ExternalId up to 80;
}

#[cfg(test)]
mod tests;
