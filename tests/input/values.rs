//! Values of an event that are none: dates, amounts, numbers, codes, ids, and fields that an event
//! does not have.

use serde_json::{Value, json};

use crate::{Case, Desk, SECRET, beside, counselling, registration, with};

fn cost(amount: Value) -> Value {
    json!({
        "type": "recruitment_cost_paid",
        "occurred_on": "2024-02-14",
        "data": {"cost": "K1", "amount": amount, "category": "MEDICAL", "payer": "WORKER"},
    })
}

fn paid(name: &'static str, amount: &str, currency: &str) -> Case {
    Case::event(name, cost(json!({"amount": amount, "currency": currency})))
}

#[test]
fn days_that_are_none_are_refused() {
    let wrong = |name: &'static str, on: &str| {
        let event = with(counselling("2024-01-10"), "occurred_on", json!(on));
        Case::event(name, event).refused(422, "field.not_a_value", "occurred_on")
    };
    let born = |name: &'static str, on: &str| {
        Case::event(name, beside(registration(), "personal", "birth_date", json!(on))).refused(
            422,
            "field.not_a_value",
            "personal.birth_date",
        )
    };
    Desk::new().check(vec![
        wrong("30 February", "2024-02-30"),
        wrong("29 February of a common year", "2023-02-29"),
        wrong("31 April", "2024-04-31"),
        wrong("day 0", "2024-01-00"),
        wrong("month 13", "2024-13"),
        wrong("month 0", "2024-00-10"),
        wrong("year 0", "0000"),
        wrong("a year before all records", "1899-12-31"),
        wrong("a year beyond the calendar", "2200-01-01"),
        wrong("five digits", "20240"),
        wrong("a sign", "-2024-01-10"),
        wrong("day first", "10/01/2024"),
        wrong("without dashes", "20240110"),
        wrong("short forms", "2024-1-8"),
        wrong("Arabic-Indic digits", "٢٠٢٤-٠١-١٠"),
        wrong("full-width digits", "２０２４"),
        wrong("nothing", ""),
        wrong("blanks around", " 2024-01-10 "),
        wrong("a name", SECRET),
        wrong("25 o'clock", "2024-01-10T25:00:00Z"),
        wrong("a leap second", "2024-01-10T23:59:60Z"),
        wrong("no offset", "2024-01-10T10:00:00"),
        wrong("an offset of a day", "2024-01-10T10:00:00+24:00"),
        wrong("a fraction without digits", "2024-01-10T10:00:00.Z"),
        wrong("a week", "2024-W02-3"),
        wrong("seconds of an epoch", "1704844800"),
        born("born on 30 February", "1994-02-30"),
        born("born in a month", "1994-02"),
        born("born under a name", SECRET),
    ]);
}

#[test]
fn facts_of_the_future_are_refused() {
    let on = |name: &'static str, on: &str| {
        let event = with(counselling("2024-01-10"), "occurred_on", json!(on));
        Case::event(name, event).refused(422, "event.in_the_future", "")
    };
    Desk::new().check(vec![
        on("a day", "2199-12-31"),
        on("a month", "2199-01"),
        on("a year", "2199"),
        on("an instant", "2199-06-01T12:00:00+01:00"),
    ]);
}

#[test]
fn amounts_that_are_none_are_refused() {
    let wrong = |case: Case| case.refused(422, "field.not_a_value", "amount");
    let form =
        |name, amount| Case::event(name, cost(amount)).refused(422, "field.wrong_type", "amount");
    let currency = |name, code| paid(name, "10", code).refused(422, "field.not_in_list", "amount");
    Desk::new().check(vec![
        wrong(paid("a negative amount", "-5.00", "EUR")),
        wrong(paid("a plus sign", "+5.00", "EUR")),
        wrong(paid("decimals of XOF", "1500.5", "XOF")),
        wrong(paid("three decimals of EUR", "1.234", "EUR")),
        wrong(paid("three decimals of MRU", "1.205", "MRU")),
        wrong(paid("a power of ten", "1e5", "EUR")),
        wrong(paid("separators", "1,000.00", "EUR")),
        wrong(paid("a comma", "1,5", "EUR")),
        wrong(paid("blanks", " 5.00", "EUR")),
        wrong(paid("no digit", ".", "EUR")),
        wrong(paid("nothing", "", "EUR")),
        wrong(paid("Arabic-Indic digits", "٥", "EUR")),
        wrong(paid("infinity", "inf", "EUR")),
        wrong(paid("one unit too many", "10000000000000.00", "EUR")),
        wrong(paid("twenty digits", "99999999999999999999", "XOF")),
        wrong(paid("a thousand digits", &"9".repeat(1_000), "XOF")),
        wrong(paid("a name", SECRET, "EUR")),
        form("a number", json!(12.5)),
        form("a text", json!(SECRET)),
        form("no currency", json!({"amount": "12.50"})),
        form("something beside", json!({"amount": "1", "currency": "EUR", "to": SECRET})),
        form("a number for an amount", json!({"amount": 12, "currency": "EUR"})),
        currency("a currency of lower case", "eur"),
        currency("a currency of four letters", "EURO"),
        currency("a name for a currency", SECRET),
        currency("a currency that nobody issues", "QQQ"),
    ]);
}

#[test]
fn numbers_that_are_none_or_beyond_a_field_are_refused() {
    let born = |name, year: &str| {
        let body = registration().to_string().replacen("1994", year, 1);
        Case::new(name, body)
    };
    let range = |case: Case| case.refused(422, "field.out_of_range", "birth_year");
    let kind = |case: Case| case.refused(422, "field.wrong_type", "birth_year");
    Desk::new().check(vec![
        range(born("a negative year", "-1")),
        range(born("more than the field holds", "70000")),
        range(born("the most that 64 bits hold", "18446744073709551615")),
        kind(born("twenty digits", "99999999999999999999")),
        kind(born("a fraction", "1994.5")),
        kind(born("a whole fraction", "1994.0")),
        kind(born("a power", "1e3")),
        kind(born("a text", "\"1994\"")),
        kind(born("a truth", "true")),
        kind(born("a list", "[1994]")),
        born("a number beyond every number", "1e400").refused(400, "http.malformed_json", ""),
        born("a leading zero", "01994").refused(400, "http.malformed_json", ""),
        born("hexadecimal", "0x7ca").refused(400, "http.malformed_json", ""),
    ]);
}

#[test]
fn codes_that_no_list_holds_are_refused() {
    let listed = |name, place: &str, code: Value, field| {
        Case::event(name, with(registration(), place, code)).refused(
            422,
            "field.not_in_list",
            field,
        )
    };
    Desk::new().check(vec![
        listed("a sex", "data.sex", json!(SECRET), "sex"),
        listed("a sex of lower case", "data.sex", json!("f"), "sex"),
        listed("a sex with a blank", "data.sex", json!("F "), "sex"),
        listed("a country's name", "data.nationalities", json!(["Senegal"]), "nationalities.0"),
        listed("the second country", "data.nationalities", json!(["SN", "sn"]), "nationalities.1"),
        listed(
            "a country that does not exist",
            "data.nationalities",
            json!(["QQ"]),
            "nationalities.0",
        ),
        listed(
            "a country that nobody has assigned",
            "data.nationalities",
            json!(["ZZ"]),
            "nationalities.0",
        ),
        Case::event(
            "a passport of a country that does not exist",
            beside(
                registration(),
                "personal",
                "documents",
                json!([
                    {"kind": "PASSPORT", "number": SECRET, "issuer": "QQ"},
                ]),
            ),
        )
        .refused(422, "field.not_in_list", "personal.documents.0.issuer"),
        Case::event("a type", with(registration(), "type", json!("migrant_dreamt")))
            .refused(422, "event.unknown_type", "")
            .hides("migrant_dreamt"),
        Case::event("a type that is a name", with(registration(), "type", json!(SECRET))).refused(
            422,
            "event.unknown_type",
            "",
        ),
        Case::event(
            "a type of another kind",
            with(registration(), "type", json!("vacancy_closed")),
        )
        .refused(422, "field.unknown", "sex"),
        Case::event(
            "a type of another script",
            with(registration(), "type", json!("mіgrant_registered")),
        )
        .refused(422, "event.unknown_type", ""),
        Case::event(
            "an offered topic",
            with(counselling("2024-01-10"), "data.topics", json!([SECRET])),
        )
        .refused(422, "field.not_in_list", "topics.0"),
    ]);
}

#[test]
fn fields_that_are_unknown_missing_or_of_another_form_are_refused() {
    let unknown = |name, place: &str, key: &str, field| {
        Case::event(name, beside(registration(), place, key, json!(SECRET))).refused(
            422,
            "field.unknown",
            field,
        )
    };
    let absent = |name, place: &str, field| {
        let event = with(registration(), place, Value::Null);
        Case::event(name, event).refused(422, "field.missing", field)
    };
    let form = |name, place: &str, value: Value, field| {
        Case::event(name, with(registration(), place, value)).refused(
            422,
            "field.wrong_type",
            field,
        )
    };
    Desk::new().check(vec![
        unknown("beside the event", "", "occured_on", "occured_on"),
        unknown("in the data", "data", "gender", "gender"),
        unknown("in the personal part", "personal", "surname", "personal.surname"),
        // What looks like a name instead of a field's name is not repeated.
        unknown("a name beside the event", "", "Fatoumata Bâ", "?"),
        unknown("a name in the data", "data", "Fatoumata", "?"),
        unknown("a name in the personal part", "personal", "Fatoumata\u{202e}", "personal.?"),
        unknown("a telephone number", "personal", "+221771234567", "personal.?"),
        absent("no type", "type", "type"),
        absent("no date", "occurred_on", "occurred_on"),
        absent("no sex", "data.sex", "sex"),
        absent("no name", "personal.family_name", "personal.family_name"),
        absent("no personal part", "personal", "personal"),
        form("a text for a list", "data.nationalities", json!(SECRET), "nationalities"),
        form(
            "an object for a text",
            "personal.family_name",
            json!({SECRET: 1}),
            "personal.family_name",
        ),
        form("a number for a text", "personal.phone", json!(221_771_234_567_u64), "personal.phone"),
        form("a text for an object", "personal", json!(SECRET), "personal"),
        form("a list for an object", "data", json!([SECRET]), "data"),
        Case::event("a number for a date", with(registration(), "occurred_on", json!(2024)))
            .refused(422, "field.missing", "occurred_on"),
        Case::event(
            "a personal part where there is none",
            beside(counselling("2024-01-10"), "", "personal", json!({"given_name": SECRET})),
        )
        .refused(422, "field.unknown", "personal.given_name"),
    ]);
}
