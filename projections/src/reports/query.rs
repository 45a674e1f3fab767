//! What is asked of a report: by which dimensions, about which rows, with which parameters.

use domain::decider::{Class, Coded};
use domain::id::StreamId;
use domain::stream::StreamKind;
use serde::{Serialize, Serializer};

use super::Report;

macro_rules! dimensions {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal,)+) => {
        /// By what figures are broken down or narrowed.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Dimension {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Dimension {
            /// Every dimension.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The permanent name, as it travels in queries and columns.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What it breaks down by, in English.
            pub const fn doc(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

dimensions! {
    /// Sex as registered.
    Sex = "sex",
    /// Age group on the day of the event that the report counts by.
    AgeGroup = "age_group",
    /// Origin and destination, such as `SN-ES`.
    Corridor = "corridor",
    /// Country of origin, ISO 3166-1.
    Origin = "origin",
    /// Country of destination, ISO 3166-1.
    Destination = "destination",
    /// Section of the employer's activity, ISIC rev. 4: a letter.
    Sector = "sector",
    /// The employer's activity as recorded, ISIC rev. 4.
    Activity = "activity",
    /// Occupation as recorded, ISCO-08.
    Occupation = "occupation",
    /// Major group of the occupation, ISCO-08: one digit.
    OccupationGroup = "occupation_group",
    /// Employment agency.
    Agency = "agency",
    /// Employer.
    Employer = "employer",
    /// Programme.
    Programme = "programme",
    /// Year of the event that the report counts by.
    Year = "year",
    /// Month of the event that the report counts by.
    Month = "month",
    /// What a complaint is about; one complaint may have several.
    Category = "category",
    /// Legal status abroad.
    LegalStatus = "legal_status",
    /// An agency's licence on the day of the placement.
    Licence = "licence",
    /// The kind of return.
    ReturnKind = "return_kind",
}

impl Dimension {
    /// The dimension of a name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|dimension| dimension.code() == code)
    }

    /// Whether every row lies in exactly one group, so that groups add up to the total.
    pub const fn partitions(self) -> bool {
        !matches!(self, Self::Category)
    }
}

impl Serialize for Dimension {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

/// What a report lets its reader choose.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Parameter {
    /// Its name in a query.
    pub name: &'static str,
    /// What it means, in English.
    pub doc: &'static str,
    /// What may be given.
    pub shape: ParameterShape,
}

/// What may be given for a parameter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ParameterShape {
    /// A whole number from 0 to 100,000.
    Number {
        /// What is taken when nothing is given.
        usual: u32,
    },
    /// The id of a stream; it must be given.
    Stream(StreamKind),
}

/// What is asked of a report, checked against its declaration.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Query {
    /// The dimensions to break down by, in the order of the groups' codes.
    pub by: Vec<Dimension>,
    /// The rows to look at: those with this code in this dimension.
    pub filters: Vec<(Dimension, String)>,
    /// Whether the list behind the figures is asked for.
    pub details: bool,
    pub(super) numbers: Vec<(&'static str, u32)>,
    pub(super) subject: Option<StreamId>,
}

/// A query does not fit the report. It quotes nothing of what was sent.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BadQuery {
    /// The report does not break down by this.
    #[error("the report does not break down by this")]
    UnknownDimension,
    /// The report has no such parameter.
    #[error("the report has no such parameter")]
    UnknownParameter,
    /// A parameter's value is not of its form.
    #[error("the parameter {name} is {expected}")]
    Malformed {
        /// The parameter.
        name: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// A parameter that must be given is not.
    #[error("the parameter {0} is missing")]
    Missing(&'static str),
}

impl Coded for BadQuery {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownDimension => "report.unknown_dimension",
            Self::UnknownParameter => "report.unknown_parameter",
            Self::Malformed { .. } => "report.malformed_parameter",
            Self::Missing(_) => "report.missing_parameter",
        }
    }

    fn class(&self) -> Class {
        Class::Invalid
    }
}

impl Query {
    /// Reads a query: `by` holds dimensions separated by commas (without it the usual ones of the
    /// report), a dimension's name narrows to one of its codes, `details` asks for the list behind
    /// the figures, anything else is a parameter of the report.
    ///
    /// # Errors
    /// It does not fit the report.
    pub fn read<'a>(
        report: &Report,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, BadQuery> {
        let mut query = Self::default();
        let mut by = None;
        for (name, value) in pairs {
            if name == "by" {
                by.get_or_insert_with(Vec::new).extend(read_dimensions(report, value)?);
            } else if name == "details" {
                let malformed = BadQuery::Malformed { name: "details", expected: "true or false" };
                query.details = value.parse().or(Err(malformed))?;
            } else if let Some(dimension) = declared(report, name) {
                query.filters.push((dimension, value.to_owned()));
            } else {
                query.take(report, name, value)?;
            }
        }
        for dimension in by.unwrap_or_else(|| report.usual_by.to_vec()) {
            if !query.by.contains(&dimension) {
                query.by.push(dimension);
            }
        }
        query.complete(report)
    }

    /// A number that the report lets its reader choose.
    pub fn number(&self, name: &str) -> u32 {
        self.numbers.iter().find(|(own, _)| *own == name).map_or(0, |(_, number)| *number)
    }

    /// The stream that the report is about, where it is about one.
    pub fn subject(&self) -> Option<StreamId> {
        self.subject
    }

    fn take(&mut self, report: &Report, name: &str, value: &str) -> Result<(), BadQuery> {
        let parameter = report
            .parameters
            .iter()
            .find(|parameter| parameter.name == name)
            .ok_or(BadQuery::UnknownParameter)?;
        let malformed = |expected| BadQuery::Malformed { name: parameter.name, expected };
        match parameter.shape {
            ParameterShape::Number { .. } => {
                let number = value.parse().ok().filter(|number| *number <= 100_000);
                let number = number.ok_or(malformed("a whole number from 0 to 100000"))?;
                self.numbers.push((parameter.name, number));
            }
            ParameterShape::Stream(_) => {
                self.subject = Some(value.parse().or(Err(malformed("the id of a record")))?);
            }
        }
        Ok(())
    }

    fn complete(mut self, report: &Report) -> Result<Self, BadQuery> {
        for parameter in report.parameters {
            match parameter.shape {
                ParameterShape::Number { usual } => {
                    if !self.numbers.iter().any(|(name, _)| *name == parameter.name) {
                        self.numbers.push((parameter.name, usual));
                    }
                }
                ParameterShape::Stream(_) => {
                    self.subject.ok_or(BadQuery::Missing(parameter.name))?;
                }
            }
        }
        Ok(self)
    }

    pub(super) fn parameters(&self, report: &Report) -> Vec<(&'static str, String)> {
        report
            .parameters
            .iter()
            .filter_map(|parameter| match parameter.shape {
                ParameterShape::Number { .. } => {
                    Some((parameter.name, self.number(parameter.name).to_string()))
                }
                ParameterShape::Stream(_) => Some((parameter.name, self.subject?.to_string())),
            })
            .collect()
    }
}

fn read_dimensions(report: &Report, codes: &str) -> Result<Vec<Dimension>, BadQuery> {
    let codes = codes.split(',').map(str::trim).filter(|code| !code.is_empty());
    let known = |code: &str| declared(report, code).ok_or(BadQuery::UnknownDimension);
    codes.map(known).collect()
}

fn declared(report: &Report, code: &str) -> Option<Dimension> {
    Dimension::from_code(code).filter(|dimension| report.dimensions.contains(dimension))
}

#[cfg(test)]
mod tests;
