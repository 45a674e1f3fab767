//! Exact fractions: what every figure of the registry is computed in, rounded once, when shown.
//!
//! Amounts become fractions here; which amounts a figure takes is said in [`crate::indicators`].

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::money::{Decimal, Money};

#[cfg(test)]
mod tests;

/// Two numbers are not a fraction: the denominator is zero, or it does not fit.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a fraction: expected a numerator and a denominator that is not zero")]
pub struct NotAFraction;

/// A fraction in lowest terms, with a denominator above zero.
///
/// Arithmetic is checked: `None` says that the exact result does not fit into 128 bits. No amount
/// that [`Money`] can hold comes near; long sums of ratios do, and use [`Self::rounded`] terms.
#[derive(Clone, Copy, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "(i128, i128)", into = "(i128, i128)")]
pub struct Rational {
    numerator: i128,
    denominator: i128,
}

impl Rational {
    /// Nothing.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };
    /// One.
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// How many decimals a ratio keeps before thousands of them are summed: the sum does not
    /// depend on their order, terms can be taken out again, and a mean is off by less than 10⁻¹².
    pub const SUMMED_PLACES: u32 = 12;

    /// The most decimals that texts and rounded numbers have.
    pub const PLACES_MAX: u32 = 30;

    /// The fraction of two whole numbers; none when the denominator is zero.
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        // The lowest number has no opposite, so signs could not be moved.
        if denominator == 0 || numerator == i128::MIN || denominator == i128::MIN {
            return None;
        }
        if denominator == 1 {
            return Some(Self { numerator, denominator });
        }
        let divisor = common_divisor(numerator, denominator);
        let sign = denominator.signum();
        if divisor == 1 {
            return Some(Self { numerator: sign * numerator, denominator: sign * denominator });
        }
        Some(Self {
            numerator: sign * (numerator / divisor),
            denominator: sign * (denominator / divisor),
        })
    }

    /// The fraction of two counts; none when there is nothing to divide by.
    pub fn of_counts(part: usize, whole: usize) -> Option<Self> {
        Self::new(i128::try_from(part).ok()?, i128::try_from(whole).ok()?)
    }

    /// An amount in its currency's major unit: 1,323.00 EUR is 1323.
    pub fn of_money(money: Money) -> Self {
        let unit = 10_i128.saturating_pow(u32::from(money.currency().exponent()));
        Self::new(i128::from(money.minor()), unit).unwrap_or(Self::ZERO)
    }

    /// What is above the line.
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// What is below the line; above zero.
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// The sum.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.denominator == other.denominator {
            return Self::new(self.numerator.checked_add(other.numerator)?, self.denominator);
        }
        // Over the least common denominator, so that like amounts never grow.
        let divisor = common_divisor(self.denominator, other.denominator);
        let (own, theirs) = (self.denominator / divisor, other.denominator / divisor);
        let left = self.numerator.checked_mul(theirs)?;
        let right = other.numerator.checked_mul(own)?;
        Self::new(left.checked_add(right)?, self.denominator.checked_mul(theirs)?)
    }

    /// The difference.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(Self { numerator: -other.numerator, ..other })
    }

    /// The product.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        // Crosswise first: the factors are then as small as the result allows.
        let left = Self::new(self.numerator, other.denominator)?;
        let right = Self::new(other.numerator, self.denominator)?;
        Some(Self {
            numerator: left.numerator.checked_mul(right.numerator)?,
            denominator: left.denominator.checked_mul(right.denominator)?,
        })
    }

    /// The quotient; none also when dividing by zero.
    #[must_use]
    pub fn checked_div(self, other: Self) -> Option<Self> {
        self.checked_mul(Self::new(other.denominator, other.numerator)?)
    }

    /// The sum of many.
    pub fn checked_sum(terms: impl IntoIterator<Item = Self>) -> Option<Self> {
        terms.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// The nearest number with so many decimals (at most 30), ties to the even one; itself when that would
    /// not fit.
    #[must_use]
    pub fn rounded(self, places: u32) -> Self {
        let places = places.min(Self::PLACES_MAX);
        self.scaled(places)
            .and_then(|scaled| Self::new(scaled, 10_i128.checked_pow(places)?))
            .unwrap_or(self)
    }

    /// The decimal text with exactly so many decimals (at most 30), rounded half to even.
    pub fn to_text(self, places: u32) -> String {
        let places = places.min(Self::PLACES_MAX);
        let (whole, fraction) = self.magnitude(places);
        let negative = self.numerator < 0 && (whole, fraction) != (0, 0);
        let sign = if negative { "-" } else { "" };
        if places == 0 {
            return format!("{sign}{whole}");
        }
        let width = usize::try_from(places).unwrap_or_default();
        format!("{sign}{whole}.{fraction:0width$}")
    }

    /// As a percentage with so many decimals, without the sign: 3,000/3,392 is `88.44`.
    pub fn to_percent(self, places: u32) -> String {
        match self.checked_mul(Self { numerator: 100, denominator: 1 }) {
            Some(percent) => percent.to_text(places),
            None => self.rounded(Self::SUMMED_PLACES).to_percent(places),
        }
    }

    /// The minor units of a currency with so many decimals; none when it is negative.
    pub fn to_minor(self, exponent: u16) -> Option<u64> {
        self.scaled(u32::from(exponent)).and_then(|minor| u64::try_from(minor).ok())
    }

    /// The largest whole number that is not above it.
    pub fn floor(self) -> i128 {
        self.numerator.div_euclid(self.denominator)
    }

    /// The nearest whole number of units of 10⁻ⁿ, ties to the even one.
    fn scaled(self, places: u32) -> Option<i128> {
        let (whole, fraction) = self.magnitude(places);
        let scaled = whole.checked_mul(10_u128.checked_pow(places)?)?.checked_add(fraction)?;
        i128::try_from(scaled).ok().map(|scaled| scaled * self.numerator.signum())
    }

    /// The whole part of the magnitude and so many decimals of the rest, rounded half to even.
    fn magnitude(self, places: u32) -> (u128, u128) {
        let places = places.min(Self::PLACES_MAX);
        let denominator = self.denominator.unsigned_abs();
        let mut whole = self.numerator.unsigned_abs() / denominator;
        let mut rest = self.numerator.unsigned_abs() % denominator;
        let mut fraction = 0;
        for _ in 0..places {
            let (digit, left) = next_digit(rest, denominator);
            fraction = fraction * 10 + digit;
            rest = left;
        }
        let is_odd = if places == 0 { whole % 2 == 1 } else { fraction % 2 == 1 };
        let goes_up = match rest.cmp(&(denominator - rest)) {
            Ordering::Less => false,
            Ordering::Equal => is_odd,
            Ordering::Greater => true,
        };
        if goes_up && places == 0 {
            whole += 1;
        } else if goes_up {
            fraction += 1;
        }
        let unit = 10_u128.pow(places);
        if places > 0 && fraction == unit { (whole + 1, 0) } else { (whole, fraction) }
    }
}

/// The first decimal of `rest` / `denominator` and what is left, tenfold; by addition, because
/// ten times a large rest would not fit.
fn next_digit(rest: u128, denominator: u128) -> (u128, u128) {
    let (mut digit, mut left) = (0, 0);
    for _ in 0..10 {
        left += rest;
        if left >= denominator {
            left -= denominator;
            digit += 1;
        }
    }
    (digit, left)
}

/// The largest number that divides both; at least 1.
fn common_divisor(left: i128, right: i128) -> i128 {
    let (mut left, mut right) = (left.unsigned_abs(), right.unsigned_abs());
    // Nearly always so, and divided many times faster.
    if let (Ok(mut left), Ok(mut right)) = (u64::try_from(left), u64::try_from(right)) {
        while right != 0 {
            (left, right) = (right, left % right);
        }
        return i128::from(left).max(1);
    }
    while right != 0 {
        (left, right) = (right, left % right);
    }
    i128::try_from(left).unwrap_or(1).max(1)
}

impl From<i64> for Rational {
    fn from(whole: i64) -> Self {
        Self { numerator: i128::from(whole), denominator: 1 }
    }
}

impl From<i32> for Rational {
    fn from(whole: i32) -> Self {
        Self::from(i64::from(whole))
    }
}

impl From<Decimal> for Rational {
    fn from(decimal: Decimal) -> Self {
        Self::new(i128::from(decimal.millionths()), 1_000_000).unwrap_or(Self::ZERO)
    }
}

impl TryFrom<(i128, i128)> for Rational {
    type Error = NotAFraction;

    fn try_from((numerator, denominator): (i128, i128)) -> Result<Self, NotAFraction> {
        Self::new(numerator, denominator).ok_or(NotAFraction)
    }
}

impl From<Rational> for (i128, i128) {
    fn from(fraction: Rational) -> Self {
        (fraction.numerator, fraction.denominator)
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    /// Compares whole parts, then the reciprocals of what is left: nothing can overflow.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut left, mut right) = (*self, *other);
        loop {
            let (whole, of_other) = (left.floor(), right.floor());
            if whole != of_other {
                return whole.cmp(&of_other);
            }
            let rest = left.numerator.rem_euclid(left.denominator);
            let of_right = right.numerator.rem_euclid(right.denominator);
            if rest == 0 || of_right == 0 {
                return rest.cmp(&of_right);
            }
            // a < b exactly when 1/b < 1/a
            let turned = Self { numerator: right.denominator, denominator: of_right };
            right = Self { numerator: left.denominator, denominator: rest };
            left = turned;
        }
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}
