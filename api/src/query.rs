//! What a question says beside its subject: names and texts, each at most once.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::error::{Fault, Problem};

/// The parameters of a question.
#[derive(Clone, Debug, Default)]
pub struct Query(BTreeMap<String, String>);

impl Query {
    /// A question with these parameters.
    ///
    /// # Errors
    /// One of them is given twice.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Result<Self, Problem> {
        let mut query = BTreeMap::new();
        for (name, value) in pairs {
            if query.insert(name, value).is_some() {
                return Err(Problem::new(Fault::WrongParameter).about("a parameter is given twice"));
            }
        }
        Ok(Self(query))
    }

    /// The names that were given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Names and texts.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The text of a parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value of a parameter.
    ///
    /// # Errors
    /// It is none of its type.
    pub fn value<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_not_a_value| wrong(name))
    }

    /// How many rows are asked for, within bounds.
    ///
    /// # Errors
    /// It is no number from 1 to the greatest page.
    pub fn limit(&self, default: u32, max: u32) -> Result<usize, Problem> {
        let limit = self.value::<u32>("limit")?.unwrap_or(default.min(max));
        if (1..=max).contains(&limit) {
            Ok(usize::try_from(limit).unwrap_or(usize::MAX))
        } else {
            Err(wrong("limit").detail(format!("from 1 to {max}")))
        }
    }
}

/// The refusal of one parameter.
pub fn wrong(name: &str) -> Problem {
    Problem::new(Fault::WrongParameter).field(name)
}
