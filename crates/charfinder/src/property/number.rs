//! Numeric values.

use std::fmt::{self, Display, Formatter};

use super::table::property_table;
use crate::CodePoint;

/// The number that `c` stands for.
///
/// ```
/// use charfinder::numeric_value;
///
/// assert_eq!(numeric_value('Ⅻ'.into()).expect("a number").to_string(), "12");
/// assert_eq!(numeric_value('½'.into()).expect("a number").to_f64(), 0.5);
/// assert_eq!(numeric_value('x'.into()), None);
/// ```
pub fn numeric_value(c: CodePoint) -> Option<NumericValue> {
    property_table().number(c.value()).map(NumericValue)
}

/// A number that a character stands for: a whole number, or a fraction in lowest terms.
///
/// Displayed, it is what the standard writes: `12`, `-1/2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NumericValue(&'static str);

impl NumericValue {
    /// As the standard writes it.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The nearest floating-point number.
    pub fn to_f64(self) -> f64 {
        let (numerator, denominator) = self.0.split_once('/').unwrap_or((self.0, "1"));
        let number = |text: &str| text.parse::<f64>().expect("the tables have digits here, as a test checks");
        number(numerator) / number(denominator)
    }
}

impl Display for NumericValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

/// The code points whose value is `value`, ascending; a value may be written as a decimal fraction.
pub(crate) fn with_numeric_value(value: f64) -> impl Iterator<Item = u32> {
    let table = property_table();
    let is_it = |index: &usize| NumericValue(table.number_text(*index)).to_f64() == value;
    // The values of the table are different numbers, each in lowest terms.
    let wanted = (0..table.number_count()).find(is_it);
    let items = table.numbers.iter().filter(move |item| Some((item & 0xFF) as usize) == wanted);
    items.map(|item| item >> 8)
}
