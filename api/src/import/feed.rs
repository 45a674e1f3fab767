//! From the rows of a file to whoever takes them: the log here, or a server elsewhere.

use super::convert::{Converted, Converter, Drafted, NotARow};
use super::fault::RowFault;
use super::json_lines::REJECTED;
use super::rows::{Found, Original, Rows, Said};
use super::turns::{Turns, Words, words};
use super::{ImportError, Rejected, sentence};
use crate::language::Language;
use crate::line::Line;
use domain::decider::Coded as _;

/// An event of a row, with the words that make its id.
pub struct Event {
    /// What is to be recorded.
    pub line: Line,
    /// Its words and their turn.
    pub words: Words,
}

/// A row that can be taken in.
pub struct Row {
    /// On which line of the file it begins.
    pub line: u64,
    /// Its events, recorded together or not at all.
    pub events: Vec<Event>,
}

/// Whoever takes rows in.
pub trait Taker {
    /// Takes a row.
    ///
    /// # Errors
    /// Nothing is taken any more.
    fn row(&mut self, row: Row) -> Result<(), ImportError>;

    /// Takes note of a row that says nothing.
    ///
    /// # Errors
    /// Nothing is taken any more.
    fn refuse(&mut self, rejected: Rejected) -> Result<(), ImportError>;

    /// So many bytes of the file were read.
    fn at(&mut self, bytes: u64);

    /// In which language it speaks.
    fn language(&self) -> Language;

    /// What a row was before it was read, before it is taken.
    fn found(&mut self, _line: u64, _original: Original, _told: Told) {}

    /// Whether it sends rows on, and so has to know how they were drafted.
    fn sends_on(&self) -> bool {
        false
    }

    /// A row as it was drafted, before it is taken; for those who send it on.
    fn drafted(&mut self, _drafted: Vec<Drafted>) {}
}

/// What a file of rejects needs to know about a row beside its text.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Told {
    /// Which rules of the mapping its events come from.
    pub rules: Vec<usize>,
    /// The turns of its events.
    pub turns: String,
}

/// Reads rows and hands them over.
pub struct Feed<'a> {
    converter: Option<&'a Converter>,
    turns: Turns,
    /// Rows that are known to have been settled: only their turns are counted.
    skip: u64,
}

impl<'a> Feed<'a> {
    /// For JSON Lines.
    pub fn plain() -> Self {
        Self { converter: None, turns: Turns::default(), skip: 0 }
    }

    /// For tables.
    pub fn table(converter: &'a Converter) -> Self {
        Self { converter: Some(converter), ..Self::plain() }
    }

    /// The same, but the first rows were settled by an earlier run.
    #[must_use]
    pub fn after(self, skip: u64) -> Self {
        Self { skip, ..self }
    }

    /// Reads a file to its end.
    ///
    /// # Errors
    /// The file cannot be read, or nothing is taken any more.
    pub fn run(mut self, rows: &mut dyn Rows, to: &mut dyn Taker) -> Result<(), ImportError> {
        let mut number = 0_u64;
        while let Some(found) = rows.next()? {
            number += 1;
            to.at(rows.read());
            let Found { line, original, said } = found;
            let read = match said {
                Ok(said) => self.read(said, to.sends_on()),
                Err(wrong) => Err(NotARow::Written(wrong)),
            };
            if number <= self.skip {
                continue;
            }
            match read {
                Ok((events, drafted)) => {
                    let told = Told {
                        rules: drafted.iter().map(|drafted| drafted.rule).collect(),
                        turns: Turns::tell(events.iter().map(|event| &event.words)),
                    };
                    to.found(line, original, told);
                    to.drafted(drafted);
                    to.row(Row { line, events })?;
                }
                Err(wrong) => {
                    to.found(line, original, Told::default());
                    to.refuse(rejected(line, &wrong, to.language()))?;
                }
            }
        }
        Ok(())
    }

    fn read(&mut self, said: Said, sends_on: bool) -> Result<(Vec<Event>, Vec<Drafted>), NotARow> {
        let converted = match (said, self.converter) {
            (Said::Members(mut members), _) => {
                let told = members.remove(REJECTED);
                let turns = told.as_ref().and_then(|told| told.get("turns")?.as_str());
                let turns = turns.unwrap_or_default().to_owned();
                Converted { drafted: vec![Drafted { rule: 0, members, once: false }], turns }
            }
            (Said::Cells(cells), Some(converter)) => converter.row(&cells)?,
            (Said::Cells(_), None) => return Err(NotARow::Written(RowFault::NotJson.into())),
        };
        let Converted { mut drafted, turns } = converted;
        let mut events = Vec::with_capacity(drafted.len());
        for one in &mut drafted {
            let index = one.rule;
            let column = |path: &str| {
                let rule = self.converter.and_then(|converter| converter.rule(index));
                rule.map(|rule| rule.column_of(path))
            };
            let members =
                if sends_on { one.members.clone() } else { std::mem::take(&mut one.members) };
            let line = Line::read(members);
            let line = line.map_err(|wrong| {
                let column = column(&wrong.path);
                NotARow::Field(wrong, column)
            })?;
            let text = words(&line);
            let turn = match Turns::told(&turns, &text) {
                Some(turn) => turn,
                None if one.once || line.input.event_id.is_some() => 0,
                None => self.turns.take(&text),
            };
            events.push(Event { line, words: Words { text, turn } });
        }
        Ok((events, drafted))
    }
}

fn rejected(line: u64, wrong: &NotARow, language: Language) -> Rejected {
    match wrong {
        NotARow::Written(wrong) => Rejected {
            line,
            code: wrong.fault.code().into(),
            event: None,
            field: wrong.column.clone(),
            sentence: sentence::of_row(wrong.fault, &[], language),
        },
        NotARow::Field(wrong, column) => Rejected {
            line,
            code: wrong.code().into(),
            event: None,
            field: column.clone().or_else(|| Some(wrong.path.clone())),
            sentence: sentence::of_field(wrong, language),
        },
    }
}
