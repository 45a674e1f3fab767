//! What reports call their titles, columns and dimensions in each language.

use std::collections::BTreeSet;

use domain::labels::{Lang, own_label};
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
