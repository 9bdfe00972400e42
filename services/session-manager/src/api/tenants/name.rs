//! A tenant's name, as it is taken.

use crate::problem::Problem;

/// As in the table's own check.
const LONGEST: usize = 200;

/// The name without what is around it, or what is wrong with it.
pub(super) fn checked(name: &str) -> Result<&str, Problem> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST {
        let message = format!("must have 1 to {LONGEST} characters");
        return Err(Problem::field("name", message));
    }
    if name.chars().any(char::is_control) {
        return Err(Problem::field("name", "must not have control characters"));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_checked() {
        assert_eq!(checked(" املاک مارینا ").unwrap(), "املاک مارینا");
        assert!(checked(&"پ".repeat(LONGEST)).is_ok());
        for name in ["", "  ", "a\0b", "a\nb", &"x".repeat(LONGEST + 1)] {
            assert!(checked(name).is_err(), "{name:?}");
        }
    }
}
