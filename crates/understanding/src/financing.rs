//! Cash, a loan, an approved loan, or not decided yet.

use crate::{
    Financing, correction,
    patterns::{Meaning, Patterns},
    reading::Reading,
};

/// How it shall be paid.
pub(crate) fn financing(reading: &Reading<'_>, patterns: &Patterns) -> Option<Financing> {
    let line = &reading.line;
    let cash_line = patterns.without(Meaning::NotCash, line);
    let loan_line = patterns.without(Meaning::NotMortgage, line);
    if patterns.has(Meaning::Undecided, line) {
        return Some(Financing::Undecided);
    }
    if patterns.has(Meaning::Preapproved, line) {
        return Some(Financing::Preapproved);
    }
    let cash = patterns.find(Meaning::Cash, &cash_line);
    let loan = patterns.find(Meaning::Mortgage, &loan_line);
    match (cash, loan) {
        (Some(_), None) => Some(Financing::Cash),
        (None, Some(_)) => Some(Financing::Mortgage),
        // What is said last wins, unless the loan was the one that is denied.
        (Some(_), Some(_)) => {
            if patterns.has(Meaning::NotMortgage, line) || is_taken_back(reading, patterns, line) {
                Some(Financing::Cash)
            } else {
                Some(Financing::Mortgage)
            }
        }
        (None, None) => None,
    }
}

/// "With a mortgage, no wait, cash."
fn is_taken_back(reading: &Reading<'_>, patterns: &Patterns, line: &str) -> bool {
    let loan = patterns.find(Meaning::Mortgage, line);
    let cash = patterns.find(Meaning::Cash, line);
    let (Some((_, loan)), Some((cash, _))) = (loan, cash) else {
        return false;
    };
    loan <= cash + 1
        && correction::between(
            reading,
            reading.token_at(loan.saturating_sub(2)) + 1,
            reading.token_at(cash + 1),
        )
}
