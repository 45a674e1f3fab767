//! What is asked of a report is checked against what it declares.

use super::*;
use crate::reports::{Audience, Computed, UnitOfCount};

const REPORT: Report = Report {
    code: "X1",
    audience: Audience::Ministries,
    title: "report.X1",
    formula: "",
    source: "",
    unit_of_count: UnitOfCount::Cycles,
    columns: &[],
    dimensions: &[Dimension::Sex, Dimension::Year],
    usual_by: &[Dimension::Sex],
    parameters: &[
        Parameter { name: "days", doc: "", shape: ParameterShape::Number { usual: 60 } },
        Parameter { name: "subject", doc: "", shape: ParameterShape::Stream(StreamKind::Migrant) },
    ],
    reads: &[StreamKind::Migrant],
    compute: |_, _| Computed::default(),
};

const SUBJECT: (&str, &str) = ("subject", "0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6a");

fn read(pairs: &[(&'static str, &'static str)]) -> Result<Query, BadQuery> {
    Query::read(&REPORT, pairs.iter().copied())
}

#[test]
fn dimensions_break_down_or_narrow() {
    let query = read(&[("by", "sex, year,sex"), ("year", "2024"), SUBJECT]).unwrap();
    assert_eq!(query.by, [Dimension::Sex, Dimension::Year]);
    assert_eq!(query.filters, [(Dimension::Year, "2024".to_owned())]);
    assert_eq!(query.subject().map(|subject| subject.to_string()).as_deref(), Some(SUBJECT.1));
}

#[test]
fn a_parameter_that_is_not_given_has_its_usual_value() {
    assert_eq!(read(&[SUBJECT]).unwrap().number("days"), 60);
    let query = read(&[SUBJECT, ("days", "30")]).unwrap();
    assert_eq!(query.number("days"), 30);
    assert_eq!(query.parameters(&REPORT)[0], ("days", "30".to_owned()));
}

#[test]
fn what_the_report_does_not_declare_is_refused() {
    let code = |pairs: &[(&'static str, &'static str)]| read(pairs).unwrap_err().code();
    assert_eq!(code(&[("by", "agency"), SUBJECT]), "report.unknown_dimension");
    assert_eq!(code(&[("agency", "x"), SUBJECT]), "report.unknown_parameter");
    assert_eq!(code(&[("days", "-1"), SUBJECT]), "report.malformed_parameter");
    assert_eq!(code(&[("days", "100001"), SUBJECT]), "report.malformed_parameter");
    assert_eq!(code(&[("subject", "P01")]), "report.malformed_parameter");
    assert_eq!(code(&[("days", "30")]), "report.missing_parameter");
}

#[test]
fn without_by_the_usual_dimensions_break_down_and_with_an_empty_one_none() {
    assert_eq!(read(&[SUBJECT]).unwrap().by, [Dimension::Sex]);
    assert_eq!(read(&[("by", ""), SUBJECT]).unwrap().by, []);
}

#[test]
fn the_list_behind_the_figures_must_be_asked_for() {
    assert!(!read(&[SUBJECT]).unwrap().details);
    assert!(read(&[("details", "true"), SUBJECT]).unwrap().details);
    let refused = read(&[("details", "perhaps"), SUBJECT]).unwrap_err();
    assert_eq!(refused.code(), "report.malformed_parameter");
}
