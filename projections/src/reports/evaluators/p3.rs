//! P3: how sustainable returns are, and how that changed.
//!
//! The paired change compares the same persons. The naive difference does not, and is labelled.

use domain::indicators::reintegration_score::{Change, change};
use domain::rational::Rational;
use domain::stream::StreamKind;

use crate::figure::Figure;
use crate::programme::{CohortRow, SurveyRow};
use crate::reports::group::{Item, Measures, select, tabulate};
use crate::reports::items::{JOURNEY, returns};
use crate::reports::{
    Audience, Column, Computed, Detail, Note, Query, Report, Sources, UnitOfCount, Value,
};

macro_rules! scores {
    ($($score:literal: $what:literal;)+) => {
        (
            &[
                Column {
                    name: "high_endline",
                    unit: "share of endlines",
                    doc: "Composite of at least 0.66 at the endline.",
                },
                $(
                    Column {
                        name: concat!($score, "_baseline"),
                        unit: "score 0 to 1",
                        doc: concat!("Mean at the baseline, all who have one: ", $what),
                    },
                    Column {
                        name: concat!($score, "_paired_n"),
                        unit: "cycles",
                        doc: concat!("Who have baseline and endline: ", $what),
                    },
                    Column {
                        name: concat!($score, "_paired_baseline"),
                        unit: "score 0 to 1",
                        doc: concat!("Mean at the baseline of those who have both: ", $what),
                    },
                    Column {
                        name: concat!($score, "_paired_endline"),
                        unit: "score 0 to 1",
                        doc: concat!("Mean at the endline of those who have both: ", $what),
                    },
                    Column {
                        name: concat!($score, "_paired_change"),
                        unit: "score difference",
                        doc: concat!("Mean change of the same persons: ", $what),
                    },
                    Column {
                        name: concat!($score, "_naive_difference"),
                        unit: "score difference",
                        doc: concat!(
                            "Endline mean less baseline mean, biased by those who were lost: ",
                            $what
                        ),
                    },
                    Column {
                        name: concat!($score, "_attrition"),
                        unit: "share of baselines",
                        doc: concat!("With a baseline and no endline: ", $what),
                    },
                )+
            ],
            [$([
                concat!($score, "_baseline"),
                concat!($score, "_paired_n"),
                concat!($score, "_paired_baseline"),
                concat!($score, "_paired_endline"),
                concat!($score, "_paired_change"),
                concat!($score, "_naive_difference"),
                concat!($score, "_attrition"),
            ],)+],
        )
    };
}

/// The columns, and their names score by score.
const SCORES: (&[Column], [[&str; 7]; 4]) = scores! {
    "economic": "economic score.";
    "social": "social score.";
    "psychosocial": "psychosocial score.";
    "composite": "composite.";
};

/// Sustainability of reintegration.
pub(in crate::reports) static P3: Report = Report {
    code: "P3",
    audience: Audience::Evaluators,
    title: "report.P3",
    formula: "mean score at the first baseline and the last endline of each cycle; paired change = \
              mean endline less mean baseline over those who have both; naive difference = mean \
              endline less mean baseline over all who have each; attrition = baselines without \
              endline / baselines. Scores are computed by the instrument of the survey",
    source: "reintegration sustainability survey of the IOM, as far as the instrument follows it; \
             the instrument file says how far",
    unit_of_count: UnitOfCount::Cycles,
    columns: SCORES.0,
    dimensions: JOURNEY,
    usual_by: &[],
    parameters: &[],
    reads: &[StreamKind::Migrant],
    compute,
};

/// From which composite on the need of accompaniment counts as low.
const HIGH: (i128, i128) = (66, 100);

fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let mut items = select(returns(sources.tables), query);
    items.retain(|item| item.row.baseline.is_some() || item.row.endline.is_some());
    let rows = tabulate(&items, query, measure);
    let naive = SCORES.1.iter().map(|[.., naive, _]| Note::BiasedByAttrition { column: naive });
    let listed = items.iter().filter(|_| query.details);
    Computed {
        rows,
        details: listed.map(|item| detail(item.row)).collect(),
        notes: naive.collect(),
    }
}

type Score = fn(&SurveyRow) -> &Option<Figure>;

/// In the order of [`SCORES`].
const READ: [Score; 4] =
    [|row| &row.economic, |row| &row.social, |row| &row.psychosocial, |row| &row.composite];

fn measure(members: &[&Item<'_, CohortRow>]) -> Measures {
    let of = |score: Score| change(&pairs(members, score));
    let changes = READ.map(of);
    let [.., composite] = &changes;
    let endlines = members.iter().filter_map(|item| item.row.endline.as_ref()?.composite.as_ref());
    let (high, all): (Vec<_>, Vec<_>) =
        (endlines.clone().filter(|score| is_high(score.exact())).collect(), endlines.collect());
    let measures = Measures::of(composite.paired_count)
        .missing(members.len() - composite.paired_count)
        .with_some("high_endline", (!all.is_empty()).then(|| Value::share(high.len(), all.len())));
    SCORES
        .1
        .iter()
        .zip(&changes)
        .fold(measures, |measures, (names, change)| with(measures, *names, change))
}

fn is_high(score: Rational) -> bool {
    Rational::try_from(HIGH).is_ok_and(|limit| score >= limit)
}

fn pairs(
    members: &[&Item<'_, CohortRow>],
    score: Score,
) -> Vec<(Option<Rational>, Option<Rational>)> {
    let exact = |survey: &Option<Box<SurveyRow>>| {
        survey.as_deref().and_then(|survey| score(survey).as_ref().map(Figure::exact))
    };
    members.iter().map(|item| (exact(&item.row.baseline), exact(&item.row.endline))).collect()
}

fn with(measures: Measures, names: [&'static str; 7], found: &Change) -> Measures {
    let [baseline, paired_n, paired_baseline, paired_endline, paired_change, naive, attrition] =
        names;
    let number = |value: Option<Rational>| value.map(Value::Number);
    let lost = found.first_count - found.paired_count;
    let share = (found.first_count > 0).then(|| Value::share(lost, found.first_count));
    measures
        .with_some(baseline, number(found.first_mean))
        .with(paired_n, Value::count(found.paired_count))
        .with_some(paired_baseline, number(found.paired_first_mean))
        .with_some(paired_endline, number(found.paired_second_mean))
        .with_some(paired_change, number(found.paired_change))
        .with_some(naive, number(found.naive_change))
        .with_some(attrition, share)
}

fn detail(row: &CohortRow) -> Detail {
    fn composite(survey: Option<&SurveyRow>) -> Option<&Figure> {
        survey?.composite.as_ref()
    }
    Detail::default()
        .text("migrant", Some(row.migrant))
        .text("cycle", Some(&row.cycle))
        .number("composite_baseline", composite(row.baseline.as_deref()))
        .number("composite_endline", composite(row.endline.as_deref()))
        .number("composite_change", row.composite_change.as_ref())
}
