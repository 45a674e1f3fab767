//! What strictness refuses.

use super::*;

#[test]
fn a_key_given_twice_is_refused_at_any_depth() {
    assert!(parse(br#"{"a":1,"a":2}"#).is_err());
    assert!(parse(br#"{"a":[{"b":1,"b":1}]}"#).is_err());
    assert!(parse(br#"{"a":1,"b":2}"#).is_ok());
}

#[test]
fn deep_nesting_is_an_error_and_no_stack_overflow() {
    assert!(parse("[".repeat(100_000).as_bytes()).is_err());
}

#[test]
fn what_follows_a_value_is_refused() {
    assert!(parse(b"{} {}").is_err());
    assert!(parse(b"").is_err());
    assert!(parse(b"\xff").is_err());
}
