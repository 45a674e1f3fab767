//! Makes texts that people write differently alike: case, accents, punctuation.
//!
//! Variants of a name (Diallo, Jallow) and other scripts are not folded here.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a folded text.
pub(super) fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Letters and digits only, in small letters without accents.
pub(super) fn compact(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The terms of a search: words, and numbers with whatever stands between their digits left out.
pub(super) fn terms(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().flat_map(|part| match number(part) {
        Some(number) => vec![number],
        None => words(&fold(part)).map(str::to_owned).collect(),
    })
}

/// A text with digits in it as one term.
pub(super) fn number(text: &str) -> Option<String> {
    text.contains(|c: char| c.is_ascii_digit()).then(|| compact(text))
}

/// The digits of a telephone number without leading zeros, the last one first: what two ways of
/// writing a number share is their end.
pub(super) fn phone(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').chars().rev().collect()
}

/// A text in small letters without accents. An apostrophe joins (N'Diaye is found as Ndiaye); a
/// hyphen separates.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(|c| *c != '\'').map(|c| c.to_ascii_lowercase()).collect();
    }
    let joined = text.nfkd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '’' | 'ʼ'));
    joined.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_letters_are_folded_like_all_others() {
        let plain: String = (' '..='~').collect();
        let folded = fold(&format!("{plain}é"));
        assert_eq!(folded.strip_suffix('e'), Some(fold(&plain).as_str()));
    }
}
