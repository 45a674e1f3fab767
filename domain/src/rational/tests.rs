//! Fractions at their edges: signs, ties, and numbers that no longer fit.

use super::*;
use crate::codes::Currency;

fn r(numerator: i128, denominator: i128) -> Rational {
    Rational::new(numerator, denominator).unwrap()
}

#[test]
fn a_fraction_is_kept_in_lowest_terms_with_its_sign_above() {
    assert_eq!(r(2, -4), r(-1, 2));
    assert_eq!(r(-6, -8), r(3, 4));
    assert_eq!(r(0, -7), Rational::ZERO);
    assert_eq!(Rational::new(1, 0), None);
    assert_eq!(Rational::new(i128::MIN, 1), None);
}

#[test]
fn sums_products_and_quotients_are_exact() {
    assert_eq!(r(1, 3).checked_add(r(1, 6)), Some(r(1, 2)));
    assert_eq!(r(1, 3).checked_sub(r(1, 2)), Some(r(-1, 6)));
    assert_eq!(r(2, 3).checked_mul(r(3, 4)), Some(r(1, 2)));
    assert_eq!(r(2, 3).checked_div(r(4, 3)), Some(r(1, 2)));
    assert_eq!(r(2, 3).checked_div(Rational::ZERO), None);
    assert_eq!(Rational::checked_sum([r(1, 10), r(2, 10)]), Some(r(3, 10)));
}

#[test]
fn what_does_not_fit_is_none_and_never_a_wrong_number() {
    let large = r(i128::MAX, 1);
    assert_eq!(large.checked_add(Rational::ONE), None);
    assert_eq!(large.checked_mul(r(2, 1)), None);
    assert_eq!(large.checked_mul(r(1, 2)).map(Rational::denominator), Some(2));
    let (prime, other) = (r(1, i128::MAX), r(1, i128::MAX - 1));
    assert_eq!(prime.checked_add(other), None);
}

#[test]
fn halves_are_rounded_to_the_even_neighbour() {
    for (numerator, denominator, places, text) in [
        (1, 8, 2, "0.12"),
        (3, 8, 2, "0.38"),
        (1, 2, 0, "0"),
        (3, 2, 0, "2"),
        (-1, 8, 2, "-0.12"),
        (-3, 8, 2, "-0.38"),
        (-1, 1000, 2, "0.00"),
        (45_735, 95_000, 4, "0.4814"),
        (1, 3, 6, "0.333333"),
        (2, 3, 6, "0.666667"),
        (-7, 1, 0, "-7"),
    ] {
        assert_eq!(r(numerator, denominator).to_text(places), text, "{numerator}/{denominator}");
    }
    assert_eq!(r(3000, 3392).to_percent(2), "88.44");
    assert_eq!(r(1, 3).rounded(2), r(33, 100));
}

#[test]
fn huge_denominators_round_without_overflow() {
    assert_eq!(r(i128::MAX - 1, i128::MAX).to_text(2), "1.00");
    assert_eq!(r(1, i128::MAX).rounded(12), Rational::ZERO);
}

#[test]
fn order_is_that_of_numbers_even_where_products_would_overflow() {
    assert!(r(-1, 2) < r(-1, 3));
    assert!(r(1, 3) < r(1, 2));
    assert_eq!(r(5, 10).cmp(&r(1, 2)), Ordering::Equal);
    assert!(r(i128::MAX - 1, i128::MAX) < Rational::ONE);
    assert!(r(i128::MAX - 2, i128::MAX - 1) < r(i128::MAX - 1, i128::MAX));
}

#[test]
fn order_agrees_with_the_sign_of_the_difference() {
    let mut state = 0x9e37_79b9_u64; // fixed: a failure repeats
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        i128::from(state >> 40)
    };
    for _ in 0..2_000 {
        let (left, right) = (r(next() - 8_000_000, next() + 1), r(next() - 8_000_000, next() + 1));
        let difference = left.checked_sub(right).unwrap().numerator();
        assert_eq!(left.cmp(&right), difference.cmp(&0), "{left:?} {right:?}");
        let back = left.checked_add(right).and_then(|sum| sum.checked_sub(right));
        assert_eq!(back, Some(left));
    }
}

#[test]
fn money_keeps_its_currency_s_unit() {
    let euros = Money::parse("1323.05", Currency::EUR).unwrap();
    let francs = Money::parse("300000", Currency::XOF).unwrap();
    assert_eq!(Rational::of_money(euros), r(132_305, 100));
    assert_eq!(Rational::of_money(francs), r(300_000, 1));
    assert_eq!(r(132_305, 100).to_minor(2), Some(132_305));
    assert_eq!(r(-1, 1).to_minor(2), None);
    assert_eq!(Rational::from(Decimal::parse("655.957").unwrap()), r(655_957, 1000));
}
