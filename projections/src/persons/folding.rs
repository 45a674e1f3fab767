//! Makes texts that people write differently alike: case, accents, punctuation.
//!
//! Variants of a name (Diallo, Jallow) and other scripts are not folded here.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a text in small letters without accents.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let folded = fold(text);
    let words: Vec<String> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.into_iter()
}

/// Letters and digits only, in small letters without accents.
pub(super) fn compact(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Digits only.
pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The other way round, so that ends become beginnings.
pub(super) fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

fn fold(text: &str) -> String {
    // An apostrophe joins (N'Diaye is found as Ndiaye); a hyphen separates.
    let joined = text.nfkd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '’' | 'ʼ'));
    joined.flat_map(char::to_lowercase).collect()
}
