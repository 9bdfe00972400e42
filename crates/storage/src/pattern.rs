//! What people look for, as a pattern for `ilike`.

/// Texts that contain `text`, in which nothing is a wildcard.
pub(crate) fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_letters() {
        assert_eq!(containing("palm"), "%palm%");
        assert_eq!(containing(r"100%_\"), r"%100\%\_\\%");
    }
}
