//! Texts that become dates, amounts, codes and ids: what is read is written as it is read.

use std::fmt::Debug;
use std::str::FromStr;

use domain::codes::{
    Activity, Country, Currency, FieldOfEducation, Language, Occupation, Subdivision, is_listed,
    is_well_formed,
};
use domain::date::{Day, Month, Occurrence};
use domain::decider::Format;
use domain::digest::Digest;
use domain::id::{Label, StreamId};
use domain::money::{Decimal, Money};
use domain::text::{Narrative, PersonName};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Codec;

pub(super) const WORDS: &[&str] = &[
    "2024",
    "-02-29",
    "T23:59:59",
    "+23:59",
    "-00:00",
    "Z",
    ".5",
    "0000",
    "9999999999999.99",
    "XOF",
    "MRU",
    "SN-DK",
    "٢",
    "\u{200f}",
    "e\u{301}",
    "\u{0}",
    "-",
    "+",
];

pub(super) fn seeds() -> Vec<Vec<u8>> {
    [
        "2024",
        "2024-03",
        "2024-03-10",
        "2024-03-10T09:00:00.25+01:00",
        "1323.00",
        "655.957",
        "XOF",
        "SN",
        "SN-DK",
        "wo",
        "9111",
        "9700",
        "0811",
        "C01",
        "Aïssatou",
        "0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6a",
        "abababababababababababababababababababababababababababababababab",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect()
}

/// Written and read again, as text, as JSON and as the log keeps it.
fn stays<T>(text: &str) -> Option<T>
where
    T: FromStr + ToString + Serialize + DeserializeOwned + PartialEq + Debug,
{
    let value = text.parse::<T>().ok()?;
    assert_eq!(value.to_string().parse::<T>().ok().as_ref(), Some(&value), "as text");
    kept(&value);
    Some(value)
}

fn kept<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let stored = Codec.encode(value).unwrap();
    assert_eq!(Codec.decode::<T>(&stored).ok().as_ref(), Some(value), "as it is stored");
    let shown = serde_json::to_vec(value).unwrap();
    assert_eq!(serde_json::from_slice::<T>(&shown).ok().as_ref(), Some(value), "as JSON");
}

pub(super) fn run(bytes: &[u8]) {
    // Bytes of the log first: whatever is decoded has one form.
    one_form::<Day>(bytes);
    one_form::<Month>(bytes);
    one_form::<Occurrence>(bytes);
    one_form::<Money>(bytes);
    one_form::<Decimal>(bytes);
    one_form::<Country>(bytes);
    one_form::<Subdivision>(bytes);
    one_form::<Label>(bytes);
    one_form::<PersonName>(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    dates(text);
    amounts(text);
    codes(text);
    stays::<Label>(text);
    stays::<StreamId>(text);
    stays::<Digest>(text);
    for kept in [PersonName::try_from(text.to_owned()).map(String::from).ok(), {
        Narrative::try_from(text.to_owned()).map(String::from).ok()
    }] {
        assert!(kept.is_none_or(|kept| kept == text.trim()), "a text was changed");
    }
}

fn one_form<T: Serialize + DeserializeOwned + PartialEq + Debug>(bytes: &[u8]) {
    if let Ok(value) = Codec.decode::<T>(bytes) {
        assert_eq!(Codec.encode(&value).unwrap(), bytes, "two forms of one value");
        kept(&value);
    }
}

fn dates(text: &str) {
    if let Some(day) = stays::<Day>(text) {
        assert_eq!(Day::from_number(day.number()), day);
        assert!((1900..=2199).contains(&day.year()));
    }
    if let Some(month) = stays::<Month>(text) {
        assert!(month.first_day() <= month.last_day());
    }
    if let Some(when) = stays::<Occurrence>(text) {
        assert!(when.first_day() <= when.last_day());
        let _ = (when.first_second(), when.instant_utc());
    }
}

fn amounts(text: &str) {
    for currency in [Currency::XOF, Currency::EUR, Currency::MRU] {
        if let Ok(money) = Money::parse(text, currency) {
            assert_eq!(Money::parse(&money.amount(), currency), Ok(money));
            assert!(money.minor() <= Money::MINOR_MAX);
            kept(&money);
        }
    }
    if let Ok(number) = Decimal::parse(text) {
        assert_eq!(Decimal::parse(&number.to_string()), Ok(number));
        kept(&number);
    }
}

fn codes(text: &str) {
    stays::<Country>(text);
    stays::<Subdivision>(text);
    stays::<Currency>(text);
    stays::<Language>(text);
    stays::<Occupation>(text);
    stays::<Activity>(text);
    stays::<FieldOfEducation>(text);
    for list in ["iso_3166_1", "iso_3166_2", "iso_4217", "iso_639", "isco_08", "isic_4"] {
        assert!(!is_listed(list, text) || is_well_formed(list, text), "{list}");
    }
}
