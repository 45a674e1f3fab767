//! Scores are exact, and a file that is not an instrument is refused by line and column.

use super::{AnswerRefused, FILES, Instrument, NotAnInstrument, instrument, shipped};
use crate::lang::Lang;
use crate::rational::Rational;

fn dims() -> &'static Instrument {
    instrument("test-dims-1", 1).unwrap()
}

fn ratio(numerator: i128, denominator: i128) -> Rational {
    Rational::new(numerator, denominator).unwrap()
}

#[test]
fn every_shipped_file_is_read() {
    for file in FILES {
        Instrument::read(file).unwrap();
    }
    assert_eq!(shipped().len(), FILES.len());
}

#[test]
fn three_answers_give_three_dimensions_and_their_mean() {
    let scores = dims().score([("economic", 40), ("social", 55), ("psychosocial", 60)]);
    assert_eq!(scores.economic, Some(ratio(2, 5)));
    assert_eq!(scores.social, Some(ratio(11, 20)));
    assert_eq!(scores.psychosocial, Some(ratio(3, 5)));
    assert_eq!(scores.composite.unwrap().to_text(4), "0.5167");
}

#[test]
fn a_missing_dimension_leaves_no_composite() {
    let scores = dims().score([("economic", 40), ("social", 55)]);
    assert_eq!(scores.psychosocial, None);
    assert_eq!(scores.composite, None);
}

#[test]
fn four_fifths_of_the_weight_are_enough_and_less_is_missing() {
    let survey = instrument("rss-like-equal-1", 1).unwrap();
    let economic: Vec<_> = survey.questions().iter().filter(|q| q.id().starts_with('e')).collect();
    let best = |count: usize| {
        let answers = economic.iter().take(count).map(|question| {
            let (min, max) = question.range();
            (
                question.id(),
                if question.polarity() == super::Polarity::Positive { max } else { min },
            )
        });
        survey.score(answers).economic
    };
    // Nine items: eight are 88.9 % of the weight, seven 77.8 %.
    assert_eq!(best(8), Some(Rational::ONE));
    assert_eq!(best(7), None);
}

#[test]
fn a_negative_question_counts_from_the_other_end() {
    let survey = instrument("rss-like-equal-1", 1).unwrap();
    let question = survey.questions().iter().find(|question| question.id() == "p05").unwrap();
    assert_eq!(question.value(1), Some(Rational::ONE));
    assert_eq!(question.value(5), Some(Rational::ZERO));
    assert_eq!(question.value(2), Some(ratio(3, 4)));
}

#[test]
fn answers_that_do_not_fit_are_refused() {
    let check = |answers: &[(&str, u16)]| dims().validate(answers.iter().copied());
    assert_eq!(check(&[("economic", 100)]), Ok(()));
    assert_eq!(check(&[]), Err(AnswerRefused::Empty));
    assert_eq!(check(&[("mood", 1)]), Err(AnswerRefused::UnknownQuestion));
    assert_eq!(check(&[("social", 1), ("social", 1)]), Err(AnswerRefused::AnsweredTwice));
    assert_eq!(check(&[("social", 101)]), Err(AnswerRefused::OffScale { min: 0, max: 100 }));
}

#[test]
fn scoring_answers_that_do_not_fit_counts_them_as_missing() {
    assert_eq!(dims().score([("social", 101), ("mood", 3)]).social, None);
}

#[test]
fn an_official_file_may_weigh_the_composite_itself() {
    let text = FILES[1]
        .replace("# composite: mean", "# composite: own_weights")
        .replace("+;1;;Dimension é", "+;1;0.5;Dimension é")
        .replace("+;1;;Dimension s", "+;1;0.25;Dimension s")
        .replace("+;1;;Dimension p", "+;1;0.25;Dimension p");
    let weighted = Instrument::read(&text).unwrap();
    let scores = weighted.score([("economic", 100), ("social", 0), ("psychosocial", 0)]);
    assert_eq!(scores.composite, Some(ratio(1, 2)));
}

#[test]
fn a_broken_file_is_refused_by_line_and_column() {
    let broken = |from: &str, to: &str| Instrument::read(&FILES[1].replace(from, to)).unwrap_err();
    assert_eq!(broken("# version: 1", ""), NotAnInstrument::Head { key: "version" });
    assert_eq!(
        broken("percent;0;100;+;1;;Dimension s", "percent;100;100;+;1;;Dimension s"),
        NotAnInstrument::Cell { line: 13, column: "max" },
    );
    assert_eq!(broken("social;SOCIAL", "economic;SOCIAL"), NotAnInstrument::Twice { line: 13 });
    assert_eq!(
        broken(";SOCIAL;", ";ECONOMIC;"),
        NotAnInstrument::NoQuestions { dimension: "SOCIAL" },
    );
}

#[test]
fn an_instrument_that_is_not_the_official_one_says_so() {
    let survey = instrument("rss-like-equal-1", 1).unwrap();
    assert_eq!(survey.status(), "unverified");
    for (lang, says) in [(Lang::Fr, "OIM"), (Lang::En, "IOM"), (Lang::Es, "OIM")] {
        assert!(survey.name(lang).contains(says));
    }
}
