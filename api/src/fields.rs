//! Checks a JSON payload against the catalogue, field by field, so that whoever sent it learns
//! which field is wrong and why. It uses the domain's own parsers and adds no rule.
//!
//! It also completes: an absent list becomes an empty one, and the name by which another register
//! knows a stream becomes our id.

use domain::decider::{Class, Coded};
use domain::describe::{Field, Shape};
use domain::stream::StreamKind;
use serde_json::{Map, Value};

/// What is wrong with a field. It shows the field's path, never its value.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct FieldError {
    /// Where it stands, such as `terms.wage.amount`.
    pub path: String,
    /// What is wrong.
    pub problem: Problem,
}

/// The ways in which a field can be wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Problem {
    /// The event type has no such field.
    #[error("this event has no such field")]
    Unknown,
    /// A required field is absent.
    #[error("this field is required")]
    Missing,
    /// Another kind of JSON value was expected.
    #[error("expected {0}")]
    WrongType(&'static str),
    /// The text is no value of the field's type.
    #[error("expected {0}")]
    NotAValue(&'static str),
    /// A closed list does not hold the code.
    #[error("the list {0} has no such code")]
    NotInList(&'static str),
    /// The number is too small or too large.
    #[error("expected a whole number from {min} to {max}")]
    OutOfRange {
        /// The smallest value.
        min: i64,
        /// The largest value.
        max: i64,
    },
    /// The text is empty, too long, or holds control characters.
    #[error("expected 1 to {0} characters and no control characters")]
    NotAText(usize),
    /// No stream of that kind is known by this name.
    #[error("no {0} is known by this reference")]
    UnknownReference(StreamKind),
}

impl FieldError {
    /// A problem at a path.
    pub fn new(path: &str, problem: Problem) -> Self {
        Self { path: path.to_owned(), problem }
    }
}

impl Coded for FieldError {
    fn code(&self) -> &'static str {
        match self.problem {
            Problem::Unknown => "field.unknown",
            Problem::Missing => "field.missing",
            Problem::WrongType(_) => "field.wrong_type",
            Problem::NotAValue(_) => "field.not_a_value",
            Problem::NotInList(_) => "field.not_in_list",
            Problem::OutOfRange { .. } => "field.out_of_range",
            Problem::NotAText(_) => "field.not_a_text",
            Problem::UnknownReference(_) => "field.unknown_reference",
        }
    }

    fn class(&self) -> Class {
        match self.problem {
            Problem::UnknownReference(_) => Class::Missing,
            Problem::Unknown
            | Problem::Missing
            | Problem::WrongType(_)
            | Problem::NotAValue(_)
            | Problem::NotInList(_)
            | Problem::OutOfRange { .. }
            | Problem::NotAText(_) => Class::Invalid,
        }
    }
}

/// Turns the name by which another register knows something into our id, as UUID text.
pub trait Resolve {
    /// The id of a stream of that kind; none when the name is unknown.
    fn stream(&mut self, kind: StreamKind, name: &str) -> Option<String>;
    /// The id of a person who is no stream of her own.
    fn subject(&mut self, name: &str) -> Option<String>;
}

/// Accepts ids only.
#[derive(Clone, Copy, Debug)]
pub struct IdsOnly;

impl Resolve for IdsOnly {
    fn stream(&mut self, _: StreamKind, _: &str) -> Option<String> {
        None
    }

    fn subject(&mut self, _: &str) -> Option<String> {
        None
    }
}

/// Checks and completes a payload.
///
/// # Errors
/// The first field that is wrong, in the order of the payload.
pub fn complete(
    fields: &[Field],
    payload: &mut Value,
    names: &mut dyn Resolve,
) -> Result<(), FieldError> {
    record(fields, payload, &At::Top, names)
}

/// Where a value stands; written out only when something is wrong with it.
enum At<'a> {
    Top,
    Member(&'a At<'a>, &'a str),
    Item(&'a At<'a>, usize),
}

impl At<'_> {
    fn path(&self) -> String {
        match self {
            Self::Top => String::new(),
            Self::Member(above, name) => join(&above.path(), name),
            Self::Item(above, index) => join(&above.path(), &index.to_string()),
        }
    }

    fn wrong(&self, problem: Problem) -> FieldError {
        FieldError::new(&self.path(), problem)
    }
}

fn record(
    fields: &[Field],
    value: &mut Value,
    at: &At<'_>,
    names: &mut dyn Resolve,
) -> Result<(), FieldError> {
    let Value::Object(members) = value else {
        return Err(at.wrong(Problem::WrongType("an object")));
    };
    for (name, member) in members.iter_mut() {
        let at = At::Member(at, name);
        let Some(field) = fields.iter().find(|field| field.name == name) else {
            return Err(at.wrong(Problem::Unknown));
        };
        if !member.is_null() {
            check(field.shape, member, &at, names)?;
        } else if field.required {
            return Err(at.wrong(Problem::Missing));
        }
    }
    fill(fields, members, at)
}

fn fill(fields: &[Field], members: &mut Map<String, Value>, at: &At<'_>) -> Result<(), FieldError> {
    for field in fields {
        match members.get(field.name) {
            Some(Value::Null) => {
                members.remove(field.name);
            }
            Some(_) => continue,
            None => {}
        }
        if field.required {
            return Err(At::Member(at, field.name).wrong(Problem::Missing));
        }
        if let Shape::List { .. } = field.shape {
            members.insert(field.name.to_owned(), Value::Array(Vec::new()));
        }
    }
    Ok(())
}

fn check(
    shape: Shape,
    value: &mut Value,
    at: &At<'_>,
    names: &mut dyn Resolve,
) -> Result<(), FieldError> {
    let problem = match shape {
        Shape::Record { fields } => return record(fields, value, at, names),
        Shape::List { item } => return list(*item, value, at, names),
        Shape::Flag if value.is_boolean() => None,
        Shape::Flag => Some(Problem::WrongType("true or false")),
        Shape::Integer { min, max } => integer(value, min, max),
        Shape::Money => money(value),
        // Its type is known only with the event that it replaces.
        Shape::Replacement => None,
        Shape::Reference { kind } => {
            name(value, Problem::UnknownReference(kind), |text| names.stream(kind, text))
        }
        Shape::Id => name(value, Problem::NotAValue("an id"), |text| names.subject(text)),
        Shape::Decimal { .. }
        | Shape::Day
        | Shape::Month
        | Shape::Occurrence
        | Shape::Code { .. }
        | Shape::Choice { .. }
        | Shape::Label
        | Shape::Digest
        | Shape::Text { .. } => match value.as_str() {
            None => Some(Problem::WrongType("a text in quotation marks")),
            Some(text) => text_problem(shape, text),
        },
    };
    problem.map_or(Ok(()), |problem| Err(at.wrong(problem)))
}

fn list(
    item: Shape,
    value: &mut Value,
    at: &At<'_>,
    names: &mut dyn Resolve,
) -> Result<(), FieldError> {
    const ITEMS_MAX: usize = 200;
    let Value::Array(items) = value else {
        return Err(at.wrong(Problem::WrongType("a list")));
    };
    if items.len() > ITEMS_MAX {
        return Err(at.wrong(Problem::WrongType("a list of at most 200 items")));
    }
    items
        .iter_mut()
        .enumerate()
        .try_for_each(|(index, value)| check(item, value, &At::Item(at, index), names))
}

fn integer(value: &Value, min: i64, max: i64) -> Option<Problem> {
    match value.as_i64() {
        Some(number) if (min..=max).contains(&number) => None,
        Some(_) => Some(Problem::OutOfRange { min, max }),
        None if value.is_u64() => Some(Problem::OutOfRange { min, max }),
        None => Some(Problem::WrongType("a whole number")),
    }
}

fn money(value: &Value) -> Option<Problem> {
    let parts = ["amount", "currency"].map(|key| value.get(key).and_then(Value::as_str));
    let [Some(amount), Some(currency)] = parts else {
        return Some(Problem::WrongType(r#"{"amount": "1323.00", "currency": "EUR"}"#));
    };
    if value.as_object().is_some_and(|members| members.len() != 2) {
        return Some(Problem::WrongType(r#"{"amount": "1323.00", "currency": "EUR"}"#));
    }
    let listed = domain::codes::is_listed("iso_4217", currency);
    let Some(currency) = currency.parse().ok().filter(|_| listed) else {
        return Some(Problem::NotInList("iso_4217"));
    };
    match domain::money::Money::parse(amount, currency) {
        Ok(_) => None,
        Err(domain::money::NotMoney::Text) => {
            Some(Problem::NotAValue("an amount such as 1323.00, without sign or separators"))
        }
        Err(domain::money::NotMoney::Decimals) => {
            Some(Problem::NotAValue("an amount with no more decimals than its currency has"))
        }
        Err(domain::money::NotMoney::TooLarge) => {
            Some(Problem::NotAValue("an amount below 10,000,000,000,000"))
        }
    }
}

/// Puts our id in the place of a name.
fn name(
    value: &mut Value,
    unknown: Problem,
    resolve: impl FnOnce(&str) -> Option<String>,
) -> Option<Problem> {
    let Some(text) = value.as_str() else { return Some(Problem::WrongType("a text")) };
    if text.parse::<domain::id::StreamId>().is_ok() {
        return None;
    }
    match resolve(text) {
        Some(id) => {
            *value = Value::String(id);
            None
        }
        None => Some(unknown),
    }
}

fn text_problem(shape: Shape, text: &str) -> Option<Problem> {
    fn parses<T: std::str::FromStr>(text: &str) -> bool {
        text.parse::<T>().is_ok()
    }
    use domain::{codes, date, digest, id, money};
    let (fits, expected) = match shape {
        Shape::Decimal { .. } => {
            (money::Decimal::parse(text).is_ok(), "a number such as 655.957, at most six decimals")
        }
        Shape::Day => (parses::<date::Day>(text), "a day such as 2024-03-10"),
        Shape::Month => (parses::<date::Month>(text), "a month such as 2024-03"),
        Shape::Occurrence => (
            parses::<date::Occurrence>(text),
            "2024, 2024-03, 2024-03-10 or an instant with its offset",
        ),
        Shape::Label => (parses::<id::Label>(text), "1 to 32 of A-Z a-z 0-9 . _ / -"),
        Shape::Digest => (parses::<digest::Digest>(text), "64 hexadecimal digits"),
        Shape::Choice { list, codes } => {
            return (!codes.contains(&text)).then_some(Problem::NotInList(list));
        }
        Shape::Code { list } => {
            return (!codes::is_listed(list, text)).then_some(Problem::NotInList(list));
        }
        Shape::Text { chars_max } => {
            return (!is_text(text, chars_max)).then_some(Problem::NotAText(chars_max));
        }
        Shape::Flag
        | Shape::Integer { .. }
        | Shape::Money
        | Shape::Reference { .. }
        | Shape::Id
        | Shape::List { .. }
        | Shape::Record { .. }
        | Shape::Replacement => (true, ""),
    };
    (!fits).then_some(Problem::NotAValue(expected))
}

fn is_text(text: &str, chars_max: usize) -> bool {
    let length = text.trim().chars().take(chars_max + 1).count();
    let control = |c: char| c.is_control() && c != '\n';
    (1..=chars_max).contains(&length) && !text.chars().any(control)
}

fn join(path: &str, name: &str) -> String {
    let name = key_shown(name);
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A key as an error may name it: what cannot be a misspelt field's name may be somebody's own, and
/// is shown as a question mark (I8).
pub fn key_shown(key: &str) -> &str {
    const BYTES_MAX: usize = 64;
    let index = (1..=3).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_digit());
    let letters = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let begins = key.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if index || (letters && begins && key.len() <= BYTES_MAX) { key } else { "?" }
}

#[cfg(test)]
mod tests;
