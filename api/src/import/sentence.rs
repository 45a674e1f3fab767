//! What is wrong, in a sentence for people, in their language. It never shows what a cell holds.

use domain::decider::Coded;
use domain::id::StreamId;

use super::fault::RowFault;
use crate::catalogue;
use crate::fields::{FieldError, Problem};
use crate::language::Language;
use crate::record::RecordError;

/// About a row as it is written, or about whom it names.
pub fn of_row(fault: RowFault, candidates: &[StreamId], language: Language) -> String {
    let title = title(fault.code(), language).unwrap_or_else(|| fault.to_string());
    if candidates.is_empty() {
        return title;
    }
    let named: Vec<String> = candidates.iter().map(ToString::to_string).collect();
    format!("{title}: {}", named.join(", "))
}

/// About a fact.
pub fn of_record(error: &RecordError, language: Language) -> String {
    if let RecordError::Field { wrong, .. } = error {
        return of_field(wrong, language);
    }
    let said = match error {
        RecordError::Declined { declined, .. } => declined.to_string(),
        RecordError::Field { .. }
        | RecordError::OtherKind { .. }
        | RecordError::History
        | RecordError::Nothing
        | RecordError::Append(_)
        | RecordError::Read(_) => error.to_string(),
    };
    match language {
        Language::English => said,
        Language::French | Language::Spanish => title(error.code(), language).unwrap_or(said),
    }
}

/// About a field.
pub fn of_field(wrong: &FieldError, language: Language) -> String {
    let said = wrong.problem.to_string();
    if language == Language::English {
        return said;
    }
    let title = title(wrong.code(), language).unwrap_or_else(|| said.clone());
    match hint(wrong.problem) {
        Some(hint) => format!("{title} ({hint})"),
        None => title,
    }
}

/// What is expected, as far as it reads the same in every language.
fn hint(problem: Problem) -> Option<String> {
    match problem {
        Problem::NotAValue(expected) | Problem::WrongType(expected) => {
            let example = expected.split_once("such as ").map(|(_, example)| example.to_owned());
            let plain = !expected.contains(' ') || expected.starts_with(|c: char| c.is_numeric());
            let bare = expected == "true or false";
            example
                .or_else(|| bare.then(|| "true / false".to_owned()))
                .or_else(|| plain.then(|| expected.to_owned()))
        }
        Problem::NotInList(list) => Some(list.to_owned()),
        Problem::OutOfRange { min, max } => Some(format!("{min} – {max}")),
        Problem::NotAText(chars) => Some(format!("1 – {chars}")),
        Problem::Unknown | Problem::Missing | Problem::UnknownReference(_) => None,
    }
}

fn title(code: &str, language: Language) -> Option<String> {
    catalogue::refusal_title(code, language)
}
