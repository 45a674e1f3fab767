//! Dates as other registers write them, into the registry's own form. The order of day and month
//! is said, never guessed.

use domain::date::Day;

use super::fault::RowFault;

/// In which order dates are written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Order {
    /// The registry's own form only: 2024, 2024-03, 2024-03-10.
    #[default]
    Iso,
    /// 10/03/2024 is the tenth of March.
    DayFirst,
    /// 10/03/2024 is the third of October.
    MonthFirst,
}

impl Order {
    /// The order of a name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "iso" => Some(Self::Iso),
            "day-first" => Some(Self::DayFirst),
            "month-first" => Some(Self::MonthFirst),
            _ => None,
        }
    }

    /// A date in the registry's own form; what looks like none of another order is left as it is,
    /// for whoever checks the field.
    ///
    /// # Errors
    /// The order was not said, or the calendar has no such day.
    pub fn iso(self, text: &str) -> Result<String, RowFault> {
        let text = without_midnight(text);
        let mut parts = text.split(['/', '.', '-']).map(str::trim);
        let parts = [parts.next(), parts.next(), parts.next(), parts.next()];
        let number = |part: &str| (1..=2).contains(&part.len()) && digits(part);
        match parts {
            // 2024-03-10, and 2024/03/10: whatever is written so begins with the year.
            [Some(year), Some(month), day, None] if year.len() == 4 && digits(year) => {
                if text.contains('-') || !number(month) || !day.is_none_or(number) {
                    return Ok(text.to_owned());
                }
                let day = day.map(|day| format!("-{day:0>2}")).unwrap_or_default();
                Ok(format!("{year}-{month:0>2}{day}"))
            }
            [Some(first), Some(second), Some(year), None]
                if number(first) && number(second) && digits(year) =>
            {
                self.day((first, second), year)
            }
            [Some(month), Some(year), None, None]
                if number(month) && year.len() == 4 && digits(year) =>
            {
                if self == Self::Iso {
                    return Err(RowFault::DateNotSaid);
                }
                checked(format!("{year}-{month:0>2}"), &format!("{year}-{month:0>2}-01"))
            }
            _ => Ok(text.to_owned()),
        }
    }

    fn day(self, (first, second): (&str, &str), year: &str) -> Result<String, RowFault> {
        let (day, month) = match self {
            Self::Iso => return Err(RowFault::DateNotSaid),
            Self::DayFirst => (first, second),
            Self::MonthFirst => (second, first),
        };
        match year.len() {
            4 => {
                let iso = format!("{year}-{month:0>2}-{day:0>2}");
                checked(iso.clone(), &iso)
            }
            2 => Err(RowFault::ShortYear),
            _ => Err(RowFault::NotADate),
        }
    }
}

fn checked(iso: String, day: &str) -> Result<String, RowFault> {
    day.parse::<Day>().map(|_| iso).map_err(|_not| RowFault::NotADate)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Databases and spreadsheets write a day as the midnight with which it begins.
fn without_midnight(text: &str) -> &str {
    let text = text.trim();
    let ends = ["T00:00:00.000", "T00:00:00", " 00:00:00.000", " 00:00:00", " 00:00", " 0:00"];
    ends.into_iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_in_the_registrys_form_is_one_in_any_order() {
        for order in [Order::Iso, Order::DayFirst, Order::MonthFirst] {
            for (text, iso) in [
                ("2024-03-10", "2024-03-10"),
                ("2024-03-10 00:00:00", "2024-03-10"),
                ("2024/3/9", "2024-03-09"),
                ("2024-03", "2024-03"),
                ("2024", "2024"),
                ("2024-03-10T09:00:00Z", "2024-03-10T09:00:00Z"),
                ("bientôt", "bientôt"),
            ] {
                assert_eq!(order.iso(text).as_deref(), Ok(iso), "{order:?} {text}");
            }
        }
    }

    #[test]
    fn the_order_of_day_and_month_is_said_and_never_guessed() {
        for text in ["03/04/2019", "25/12/2019", "3.4.2019", "03-04-2019", "04/2019"] {
            assert_eq!(Order::Iso.iso(text), Err(RowFault::DateNotSaid), "{text}");
        }
        assert_eq!(Order::DayFirst.iso("03/04/2019").as_deref(), Ok("2019-04-03"));
        assert_eq!(Order::MonthFirst.iso("03/04/2019").as_deref(), Ok("2019-03-04"));
        assert_eq!(Order::DayFirst.iso("3.4.2019 00:00").as_deref(), Ok("2019-04-03"));
        assert_eq!(Order::DayFirst.iso("04/2019").as_deref(), Ok("2019-04"));
    }

    #[test]
    fn days_that_do_not_exist_and_years_of_two_digits_are_told() {
        assert_eq!(Order::DayFirst.iso("31/02/2019"), Err(RowFault::NotADate));
        assert_eq!(Order::DayFirst.iso("12/25/2019"), Err(RowFault::NotADate));
        assert_eq!(Order::DayFirst.iso("13/2019"), Err(RowFault::NotADate));
        assert_eq!(Order::DayFirst.iso("03/04/19"), Err(RowFault::ShortYear));
        assert_eq!(Order::DayFirst.iso("03/04/019"), Err(RowFault::NotADate));
    }
}
