//! Reading an instrument from its `;`-separated file, ours or an official one.

use std::collections::{BTreeMap, BTreeSet};

use super::{Composite, Dimension, Instrument, Polarity, Question};
use crate::money::Decimal;
use crate::rational::Rational;

/// Why a text is not an instrument.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotAnInstrument {
    /// A line `# key: value` is missing or has no such value.
    #[error("the line \"# {key}: ...\" is missing or not understood")]
    Head {
        /// The key.
        key: &'static str,
    },
    /// A question's line is not understood.
    #[error("line {line}: {column} is missing or not understood")]
    Cell {
        /// The line's number, from 1.
        line: usize,
        /// The column's name.
        column: &'static str,
    },
    /// Two questions of one name.
    #[error("line {line}: a question of that name stands above")]
    Twice {
        /// The line's number, from 1.
        line: usize,
    },
    /// A dimension without any question.
    #[error("no question counts for the dimension {dimension}")]
    NoQuestions {
        /// The dimension's code.
        dimension: &'static str,
    },
}

const HEADER: &str = "question;";

/// The cells of one line, taken from the left.
struct Cells<'a> {
    line: usize,
    cells: std::str::Split<'a, char>,
}

impl<'a> Cells<'a> {
    fn next<T>(
        &mut self,
        column: &'static str,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<T, NotAnInstrument> {
        let cell = self.cells.next().map(str::trim).and_then(read);
        cell.ok_or(NotAnInstrument::Cell { line: self.line, column })
    }
}

impl Instrument {
    /// The instrument that a file describes: lines `# key: value`, a header, one line a question.
    ///
    /// Keys are `id`, `version`, `name.fr`, `name.en`, `name.es`, `source`, `licence`, `status`,
    /// `answered_weight_min` (the least share of a dimension's weight that must be answered) and
    /// `composite` (`mean` or `own_weights`). Columns are `question`, `dimension`, `scale`, `min`,
    /// `max`, `polarity` (`+` or `-`), `weight`, `composite_weight`, `fr`, `en`, `es`.
    ///
    /// # Errors
    /// The line and column that are missing or not understood.
    pub fn read(text: &str) -> Result<Self, NotAnInstrument> {
        let mut head = BTreeMap::new();
        let mut questions: Vec<Question> = Vec::new();
        let mut names = BTreeSet::new();
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(note) = line.strip_prefix('#') {
                if let Some((key, value)) = note.trim().split_once(": ") {
                    head.insert(key, value);
                }
                continue;
            }
            if line.trim().is_empty() || line.starts_with(HEADER) {
                continue;
            }
            let question = question(Cells { line: number, cells: line.split(';') })?;
            if !names.insert(question.id.clone()) {
                return Err(NotAnInstrument::Twice { line: number });
            }
            questions.push(question);
        }
        for dimension in Dimension::ALL {
            if !questions.iter().any(|question| question.dimension == dimension) {
                return Err(NotAnInstrument::NoQuestions { dimension: dimension.code() });
            }
        }
        let take = |key| head.get(key).copied().ok_or(NotAnInstrument::Head { key });
        let understood = |key: &'static str| NotAnInstrument::Head { key };
        let share = decimal(take("answered_weight_min")?)
            .filter(|share| *share <= Rational::ONE)
            .ok_or(understood("answered_weight_min"))?;
        Ok(Self {
            id: take("id")?.to_owned(),
            version: take("version")?.parse().or(Err(understood("version")))?,
            names: [take("name.fr")?, take("name.en")?, take("name.es")?].map(str::to_owned),
            source: take("source")?.to_owned(),
            licence: take("licence")?.to_owned(),
            status: take("status")?.to_owned(),
            answered_weight_min: share,
            composite: match take("composite")? {
                "mean" => Composite::Mean,
                "own_weights" => Composite::OwnWeights,
                _ => return Err(understood("composite")),
            },
            questions,
        })
    }
}

fn question(mut cells: Cells<'_>) -> Result<Question, NotAnInstrument> {
    let id = cells.next("question", filled)?;
    let dimension = cells.next("dimension", |code| {
        Dimension::ALL.into_iter().find(|dimension| dimension.code() == code)
    })?;
    let scale = cells.next("scale", filled)?;
    let min: u16 = cells.next("min", |text| text.parse().ok())?;
    let max = cells.next("max", |text| text.parse().ok().filter(|max| *max > min))?;
    let polarity = cells.next("polarity", |text| match text {
        "+" => Some(Polarity::Positive),
        "-" => Some(Polarity::Negative),
        _ => None,
    })?;
    let weight = cells.next("weight", |text| decimal(text).filter(|weight| !weight.is_zero()))?;
    let composite_weight = cells.next("composite_weight", |text| {
        if text.is_empty() { Some(None) } else { decimal(text).map(Some) }
    })?;
    let texts = [cells.next("fr", filled)?, cells.next("en", filled)?, cells.next("es", filled)?];
    Ok(Question { id, dimension, scale, min, max, polarity, weight, composite_weight, texts })
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn decimal(text: &str) -> Option<Rational> {
    Decimal::parse(text).ok().map(Rational::from)
}
