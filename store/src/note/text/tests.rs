//! Numbers, hashes and names: one way to write each, and what is refused.

use proptest::prelude::*;

use super::{Lines, PATH_HASHES_MAX, decimal, hash, is_name, path, to_base64};

#[test]
fn a_decimal_has_no_sign_no_leading_zero_and_no_blank() {
    for text in ["", "00", "01", "+1", "-1", " 1", "1 ", "1\r", "0x1", "١", "1e3"] {
        assert_eq!(decimal(text), None, "{text:?}");
    }
    assert_eq!(decimal("0"), Some(0));
    assert_eq!(decimal("10"), Some(10));
}

#[test]
fn a_decimal_is_below_two_to_the_sixty_third() {
    assert_eq!(decimal("9223372036854775807"), Some((1 << 63) - 1));
    for text in ["9223372036854775808", "18446744073709551615", "18446744073709551616"] {
        assert_eq!(decimal(text), None, "{text}");
    }
}

#[test]
fn a_hash_has_thirty_two_bytes_and_one_text() {
    let text = to_base64(&[7; 32]);
    assert_eq!(hash(&text), Some([7; 32]));
    let stray_bits = text.replace("c=", "d=");
    assert_ne!(stray_bits, text);
    let (short, long) = (to_base64(&[7; 31]), to_base64(&[7; 33]));
    let unpadded = text.trim_end_matches('=').to_owned();
    let blank = format!("{text} ");
    for bad in [&stray_bits, &short, &long, &unpadded, &blank, &text.replace('B', "_")] {
        assert_eq!(hash(bad), None, "{bad}");
    }
}

#[test]
fn a_path_ends_with_a_blank_line_and_has_sixty_three_hashes_at_most() {
    let line = format!("{}\n", to_base64(&[1; 32]));
    let read = |text: &str| path(&mut Lines::new(text)).map(|path| path.len());
    assert_eq!(read("\nrest"), Some(0));
    assert_eq!(read(&format!("{}\n", line.repeat(PATH_HASHES_MAX))), Some(63));
    assert_eq!(read(&format!("{}\n", line.repeat(64))), None);
    assert_eq!(read(&line), None);
    assert_eq!(read("AAAA\n\n"), None);
}

#[test]
fn a_name_is_one_word_without_plus_signs() {
    for name in ["", "a b", "a+b", "a\u{a0}b", "a\u{2003}b", "a\tb", "a\0b", "a\u{85}b", "\u{3000}"]
    {
        assert!(!is_name(name), "{name:?}");
    }
    assert!(is_name("registry.example.org/sn-2026"));
    assert!(is_name("témoin.example/é"));
}

proptest! {
    #[test]
    fn a_decimal_comes_back(number in 0..1_u64 << 63) {
        prop_assert_eq!(decimal(&number.to_string()), Some(number));
    }

    #[test]
    fn what_is_read_as_a_number_or_a_hash_is_written_the_same(text in "[0-9+ ]{0,21}|[A-Za-z0-9+/=]{44}") {
        if let Some(number) = decimal(&text) {
            prop_assert_eq!(number.to_string(), text.clone());
        }
        if let Some(hash) = hash(&text) {
            prop_assert_eq!(to_base64(&hash), text);
        }
    }
}
