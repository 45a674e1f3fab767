//! How exact fractions are shown: rounded once, beside the numerator and denominator they stand for.

use domain::rational::Rational;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// Decimals of a ratio when it is shown.
pub const PLACES: u32 = 4;

/// An exact fraction in a row or an answer.
///
/// In JSON `{"value": "0.4814", "numerator": "…", "denominator": "…"}`; texts, because other
/// languages read large numbers inexactly.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Figure(pub Rational);

impl Figure {
    /// The decimal text, rounded half to even.
    pub fn text(self) -> String {
        self.0.to_text(PLACES)
    }
}

impl From<Rational> for Figure {
    fn from(exact: Rational) -> Self {
        Self(exact)
    }
}

impl From<Figure> for Rational {
    fn from(figure: Figure) -> Self {
        figure.0
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut shown = to.serialize_struct("Figure", 3)?;
        shown.serialize_field("value", &self.text())?;
        shown.serialize_field("numerator", &self.0.numerator().to_string())?;
        shown.serialize_field("denominator", &self.0.denominator().to_string())?;
        shown.end()
    }
}
