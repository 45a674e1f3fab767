//! Conversion of money by recorded rates (domain.md H.2 no. 1): exact, and absent where no rate
//! is known.

use std::collections::BTreeMap;

use crate::codes::Currency;
use crate::date::Day;
use crate::money::{Decimal, Money};
use crate::rational::Rational;

/// Francs of the West African union for one euro, in thousandths: fixed by law since 1999.
const XOF_PER_EUR_THOUSANDTHS: i128 = 655_957;

/// The exchange rates that the registry has recorded, and the one that the law fixes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Rates {
    by_pair: BTreeMap<(Currency, Currency), BTreeMap<Day, Decimal>>,
}

impl Rates {
    /// Notes that from a day on one unit of `base` is worth `rate` of `quote`; of two rates for
    /// one day the later noted counts. A rate of zero is none.
    pub fn insert(&mut self, (base, quote): (Currency, Currency), day: Day, rate: Decimal) {
        if rate.millionths() > 0 && base != quote {
            self.by_pair.entry((base, quote)).or_default().insert(day, rate);
        }
    }

    /// How much of `quote` one unit of `base` was worth on a day: by the latest rate of that day
    /// or before, in either direction, else through the euro.
    pub fn rate(&self, base: Currency, quote: Currency, day: Day) -> Option<Rational> {
        self.between(base, quote, day).or_else(|| {
            let to_euro = self.between(base, Currency::EUR, day)?;
            to_euro.checked_mul(self.between(Currency::EUR, quote, day)?)
        })
    }

    /// An amount in another currency, in its major unit; none where no rate was known that day.
    pub fn convert(&self, money: Money, to: Currency, day: Day) -> Option<Rational> {
        let amount = Rational::of_money(money);
        if money.minor() == 0 {
            return Some(Rational::ZERO); // nothing is nothing in every currency
        }
        amount.checked_mul(self.rate(money.currency(), to, day)?)
    }

    /// The sum of dated amounts in one currency, each converted at the rate of its day; none where
    /// a rate is missing.
    pub fn sum(&self, amounts: &[(Money, Day)], to: Currency) -> Option<Rational> {
        amounts.iter().try_fold(Rational::ZERO, |sum, (money, day)| {
            sum.checked_add(self.convert(*money, to, *day)?)
        })
    }

    /// A rate without a detour.
    fn between(&self, base: Currency, quote: Currency, day: Day) -> Option<Rational> {
        match (base, quote) {
            _ if base == quote => Some(Rational::ONE),
            (Currency::EUR, Currency::XOF) => Rational::new(XOF_PER_EUR_THOUSANDTHS, 1_000),
            (Currency::XOF, Currency::EUR) => Rational::new(1_000, XOF_PER_EUR_THOUSANDTHS),
            _ => {
                let direct = self.latest((base, quote), day);
                let inverse = self.latest((quote, base), day);
                match (direct, inverse) {
                    (Some((on, rate)), Some((other_on, _))) if on >= other_on => Some(rate),
                    (Some((_, rate)), None) => Some(rate),
                    (_, Some((_, rate))) => Rational::ONE.checked_div(rate),
                    (None, None) => None,
                }
            }
        }
    }

    fn latest(&self, pair: (Currency, Currency), day: Day) -> Option<(Day, Rational)> {
        let (on, rate) = self.by_pair.get(&pair)?.range(..=day).next_back()?;
        Some((*on, Rational::from(*rate)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn money(text: &str, currency: Currency) -> Money {
        Money::parse(text, currency).unwrap()
    }

    fn rates() -> Rates {
        let mut rates = Rates::default();
        let pair = (Currency::EUR, Currency::MRU);
        rates.insert(pair, day("2024-01-01"), Decimal::parse("43.00").unwrap());
        rates.insert(pair, day("2025-01-01"), Decimal::parse("41.50").unwrap());
        rates
    }

    #[track_caller]
    fn check(amount: Money, to: Currency, on: &str, expected: Option<&str>) {
        let converted = rates().convert(amount, to, day(on)).map(|amount| amount.to_text(2));
        assert_eq!(converted.as_deref(), expected);
    }

    #[test]
    fn the_franc_follows_the_euro_on_every_day() {
        check(money("300000", Currency::XOF), Currency::EUR, "1999-06-01", Some("457.35")); // S1
        check(money("1.00", Currency::EUR), Currency::XOF, "2024-06-01", Some("655.96"));
    }

    #[test]
    fn the_latest_rate_of_the_day_or_before_counts() {
        let wage = money("5000", Currency::MRU);
        check(wage, Currency::EUR, "2024-07-31", Some("116.28")); // S3
        check(wage, Currency::EUR, "2025-01-01", Some("120.48"));
        check(wage, Currency::EUR, "2023-12-31", None);
    }

    #[test]
    fn a_rate_may_lead_through_the_euro() {
        check(money("43.00", Currency::MRU), Currency::XOF, "2024-02-29", Some("655.96"));
    }

    #[test]
    fn without_a_rate_there_is_no_amount_unless_it_is_nothing() {
        let dollar: Currency = "USD".parse().unwrap();
        check(money("10.00", dollar), Currency::EUR, "2024-02-29", None);
        check(money("0.00", dollar), Currency::EUR, "2024-02-29", Some("0.00"));
        check(money("10.00", dollar), dollar, "2024-02-29", Some("10.00"));
    }

    #[test]
    fn of_a_rate_and_its_inverse_the_later_counts() {
        let mut rates = rates();
        let inverse = (Currency::MRU, Currency::EUR);
        rates.insert(inverse, day("2024-06-01"), Decimal::parse("0.025").unwrap());
        let wage = money("5000", Currency::MRU);
        let euros = |on| rates.convert(wage, Currency::EUR, day(on)).map(|sum| sum.to_text(2));
        assert_eq!(euros("2024-05-31").as_deref(), Some("116.28"));
        assert_eq!(euros("2024-06-01").as_deref(), Some("125.00"));
        assert_eq!(euros("2025-06-01").as_deref(), Some("120.48"));
    }

    #[test]
    fn a_rate_of_zero_is_no_rate() {
        let mut rates = Rates::default();
        rates.insert(
            (Currency::EUR, Currency::MRU),
            day("2024-01-01"),
            Decimal::from_millionths(0),
        );
        assert_eq!(rates.rate(Currency::MRU, Currency::EUR, day("2024-01-01")), None);
    }
}
