//! What sending money cost, however it was told.

use serde_json::{Value, json};

use super::*;
use crate::indicators::said::by_cycle;
use crate::indicators::story::Story;
use crate::migrant;

#[track_caller]
fn check(said: &[Value], expected: Option<(&str, &str, &str)>) {
    let mut story = Story::<migrant::Event>::of("P").cycle("C");
    for one in said {
        story = story.on("2024-05-10", "remittance_sent", one.clone());
    }
    story.told(|facts| {
        let totals = totals(&remittances(&by_cycle(facts)[0]), Currency::EUR, &Rates::default());
        let shown = totals.map(|all| {
            let percent = all.cost_ratio().map(|ratio| ratio.to_percent(2)).unwrap_or_default();
            (all.amount.to_text(2), all.cost.to_text(2), percent)
        });
        let expected = expected.map(|(a, c, p)| (a.to_owned(), c.to_owned(), p.to_owned()));
        assert_eq!(shown, expected);
    });
}

fn sent(amount: &str, fee: &str) -> Value {
    json!({ "amount": amount, "fee": fee, "provider": "MTO" })
}

#[test]
fn the_margin_on_the_rate_is_part_of_the_cost() {
    let mut said = sent("200.00 EUR", "4.00 EUR");
    said["fx_margin_percent"] = json!("1.5");
    check(&[said.clone()], Some(("200.00", "7.00", "3.50")));
    said["total_cost"] = json!("6.50 EUR");
    check(&[said], Some(("200.00", "6.50", "3.25")));
}

#[test]
fn currencies_are_brought_together_at_the_rate_of_the_day() {
    let said = [sent("100.00 EUR", "5.00 EUR"), sent("65596 XOF", "656 XOF")];
    check(&said, Some(("200.00", "6.00", "3.00")));
}

#[test]
fn without_a_rate_there_is_no_total_and_without_an_amount_no_ratio() {
    check(&[sent("100.00 USD", "5.00 USD")], None);
    check(&[sent("0.00 EUR", "0.00 EUR")], Some(("0.00", "0.00", "")));
}
