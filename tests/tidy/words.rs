//! What reports call their titles, columns and dimensions in each language.

use std::collections::BTreeSet;

use api::labels::own_label;
use domain::lang::Lang;
use projections::reports;

#[test]
fn every_report_and_all_its_columns_and_dimensions_have_words() {
    let mut needed = BTreeSet::new();
    for report in reports::all() {
        needed.insert(report.title.to_owned());
        needed.extend(report.columns.iter().map(|c| format!("column.{}.{}", report.code, c.name)));
        needed.extend(report.dimensions.iter().map(|d| format!("dimension.{}", d.code())));
    }
    assert!(!needed.is_empty());
    for lang in Lang::COMPLETE {
        let missing: Vec<_> = needed.iter().filter(|key| own_label(lang, key).is_none()).collect();
        assert!(missing.is_empty(), "no words in {lang} for {missing:#?}");
    }
}

#[test]
fn the_catalogue_says_which_lists_have_titles_that_nobody_verified() {
    let document = api::catalogue::document();
    let lists = document["lists"].as_array().expect("lists");
    for name in ["isco_08", "isic_4", "isced_f_2013", "iso_3166_1", "gbv_type"] {
        let list = lists.iter().find(|list| list["name"] == name).expect(name);
        assert_eq!(list["file"]["status"], "unverified", "{name}");
        assert!(list["file"]["source"].is_string() && list["file"]["licence"].is_string());
    }
}
