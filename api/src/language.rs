//! Which language an answer speaks: French unless the request prefers another that we have.

use domain::lang::Lang;

/// A language of labels and titles.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Language {
    /// French, the default.
    #[default]
    French,
    /// English.
    English,
    /// Spanish.
    Spanish,
}

impl Language {
    /// Its ISO 639-1 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    /// The same, as the labels of the domain name it.
    pub const fn lang(self) -> Lang {
        match self {
            Self::French => Lang::Fr,
            Self::English => Lang::En,
            Self::Spanish => Lang::Es,
        }
    }

    /// The language of a code or of a longer tag such as `es-ES`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "fr" => Some(Self::French),
            "en" => Some(Self::English),
            "es" => Some(Self::Spanish),
            _ => None,
        }
    }

    /// The best one for an `Accept-Language` header: the highest weight, the first among equals.
    pub fn negotiate(header: &str) -> Self {
        let mut best: Option<(u32, Self)> = None;
        for part in header.split(',').take(32) {
            let mut pieces = part.split(';').map(str::trim);
            let Some(language) = pieces.next().and_then(Self::from_tag) else { continue };
            let weight = pieces
                .find_map(|piece| piece.strip_prefix("q="))
                .map_or(Some(1_000), thousandths)
                .unwrap_or(0);
            if weight > 0 && best.is_none_or(|(known, _)| weight > known) {
                best = Some((weight, language));
            }
        }
        best.map_or_else(Self::default, |(_, language)| language)
    }
}

/// A weight such as `0.8` in thousandths.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let whole: u32 = whole.parse().ok()?;
    let decimals: u32 = format!("{decimals:0<3}").get(..3)?.parse().ok()?;
    whole.checked_mul(1_000)?.checked_add(decimals).filter(|weight| *weight <= 1_000)
}

#[cfg(test)]
mod tests {
    use super::Language::{English, French, Spanish};
    use super::*;

    #[test]
    fn the_heaviest_language_that_we_have_wins_and_french_is_the_default() {
        for (header, expected) in [
            ("", French),
            ("de, wo", French),
            ("en-GB,en;q=0.9,fr;q=0.8", English),
            ("fr;q=0.2, es;q=0.9", Spanish),
            ("en;q=0, fr;q=0.1", French),
            ("es;q=nonsense, en;q=0.1", English),
            ("EN", English),
        ] {
            assert_eq!(Language::negotiate(header), expected, "{header}");
        }
    }
}
