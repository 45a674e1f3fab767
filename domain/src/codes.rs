//! Codes of lists that others maintain: ISO, ILO, UN. Any well-formed code decodes, because
//! lists change; whether a list holds a code is asked in commands ([`Referable::unlisted`]).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::describe::{Described, Referable, Shape};

pub mod lists;

/// A text has not the form of a code of the list.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a code of the list {list}")]
pub struct NotACode {
    /// The list.
    pub list: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident [$width:literal] of $list:literal, $form:expr, $listed:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name([u8; $width]); // ASCII, zeros behind

        impl $name {
            /// The name of its list.
            pub const LIST: &'static str = $list;

            /// Its text.
            pub fn as_str(&self) -> &str {
                let used = self.0.iter().position(|byte| *byte == 0).unwrap_or($width);
                self.0.get(..used).and_then(|text| str::from_utf8(text).ok()).unwrap_or_default()
            }

            /// Whether the list holds it today.
            pub fn is_listed(&self) -> bool {
                let listed: fn(&str) -> bool = $listed;
                listed(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = NotACode;

            fn from_str(text: &str) -> Result<Self, NotACode> {
                let well_formed: fn(&str) -> bool = $form;
                let mut code = [0; $width];
                match code.get_mut(..text.len()) {
                    Some(used) if !text.is_empty() && well_formed(text) => {
                        used.copy_from_slice(text.as_bytes());
                        Ok(Self(code))
                    }
                    Some(_) | None => Err(NotACode { list: $list }),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                if to.is_human_readable() { to.collect_str(self) } else { self.0.serialize(to) }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                use serde::de::Error;
                if from.is_human_readable() {
                    return String::deserialize(from)?.parse().map_err(Error::custom);
                }
                let stored = Self(<[u8; $width]>::deserialize(from)?);
                let same: Self = stored.as_str().parse().map_err(Error::custom)?;
                if same == stored { Ok(same) } else { Err(Error::custom(NotACode { list: $list })) }
            }
        }

        impl Described for $name {
            const SHAPE: Shape = Shape::Code { list: $list };
        }

        impl Referable for $name {
            fn unlisted(&self, to: &mut dyn FnMut(&'static str, &str)) {
                if !self.is_listed() {
                    to($list, self.as_str());
                }
            }
        }
    )+};
}

/// Whether a text has the form of a code of the list with that name.
pub fn is_well_formed(list: &str, text: &str) -> bool {
    match list {
        Country::LIST => text.parse::<Country>().is_ok(),
        Subdivision::LIST => text.parse::<Subdivision>().is_ok(),
        Currency::LIST => text.parse::<Currency>().is_ok(),
        Language::LIST => text.parse::<Language>().is_ok(),
        Occupation::LIST => text.parse::<Occupation>().is_ok(),
        Activity::LIST => text.parse::<Activity>().is_ok(),
        FieldOfEducation::LIST => text.parse::<FieldOfEducation>().is_ok(),
        _ => false,
    }
}

/// Whether the list with that name holds a code: what is sent must be listed, what is stored need not.
pub fn is_listed(list: &str, text: &str) -> bool {
    fn holds<T: FromStr + Referable>(text: &str) -> bool {
        let Ok(code) = text.parse::<T>() else { return false };
        let mut listed = true;
        code.unlisted(&mut |_, _| listed = false);
        listed
    }
    match list {
        Country::LIST => holds::<Country>(text),
        Subdivision::LIST => holds::<Subdivision>(text),
        Currency::LIST => holds::<Currency>(text),
        Language::LIST => holds::<Language>(text),
        Occupation::LIST => holds::<Occupation>(text),
        Activity::LIST => holds::<Activity>(text),
        FieldOfEducation::LIST => holds::<FieldOfEducation>(text),
        _ => false,
    }
}

fn uppercase(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

codes! {
    /// A country, ISO 3166-1 alpha-2.
    Country [2] of "iso_3166_1", |text| text.len() == 2 && uppercase(text),
        |code| rust_iso3166::from_alpha2(code).is_some();
    /// A country's subdivision, ISO 3166-2, such as `SN-DK`.
    Subdivision [6] of "iso_3166_2",
        |text| text.split_once('-').is_some_and(|(country, part)| {
            country.len() == 2
                && uppercase(country)
                && (1..=3).contains(&part.len())
                && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        }),
        |code| rust_iso3166::iso3166_2::from_code(code).is_some();
    /// A currency, ISO 4217.
    Currency [3] of "iso_4217", |text| text.len() == 3 && uppercase(text),
        |code| iso_currency::Currency::from_code(code).is_some();
    /// A language, ISO 639-1 or 639-3.
    Language [3] of "iso_639",
        |text| text.len() >= 2 && text.bytes().all(|byte| byte.is_ascii_lowercase()),
        |code| match code.len() {
            2 => isolang::Language::from_639_1(code).is_some(),
            _ => isolang::Language::from_639_3(code).is_some(),
        };
    /// An occupation, ISCO-08: one to four digits.
    Occupation [4] of "isco_08", digits, |code| lists::ISCO_08.holds(code);
    /// An economic activity, ISIC rev. 4: a section's letter or two to four digits.
    Activity [4] of "isic_4",
        |text| match text.len() { 1 => uppercase(text), _ => digits(text) },
        |code| lists::ISIC_4.holds(code);
    /// A field of education and training, ISCED-F 2013: two to four digits.
    FieldOfEducation [4] of "isced_f_2013", |text| text.len() >= 2 && digits(text),
        |code| lists::ISCED_F_2013.holds(code);
}

impl Country {
    /// The country of two letters that the program itself names.
    ///
    /// For constants in code; texts from outside go through [`FromStr`].
    pub const fn from_letters(letters: [u8; 2]) -> Self {
        Self(letters)
    }
}

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");
    /// The CFA franc of the West African union (BCEAO).
    pub const XOF: Self = Self(*b"XOF");
    /// The ouguiya of Mauritania.
    pub const MRU: Self = Self(*b"MRU");

    /// How many decimals ISO 4217 gives it; two when the list does not know it.
    pub fn exponent(self) -> u16 {
        iso_currency::Currency::from_code(self.as_str())
            .and_then(iso_currency::Currency::exponent)
            .unwrap_or(2)
    }
}

impl Activity {
    /// Whether this is the activity `code` or one within it.
    pub fn is_within(self, code: &str) -> bool {
        self.as_str().starts_with(code)
    }

    /// The section that it lies in: a letter, from its own or from its first two digits.
    pub fn section(self) -> Option<char> {
        let text = self.as_str();
        let first = text.chars().next()?;
        if first.is_ascii_uppercase() {
            return Some(first);
        }
        let division: u8 = text.get(..2)?.parse().ok()?;
        ISIC_SECTIONS.iter().find(|(_, last)| division <= *last).map(|(section, _)| *section)
    }
}

/// The sections of ISIC rev. 4, each with its last division; divisions ascend through them.
const ISIC_SECTIONS: [(char, u8); 21] = [
    ('A', 3),
    ('B', 9),
    ('C', 33),
    ('D', 35),
    ('E', 39),
    ('F', 43),
    ('G', 47),
    ('H', 53),
    ('I', 56),
    ('J', 63),
    ('K', 66),
    ('L', 68),
    ('M', 75),
    ('N', 82),
    ('O', 84),
    ('P', 85),
    ('Q', 88),
    ('R', 93),
    ('S', 96),
    ('T', 98),
    ('U', 99),
];

#[cfg(test)]
mod tests;
