//! Survey instruments: versioned data files of questions, scales and weights, and their scores.
//!
//! Answers are stored, scores never: they are computed again under whichever version is asked
//! for. A dimension's score is the weighted mean of its answered items, each mapped to 0 to 1,
//! and missing when less than the file's share of its weight was answered. The composite is the
//! mean of the three dimensions, or an own weighting of the items when the file brings one.
//! `rss-like-equal-1` is not IOM's survey: an official weights file is read by
//! [`Instrument::read`].

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::lang::Lang;
use crate::rational::Rational;

mod read;
#[cfg(test)]
mod tests;

pub use read::NotAnInstrument;

/// What a survey measures of a return.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Dimension {
    /// Means to live.
    Economic,
    /// Access to services, housing, justice.
    Social,
    /// Belonging, safety, peace of mind.
    Psychosocial,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Self; 3] = [Self::Economic, Self::Social, Self::Psychosocial];

    /// Its code, as plans and instruments write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Economic => "ECONOMIC",
            Self::Social => "SOCIAL",
            Self::Psychosocial => "PSYCHOSOCIAL",
        }
    }
}

/// Which end of a scale is the good one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Polarity {
    /// A higher answer is better.
    Positive,
    /// A higher answer is worse.
    Negative,
}

/// One question with its scale and weight.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Question {
    id: String,
    dimension: Dimension,
    scale: String,
    min: u16,
    max: u16,
    polarity: Polarity,
    weight: Rational,
    composite_weight: Option<Rational>,
    texts: [String; 3],
}

impl Question {
    /// Its name within the instrument.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The dimension it counts for.
    pub fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// The name of its scale; the words of its answers are the labels `scale.NAME.ANSWER`.
    pub fn scale(&self) -> &str {
        &self.scale
    }

    /// The lowest and the highest answer.
    pub fn range(&self) -> (u16, u16) {
        (self.min, self.max)
    }

    /// Which end of its scale is the good one.
    pub fn polarity(&self) -> Polarity {
        self.polarity
    }

    /// What it weighs within its dimension.
    pub fn weight(&self) -> Rational {
        self.weight
    }

    /// The question as it is asked; in French where the language has no wording.
    pub fn text(&self, lang: Lang) -> &str {
        text_in(&self.texts, lang)
    }

    /// An answer on the way from the bad end of the scale, 0, to the good one, 1.
    fn value(&self, answer: u16) -> Option<Rational> {
        let (low, high) = (i128::from(self.min), i128::from(self.max));
        let answer = i128::from(answer);
        let way = match self.polarity {
            Polarity::Positive => answer - low,
            Polarity::Negative => high - answer,
        };
        Rational::new(way, high - low)
    }
}

/// How the composite comes from the answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Composite {
    /// The mean of the three dimensions; missing when one of them is.
    Mean,
    /// The mean of all items under weights of their own.
    OwnWeights,
}

/// One version of a survey.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Instrument {
    id: String,
    version: u16,
    names: [String; 3],
    source: String,
    licence: String,
    status: String,
    answered_weight_min: Rational,
    composite: Composite,
    questions: Vec<Question>,
}

/// Why answers do not fit an instrument.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum AnswerRefused {
    /// No question of that name.
    #[error("the instrument has no such question")]
    UnknownQuestion,
    /// A question answered twice.
    #[error("a question is answered twice")]
    AnsweredTwice,
    /// An answer off the scale.
    #[error("an answer lies outside its scale of {min} to {max}")]
    OffScale {
        /// The lowest answer.
        min: u16,
        /// The highest answer.
        max: u16,
    },
    /// No answer at all.
    #[error("no question is answered")]
    Empty,
}

/// The scores of one interview, each from 0 (bad) to 1 (good); none where too little was answered.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Scores {
    /// Means to live.
    pub economic: Option<Rational>,
    /// Access to services, housing, justice.
    pub social: Option<Rational>,
    /// Belonging, safety, peace of mind.
    pub psychosocial: Option<Rational>,
    /// All three in one.
    pub composite: Option<Rational>,
}

impl Instrument {
    /// Its name, such as `test-dims-1`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its version.
    pub fn version(&self) -> u16 {
        self.version
    }

    /// Its title; in French where the language has none.
    pub fn name(&self, lang: Lang) -> &str {
        text_in(&self.names, lang)
    }

    /// Where its questions and weights come from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The licence of its text.
    pub fn licence(&self) -> &str {
        &self.licence
    }

    /// `official`, `unverified` or `test`.
    pub fn status(&self) -> &str {
        &self.status
    }

    /// Its questions in the order in which they are asked.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Whether answers, each a question's name and a value, can be recorded under it.
    ///
    /// # Errors
    /// A question that it has not, or twice, a value off its scale, or no answer at all.
    pub fn validate<'a>(
        &self,
        answers: impl IntoIterator<Item = (&'a str, u16)>,
    ) -> Result<(), AnswerRefused> {
        let mut seen = BTreeMap::new();
        for (id, answer) in answers {
            let question = self
                .questions
                .iter()
                .find(|question| question.id == id)
                .ok_or(AnswerRefused::UnknownQuestion)?;
            let (min, max) = question.range();
            if !(min..=max).contains(&answer) {
                return Err(AnswerRefused::OffScale { min, max });
            }
            if seen.insert(id, answer).is_some() {
                return Err(AnswerRefused::AnsweredTwice);
            }
        }
        if seen.is_empty() { Err(AnswerRefused::Empty) } else { Ok(()) }
    }

    /// The scores of answers. Total: what does not fit the instrument counts as not answered.
    pub fn score<'a>(&self, answers: impl IntoIterator<Item = (&'a str, u16)>) -> Scores {
        let answers: BTreeMap<&str, u16> = answers.into_iter().collect();
        let of = |dimension: Dimension| {
            let items = self.questions.iter().filter(|question| question.dimension == dimension);
            self.weighted(items.map(|question| (question, question.weight)), &answers)
        };
        let economic = of(Dimension::Economic);
        let social = of(Dimension::Social);
        let psychosocial = of(Dimension::Psychosocial);
        let composite = match self.composite {
            Composite::Mean => mean_of_three([economic, social, psychosocial]),
            Composite::OwnWeights => {
                let items = self.questions.iter();
                self.weighted(
                    items.filter_map(|item| item.composite_weight.map(|weight| (item, weight))),
                    &answers,
                )
            }
        };
        Scores { economic, social, psychosocial, composite }
    }

    /// Σ w·v / Σ w over the answered items; none when less than the needed weight was answered.
    fn weighted<'q>(
        &self,
        items: impl Iterator<Item = (&'q Question, Rational)>,
        answers: &BTreeMap<&str, u16>,
    ) -> Option<Rational> {
        let (mut total, mut answered, mut sum) = (Rational::ZERO, Rational::ZERO, Rational::ZERO);
        for (question, weight) in items {
            total = total.checked_add(weight)?;
            let on_scale = |answer: &&u16| (question.min..=question.max).contains(*answer);
            if let Some(answer) = answers.get(question.id.as_str()).filter(on_scale) {
                answered = answered.checked_add(weight)?;
                sum = sum.checked_add(weight.checked_mul(question.value(*answer)?)?)?;
            }
        }
        let needed = total.checked_mul(self.answered_weight_min)?;
        if answered.is_zero() || answered < needed {
            return None;
        }
        sum.checked_div(answered)
    }
}

fn mean_of_three(dimensions: [Option<Rational>; 3]) -> Option<Rational> {
    let mut sum = Rational::ZERO;
    for dimension in dimensions {
        sum = sum.checked_add(dimension?)?;
    }
    sum.checked_div(Rational::from(3))
}

/// French, English, Spanish; French for a language that has no column.
fn text_in(texts: &[String; 3], lang: Lang) -> &str {
    let [fr, en, es] = texts;
    match lang {
        Lang::Fr | Lang::Ar => fr,
        Lang::En => en,
        Lang::Es => es,
    }
}

static SHIPPED: LazyLock<Vec<Instrument>> =
    LazyLock::new(|| FILES.into_iter().filter_map(|file| Instrument::read(file).ok()).collect());

const FILES: [&str; 2] = [
    include_str!("../instruments/rss-like-equal-1.1.csv"),
    include_str!("../instruments/test-dims-1.1.csv"),
];

/// The instruments that come with the program, every version of each.
pub fn shipped() -> &'static [Instrument] {
    &SHIPPED
}

/// One version of an instrument that comes with the program.
pub fn instrument(id: &str, version: u16) -> Option<&'static Instrument> {
    SHIPPED.iter().find(|instrument| instrument.id == id && instrument.version == version)
}
