//! Lists of words by which a customer is known.

use std::collections::HashMap;

use crate::problem::Problem;

/// What customers write is compared with each of them.
const MOST: usize = 50;
const LONGEST: usize = 64;

/// The phrases without what is around them, or what is wrong with which.
pub(super) fn checked(field: &str, phrases: &[String]) -> Result<Vec<String>, Problem> {
    if phrases.len() > MOST {
        return Err(Problem::field(field, format!("must be at most {MOST}")));
    }
    let mut seen = HashMap::new();
    for (place, phrase) in phrases.iter().enumerate() {
        let wrong = |message: String| Err(Problem::field(format!("{field}[{place}]"), message));
        let phrase = phrase.trim();
        if !(1..=LONGEST).contains(&phrase.chars().count()) || phrase.contains(char::is_control) {
            return wrong(format!(
                "must have 1 to {LONGEST} characters, none of them control characters"
            ));
        }
        // Nothing else of it is compared.
        if !phrase.contains(char::is_alphanumeric) {
            return wrong("must have a letter or a digit".to_owned());
        }
        if let Some(other) = seen.insert(phrase.to_lowercase(), place) {
            return wrong(format!("is the same as {field}[{other}]"));
        }
    }
    Ok(phrases
        .iter()
        .map(|phrase| phrase.trim().to_owned())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(phrases: &[&str]) -> Result<Vec<String>, Problem> {
        let phrases: Vec<_> = phrases.iter().map(ToString::to_string).collect();
        checked("trigger_words", &phrases)
    }

    #[test]
    fn words_are_trimmed_and_the_wrong_one_is_named() {
        assert_eq!(
            phrases(&[" villa ", "پیش‌فروش", "AD-55"]).unwrap(),
            ["villa", "پیش‌فروش", "AD-55"]
        );
        assert_eq!(phrases(&[]).unwrap(), [""; 0]);
        assert!(phrases(&["ب".repeat(LONGEST).as_str()]).is_ok());
        let long = "x".repeat(LONGEST + 1);
        for (wrong, detail) in [
            (["ok", " "], "trigger_words[1]: must have 1 to 64"),
            (["a\nb", "ok"], "trigger_words[0]: must have 1 to 64"),
            (["ok", &long], "trigger_words[1]: must have 1 to 64"),
            (["🏠!", "ok"], "trigger_words[0]: must have a letter"),
            (
                ["Вилла", " вилла"],
                "trigger_words[1]: is the same as trigger_words[0]",
            ),
        ] {
            let problem = phrases(&wrong).unwrap_err();
            assert!(problem.detail().starts_with(detail), "{}", problem.detail());
        }
        let many: Vec<_> = (0..=MOST).map(|n| n.to_string()).collect();
        assert!(checked("trigger_words", &many).is_err());
        assert!(checked("trigger_words", &many[1..]).is_ok());
    }
}
