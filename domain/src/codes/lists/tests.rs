//! Lists are whole, well formed, and the same as the codes that the types know.

use std::collections::BTreeMap;

use super::{
    C189_CHECKLIST, CodeList, ISCED_F_2013, ISCO_08, ISIC_4, ISO_3166_1, Item, NAMES, list, title,
};
use crate::describe::{Described, Shape};
use crate::lang::Lang;

/// How many codes there are of each length.
fn lengths(list: &CodeList) -> Vec<usize> {
    let mut counts = BTreeMap::new();
    for item in list.items() {
        *counts.entry(item.code.len()).or_insert(0) += 1;
    }
    counts.into_values().collect()
}

#[test]
fn isco_08_has_all_its_groups() {
    assert_eq!(lengths(&ISCO_08), [10, 43, 130, 436]);
}

#[test]
fn isic_4_has_all_its_sections_divisions_groups_and_classes() {
    assert_eq!(lengths(&ISIC_4), [21, 88, 238, 419]);
}

#[test]
fn isced_f_2013_has_all_its_fields() {
    assert_eq!(lengths(&ISCED_F_2013), [11, 29, 80]);
}

#[test]
fn every_code_lies_within_one_of_the_level_above() {
    for (list, shortest) in [(&*ISCO_08, 1), (&*ISIC_4, 2), (&*ISCED_F_2013, 2)] {
        for item in list.items() {
            for length in shortest..item.code.len() {
                assert!(list.holds(&item.code[..length]), "{} stands alone", item.code);
            }
        }
    }
}

#[test]
fn every_country_has_a_name_and_every_name_a_country() {
    assert_eq!(ISO_3166_1.items().count(), rust_iso3166::ALL.len());
    for country in rust_iso3166::ALL {
        assert!(ISO_3166_1.holds(country.alpha2), "{}", country.alpha2);
    }
}

#[test]
fn every_list_says_where_it_comes_from_and_has_titles_in_three_languages() {
    for name in NAMES {
        let list = list(name).unwrap();
        for key in ["name", "version", "source", "licence", "status"] {
            assert!(list.about(key).is_some_and(|text| !text.is_empty()), "{name} has no {key}");
        }
        assert!(["verified", "unverified"].contains(&list.about("status").unwrap()), "{name}");
        for Item { code, fr, en, es } in list.items() {
            assert!([fr, en, es].iter().all(|text| !text.is_empty()), "{name} {code}");
        }
    }
}

#[test]
fn every_line_of_every_list_is_read() {
    let lines = |text: &str| text.lines().filter(|line| !line.starts_with('#')).count() - 1;
    assert_eq!(ISCO_08.items().count(), lines(include_str!("../../../lists/isco_08.csv")));
    assert_eq!(ISIC_4.items().count(), lines(include_str!("../../../lists/isic_4.csv")));
    assert_eq!(ISO_3166_1.items().count(), lines(include_str!("../../../lists/iso_3166_1.csv")));
}

fn check_choices<T: Described>() {
    let Shape::Choice { list: name, codes } = T::SHAPE else { panic!("no choice") };
    let list = list(name).unwrap();
    assert_eq!(list.items().count(), codes.len(), "{name}");
    for code in codes {
        assert!(list.holds(code), "{name} lacks {code}");
    }
}

#[test]
fn the_lists_of_our_own_hold_the_codes_that_the_types_know() {
    check_choices::<crate::migrant::recruitment::CostCategory>();
    check_choices::<crate::complaint::ForcedLabourIndicator>();
    check_choices::<crate::complaint::ComplaintCategory>();
    check_choices::<crate::case::GbvType>();
    let Shape::Record { fields } = <crate::migrant::terms::C189Checklist as Described>::SHAPE
    else {
        panic!("no record")
    };
    assert_eq!(fields.len(), C189_CHECKLIST.items().count());
    for field in fields {
        assert!(C189_CHECKLIST.holds(field.name), "{}", field.name);
    }
}

#[test]
fn a_title_is_found_by_list_and_code() {
    assert_eq!(title("isco_08", "9111", Lang::Fr), Some("Aides de ménage à domicile"));
    assert_eq!(title("iso_3166_1", "MR", Lang::Es), Some("Mauritania"));
    assert_eq!(title("isco_08", "9999", Lang::Fr), None);
    assert_eq!(title("no_such_list", "1", Lang::Fr), None);
}
