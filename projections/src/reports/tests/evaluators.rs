//! The funnel, sustainability, work after a year.

use super::{ask, check, told};
use crate::chronicle::scenarios::{s5, s10};
use crate::reports::Note;

#[test]
fn the_funnel_counts_who_came_how_far() {
    let recorded = told(s10());
    let answer = ask(&recorded, "P1", "2025-12-31", &[]);
    let programme: domain::id::ProgrammeId = crate::chronicle::id("PRG-GREEN-1");
    check(
        &answer,
        &[
            (&[&programme.to_string()], "returned", "12"),
            (&[&programme.to_string()], "plan", "11/12"),
            (&[&programme.to_string()], "training_completed", "8/11"),
            (&[&programme.to_string()], "livelihood", "9"),
            (&[&programme.to_string()], "after_year", "8"),
        ],
    );
    let alone = told(s5());
    check(
        &ask(&alone, "P1", "2025-12-31", &[("by", "")]),
        &[(&[], "returned", "1"), (&[], "plan", "1/1"), (&[], "training_completed", "0/1")],
    );
}

#[test]
fn the_paired_change_compares_the_same_persons() {
    let recorded = told(s10());
    let answer = ask(&recorded, "P3", "2025-12-31", &[("by", "sex")]);
    check(
        &answer,
        &[
            (&[], "composite_baseline", "0.4444"),
            (&[], "economic_baseline", "0.3708"),
            (&[], "social_baseline", "0.4625"),
            (&[], "psychosocial_baseline", "0.5000"),
            (&[], "composite_paired_n", "10"),
            (&[], "composite_paired_baseline", "0.4767"),
            (&[], "economic_paired_baseline", "0.4000"),
            (&[], "social_paired_baseline", "0.4900"),
            (&[], "psychosocial_paired_baseline", "0.5400"),
            (&[], "composite_paired_endline", "0.6283"),
            (&[], "economic_paired_endline", "0.6250"),
            (&[], "social_paired_endline", "0.6000"),
            (&[], "psychosocial_paired_endline", "0.6600"),
            (&[], "composite_paired_change", "0.1517"),
            (&[], "composite_naive_difference", "0.1839"),
            (&[], "composite_attrition", "2/12"),
            (&[], "high_endline", "4/10"),
            (&["F"], "composite_paired_baseline", "0.4567"),
            (&["F"], "composite_paired_endline", "0.6167"),
            (&["F"], "composite_paired_change", "0.1600"),
            (&["M"], "composite_paired_change", "0.1433"),
        ],
    );
    assert_eq!(answer.total().map(|row| (row.n, row.missing)), Some((10, 2)));
    let biased = Note::BiasedByAttrition { column: "composite_naive_difference" };
    assert!(answer.notes.contains(&biased));
}

#[test]
fn what_nobody_knows_about_work_widens_the_bounds() {
    let recorded = told(s10());
    let answer = ask(&recorded, "P4", "2025-12-31", &[("by", "sex")]);
    check(
        &answer,
        &[
            (&[], "yes", "8"),
            (&[], "no", "2"),
            (&[], "unknown", "2"),
            (&[], "of_known", "8/10"),
            (&[], "lower_bound", "8/12"),
            (&[], "upper_bound", "10/12"),
            (&["F"], "of_known", "4/5"),
            (&["M"], "of_known", "4/5"),
            (&["M"], "unknown", "2"),
        ],
    );
    // Nobody looked within 45 days of day 182.
    check(
        &answer,
        &[
            (&[], "half_year_unknown", "12"),
            (&[], "half_year_of_known", "-"),
            (&[], "half_year_lower_bound", "0/12"),
            (&[], "half_year_upper_bound", "12/12"),
        ],
    );
    let early = ask(&recorded, "P4", "2024-06-30", &[]);
    assert_eq!(early.total().map(|row| (row.n, row.missing)), Some((0, 12)));
}
