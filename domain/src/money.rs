//! Amounts of money: whole minor units of a currency, never a float, never negative.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::codes::Currency;
use crate::describe::{Described, Referable, Shape};

/// Why a text and a currency are not an amount.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotMoney {
    /// Not digits with at most one point.
    #[error("not an amount: expected digits such as 1323.00, no sign, no separators")]
    Text,
    /// The currency has fewer decimals.
    #[error("too many decimals for this currency")]
    Decimals,
    /// More than the registry holds.
    #[error("an amount is at most 9,999,999,999,999.99")]
    TooLarge,
}

/// An amount of money.
///
/// In JSON `{"amount": "1323.00", "currency": "EUR"}`, the amount with at most as many decimals
/// as ISO 4217 gives the currency (XOF none, EUR two).
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Money {
    minor: u64,
    currency: Currency,
}

impl Money {
    /// The most minor units of one amount.
    pub const MINOR_MAX: u64 = 999_999_999_999_999;

    /// So many minor units of a currency.
    ///
    /// # Errors
    /// More than [`Self::MINOR_MAX`].
    pub fn new(minor: u64, currency: Currency) -> Result<Self, NotMoney> {
        if minor > Self::MINOR_MAX {
            return Err(NotMoney::TooLarge);
        }
        Ok(Self { minor, currency })
    }

    /// The amount that a decimal text denotes.
    ///
    /// # Errors
    /// The text is not an amount of this currency.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, NotMoney> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) || text.ends_with('.') {
            return Err(NotMoney::Text);
        }
        let exponent = usize::from(currency.exponent());
        let kept = fraction.trim_end_matches('0');
        if kept.len() > exponent {
            return Err(NotMoney::Decimals);
        }
        let minor = format!("{whole}{kept:0<exponent$}");
        Self::new(minor.parse().or(Err(NotMoney::TooLarge))?, currency)
    }

    /// Its minor units (cents of EUR, francs of XOF).
    pub fn minor(self) -> u64 {
        self.minor
    }

    /// Its currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The amount as decimal text, with all the decimals of its currency.
    pub fn amount(self) -> String {
        let exponent = u32::from(self.currency.exponent());
        let unit = 10_u64.saturating_pow(exponent);
        let whole = self.minor / unit;
        if exponent == 0 {
            return whole.to_string();
        }
        let width = usize::from(self.currency.exponent());
        format!("{whole}.{:0width$}", self.minor % unit)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    amount: String,
    currency: Currency,
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            Written { amount: self.amount(), currency: self.currency }.serialize(to)
        } else {
            (self.minor, self.currency).serialize(to)
        }
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        if from.is_human_readable() {
            let Written { amount, currency } = Written::deserialize(from)?;
            return Self::parse(&amount, currency).map_err(Error::custom);
        }
        let (minor, currency) = <(u64, Currency)>::deserialize(from)?;
        Self::new(minor, currency).map_err(Error::custom)
    }
}

impl Described for Money {
    const SHAPE: Shape = Shape::Money;
}
impl Referable for Money {
    fn unlisted(&self, to: &mut dyn FnMut(&'static str, &str)) {
        self.currency.unlisted(to);
    }
}

/// A decimal number with six decimals: exchange rates, interest, percentages.
///
/// Text in JSON (`"43.00"`), millionths in the log.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Decimal {
    millionths: u64,
}

impl Decimal {
    /// So many millionths.
    pub const fn from_millionths(millionths: u64) -> Self {
        Self { millionths }
    }

    /// Its millionths.
    pub const fn millionths(self) -> u64 {
        self.millionths
    }

    /// The number that a decimal text denotes.
    ///
    /// # Errors
    /// Not digits with at most one point and six decimals.
    pub fn parse(text: &str) -> Result<Self, NotMoney> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) || text.ends_with('.') {
            return Err(NotMoney::Text);
        }
        let kept = fraction.trim_end_matches('0');
        if kept.len() > 6 {
            return Err(NotMoney::Decimals);
        }
        let millionths = format!("{whole}{kept:0<6}").parse().or(Err(NotMoney::TooLarge))?;
        if millionths > Money::MINOR_MAX {
            Err(NotMoney::TooLarge)
        } else {
            Ok(Self { millionths })
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = format!("{:06}", self.millionths % 1_000_000);
        let shown = fraction.trim_end_matches('0');
        let whole = self.millionths / 1_000_000;
        if shown.is_empty() { write!(f, "{whole}") } else { write!(f, "{whole}.{shown}") }
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.collect_str(self) } else { self.millionths.serialize(to) }
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            Self::parse(&String::deserialize(from)?).map_err(serde::de::Error::custom)
        } else {
            // What cannot be written as text cannot be shown.
            let millionths = u64::deserialize(from)?;
            if millionths > Money::MINOR_MAX {
                return Err(serde::de::Error::custom(NotMoney::TooLarge));
            }
            Ok(Self { millionths })
        }
    }
}

impl Described for Decimal {
    const SHAPE: Shape = Shape::Decimal { decimals: 6 };
}
impl Referable for Decimal {}

#[cfg(test)]
mod tests;
