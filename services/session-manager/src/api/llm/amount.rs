//! Money, in whatever currency the tenant counts: stored in millionths.

use crate::problem::Problem;

const MILLION: f64 = 1e6;
/// More is a mistake.
const MOST: f64 = 1e6;

/// As it is stored, or what is wrong with it.
pub(super) fn checked(field: &str, amount: f64) -> Result<i64, Problem> {
    if !amount.is_finite() || !(0.0..=MOST).contains(&amount) {
        return Err(Problem::field(field, "must be from 0 to 1000000"));
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a million millions is far below the range"
    )]
    Ok((amount * MILLION).round() as i64)
}

pub(super) fn of_stored(millionths: i64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "what is lost is less than a millionth"
    )]
    let amount = millionths as f64;
    amount / MILLION
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_come_back_as_they_were_said() {
        for amount in [0.0, 0.00015, 0.0006, 0.1, 2.5, 1000.0, 1e6] {
            let stored = checked("input_price", amount).unwrap();
            assert!((of_stored(stored) - amount).abs() < 1e-9, "{amount}");
        }
        assert_eq!(checked("input_price", 0.00015).unwrap(), 150);
        for wrong in [-0.1, 1e6 + 1.0, f64::NAN, f64::INFINITY] {
            assert!(checked("input_price", wrong).is_err(), "{wrong}");
        }
    }
}
