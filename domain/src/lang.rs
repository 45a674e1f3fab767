//! The languages of screens, exports and data files; the words themselves are whoever shows them's.

use std::fmt;
use std::str::FromStr;

/// A language of screens and exports.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Lang {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
    /// Spanish.
    Es,
    /// Arabic.
    Ar,
}

/// A text is not the code of a language of the screens.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a language of the screens: expected fr, en, es or ar")]
pub struct NotALang;

impl Lang {
    /// Every language.
    pub const ALL: [Self; 4] = [Self::Fr, Self::En, Self::Es, Self::Ar];

    /// The languages in which everything has a label.
    pub const COMPLETE: [Self; 3] = [Self::Fr, Self::En, Self::Es];

    /// Its code, ISO 639-1.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
            Self::Es => "es",
            Self::Ar => "ar",
        }
    }

    /// Whether it is written from right to left.
    pub const fn is_right_to_left(self) -> bool {
        match self {
            Self::Ar => true,
            Self::Fr | Self::En | Self::Es => false,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Lang {
    type Err = NotALang;

    fn from_str(text: &str) -> Result<Self, NotALang> {
        Self::ALL.into_iter().find(|lang| lang.code() == text).ok_or(NotALang)
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn a_language_is_read_from_its_code() {
        for lang in Lang::ALL {
            assert_eq!(lang.code().parse(), Ok(lang));
        }
        assert!("de".parse::<Lang>().is_err());
    }
}
