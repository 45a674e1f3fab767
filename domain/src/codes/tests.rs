//! Form and membership are two questions.

use super::*;

#[test]
fn a_well_formed_code_decodes_even_when_its_list_does_not_hold_it() {
    let vanished: Country = "XZ".parse().unwrap();
    assert!(!vanished.is_listed());
    let mut heard = Vec::new();
    vanished.unlisted(&mut |list, code| heard.push((list, code.to_owned())));
    assert_eq!(heard, [("iso_3166_1", "XZ".to_owned())]);
}

#[test]
fn listed_codes_are_known() {
    assert!("SN".parse::<Country>().unwrap().is_listed());
    assert!("SN-DK".parse::<Subdivision>().unwrap().is_listed());
    assert!("MRU".parse::<Currency>().unwrap().is_listed());
    for language in ["fr", "wo", "bm", "ff", "snk", "mey"] {
        assert!(language.parse::<Language>().unwrap().is_listed(), "{language}");
    }
}

#[test]
fn what_has_not_the_form_of_a_code_is_refused() {
    for text in ["", "S", "sn", "SEN", "S1", "É"] {
        assert!(text.parse::<Country>().is_err(), "{text}");
    }
    for text in ["91111", "91a", "٩١"] {
        assert!(text.parse::<Occupation>().is_err(), "{text}");
    }
    assert!("A".parse::<Activity>().is_ok());
    assert!("AB".parse::<Activity>().is_err());
}

#[test]
fn exponents_follow_iso_4217() {
    let exponents = [Currency::XOF, Currency::EUR, Currency::MRU].map(Currency::exponent);
    assert_eq!(exponents, [0, 2, 2]);
}

#[test]
fn an_activity_lies_in_a_section() {
    let section = |code: &str| code.parse::<Activity>().unwrap().section();
    assert_eq!(section("0113"), Some('A'));
    assert_eq!(section("1030"), Some('C'));
    assert_eq!(section("4771"), Some('G'));
    assert_eq!(section("9700"), Some('T'));
    assert_eq!(section("97"), Some('T'));
    assert_eq!(section("Q"), Some('Q'));
}

#[test]
fn a_list_holds_what_it_names_and_nothing_else() {
    assert!(is_listed("iso_3166_1", "SN") && is_listed("iso_4217", "MRU"));
    assert!(!is_listed("iso_3166_1", "XZ") && !is_listed("iso_4217", "QQQ"));
    assert!(!is_listed("iso_3166_1", "Senegal") && !is_listed("no_such_list", "SN"));
}
