//! Amounts as clerks write them.

use super::*;

#[test]
fn an_amount_keeps_the_decimals_of_its_currency() {
    assert_eq!(Money::parse("1323", Currency::EUR).unwrap().amount(), "1323.00");
    assert_eq!(Money::parse("1323.5", Currency::EUR).unwrap().minor(), 132_350);
    assert_eq!(Money::parse("20000", Currency::XOF).unwrap().to_string(), "20000 XOF");
    assert_eq!(Money::parse("20000.00", Currency::XOF).unwrap().minor(), 20_000);
    assert_eq!(Money::parse("5.25", Currency::MRU).unwrap().minor(), 525);
    assert_eq!(Money::parse("0.07", Currency::EUR).unwrap().amount(), "0.07");
}

#[test]
fn more_decimals_than_the_currency_has_are_refused() {
    assert_eq!(Money::parse("10.005", Currency::EUR), Err(NotMoney::Decimals));
    assert_eq!(Money::parse("10.5", Currency::XOF), Err(NotMoney::Decimals));
}

#[test]
fn signs_separators_and_words_are_refused() {
    for text in ["-5", "+5", "1,323.00", "1 323", "", ".", "5.", "1e3", "cinq"] {
        assert_eq!(Money::parse(text, Currency::EUR), Err(NotMoney::Text), "{text}");
    }
}

#[test]
fn an_amount_beyond_all_budgets_is_refused() {
    let vast = "9".repeat(40);
    assert_eq!(Money::parse(&vast, Currency::XOF), Err(NotMoney::TooLarge));
    assert!(Money::new(Money::MINOR_MAX + 1, Currency::EUR).is_err());
}

#[test]
fn rates_have_six_decimals() {
    assert_eq!(Decimal::parse("655.957").unwrap().millionths(), 655_957_000);
    assert_eq!(Decimal::parse("43.00").unwrap().to_string(), "43");
    assert_eq!(Decimal::parse("0.079").unwrap().to_string(), "0.079");
    assert_eq!(Decimal::parse("0.0000001"), Err(NotMoney::Decimals));
}

/// An amount in a currency that nobody issues was once recorded: only codes of their own were
/// looked up in their lists.
#[test]
fn the_currency_of_an_amount_is_looked_up_in_its_list() {
    use crate::describe::Referable;
    let unlisted = |currency: &str| {
        let money = Money::parse("10", currency.parse().unwrap()).unwrap();
        let mut heard = Vec::new();
        Some(money).unlisted(&mut |list, code| heard.push((list, code.to_owned())));
        heard
    };
    assert_eq!(unlisted("XOF"), []);
    assert_eq!(unlisted("QQQ"), [("iso_4217", "QQQ".to_owned())]);
}
