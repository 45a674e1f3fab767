//! How exact fractions are shown: rounded once, beside the numerator and denominator they stand for.

use std::fmt;

use domain::rational::Rational;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// Decimals of a ratio when it is shown.
pub const PLACES: u32 = 4;

/// An exact fraction in a row or an answer.
///
/// In JSON `{"value": "0.4814", "numerator": "…", "denominator": "…"}`; texts, because other
/// languages read large numbers inexactly.
#[derive(Clone, Eq, PartialEq)]
pub struct Figure(Kept);

/// Rows hold many figures, nearly all of them small.
#[derive(Clone, Eq, PartialEq)]
enum Kept {
    Small { numerator: i64, denominator: u32 },
    Large(Box<Rational>),
}

impl Figure {
    /// The fraction itself.
    pub fn exact(&self) -> Rational {
        match &self.0 {
            Kept::Small { numerator, denominator } => {
                let of = Rational::new((*numerator).into(), (*denominator).into());
                of.unwrap_or(Rational::ZERO) // no denominator is zero
            }
            Kept::Large(exact) => **exact,
        }
    }

    /// The decimal text, rounded half to even.
    pub fn text(&self) -> String {
        self.exact().to_text(PLACES)
    }
}

impl From<Rational> for Figure {
    fn from(exact: Rational) -> Self {
        let small = i64::try_from(exact.numerator()).ok();
        let small = small.zip(u32::try_from(exact.denominator()).ok());
        Self(match small {
            Some((numerator, denominator)) => Kept::Small { numerator, denominator },
            None => Kept::Large(Box::new(exact)),
        })
    }
}

impl From<Figure> for Rational {
    fn from(figure: Figure) -> Self {
        figure.exact()
    }
}

impl From<&Figure> for Rational {
    fn from(figure: &Figure) -> Self {
        figure.exact()
    }
}

impl fmt::Debug for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Figure({}/{})", self.exact().numerator(), self.exact().denominator())
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut shown = to.serialize_struct("Figure", 3)?;
        shown.serialize_field("value", &self.text())?;
        shown.serialize_field("numerator", &self.exact().numerator().to_string())?;
        shown.serialize_field("denominator", &self.exact().denominator().to_string())?;
        shown.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_the_fraction_that_it_was_made_of() {
        let numbers = [0, 1, -3, 655_957, i128::from(i64::MAX), i128::from(u64::MAX), -(1 << 100)];
        for numerator in numbers {
            for denominator in [1, 7, 1_000_000, i128::from(u32::MAX), 1 << 40, (1 << 90) + 1] {
                let exact = Rational::new(numerator, denominator).unwrap();
                let figure = Figure::from(exact);
                assert_eq!(figure.exact(), exact);
                assert_eq!(figure, Figure::from(exact));
                assert_eq!(figure.text(), exact.to_text(PLACES));
            }
        }
        assert!(size_of::<Option<Figure>>() <= 16, "rows hold many of them");
    }
}
