//! Percentiles by linear interpolation, type 7 (domain.md H.2 no. 4).

use crate::rational::Rational;

/// The value below which `percent` per cent of the values lie; none of no values.
///
/// The values need no order.
pub fn percentile(values: &[Rational], percent: u8) -> Option<Rational> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    percentile_of_sorted(&sorted, percent)
}

/// The middle value, or the mean of the middle two.
pub fn median(values: &[Rational]) -> Option<Rational> {
    percentile(values, 50)
}

/// The mean; none of no values. Terms are rounded as [`Rational::SUMMED_PLACES`] says.
pub fn mean(values: &[Rational]) -> Option<Rational> {
    let terms = values.iter().map(|value| value.rounded(Rational::SUMMED_PLACES));
    let count = Rational::of_counts(values.len(), 1)?;
    Rational::checked_sum(terms)?.checked_div(count)
}

/// [`percentile`] of values that are in ascending order already.
pub fn percentile_of_sorted(sorted: &[Rational], percent: u8) -> Option<Rational> {
    let last = sorted.len().checked_sub(1)?;
    let percent = usize::from(percent.min(100));
    let (index, rest) = (last * percent / 100, last * percent % 100);
    let low = *sorted.get(index)?;
    let Some(high) = sorted.get(index + 1).filter(|_| rest > 0) else { return Some(low) };
    let share = Rational::of_counts(rest, 100)?;
    between(low, *high, share).or_else(|| {
        // Exact neighbours of wild denominators may not fit; twelve decimals always do.
        let places = Rational::SUMMED_PLACES;
        between(low.rounded(places), high.rounded(places), share)
    })
}

fn between(low: Rational, high: Rational, share: Rational) -> Option<Rational> {
    low.checked_add(high.checked_sub(low)?.checked_mul(share)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(values: &[i32]) -> Vec<Rational> {
        values.iter().copied().map(Rational::from).collect()
    }

    fn text(value: Option<Rational>) -> Option<String> {
        value.map(|value| value.to_text(2))
    }

    #[test]
    fn an_even_count_has_the_mean_of_the_middle_two_as_median() {
        assert_eq!(text(median(&numbers(&[4, 1, 3, 2]))), Some("2.50".into()));
        assert_eq!(text(median(&numbers(&[9, 1, 3]))), Some("3.00".into()));
        assert_eq!(text(median(&numbers(&[7]))), Some("7.00".into()));
        assert_eq!(median(&[]), None);
        assert_eq!(mean(&[]), None);
    }

    #[test]
    fn quantiles_agree_with_those_of_r_and_numpy() {
        // quantile(c(1, 2, 4, 8, 16), c(.1, .25, .75, .9)): 1.4, 2, 8, 12.8
        let values = numbers(&[16, 8, 4, 2, 1]);
        for (percent, expected) in
            [(0, "1.00"), (10, "1.40"), (25, "2.00"), (75, "8.00"), (90, "12.80"), (100, "16.00")]
        {
            assert_eq!(text(percentile(&values, percent)).as_deref(), Some(expected));
        }
        assert_eq!(text(percentile(&values, 255)).as_deref(), Some("16.00"));
    }

    #[test]
    fn a_higher_percentage_never_gives_a_lower_value() {
        let mut state = 12_345_u32; // fixed: a failure repeats
        for count in 1..40 {
            let values: Vec<_> = (0..count)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    Rational::new(i128::from(state >> 8), i128::from(state % 997 + 1)).unwrap()
                })
                .collect();
            let curve: Vec<_> = (0..=100).map(|p| percentile(&values, p).unwrap()).collect();
            assert!(curve.is_sorted(), "{values:?}");
            let centre = mean(&values).unwrap();
            assert!(curve[0] <= centre.checked_add(Rational::ONE).unwrap());
            assert!(centre <= curve[100].checked_add(Rational::ONE).unwrap());
        }
    }

    #[test]
    fn a_mean_of_thousands_of_ratios_fits_and_knows_no_order() {
        let ratios: Vec<_> = (1..5_000).map(|n| Rational::new(1, n).unwrap()).collect();
        let backwards: Vec<_> = ratios.iter().rev().copied().collect();
        assert_eq!(mean(&ratios), mean(&backwards));
        assert_eq!(text(mean(&ratios)).as_deref(), Some("0.00"));
        // the harmonic number H(4999) = 9.09430...
        let total = mean(&ratios).and_then(|mean| mean.checked_mul(Rational::from(4_999)));
        assert_eq!(text(total).as_deref(), Some("9.09"));
    }
}
