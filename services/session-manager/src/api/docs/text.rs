//! Texts of the document, which have code between backticks.

use maud::{Markup, html};

/// A text with its code set as such.
pub(super) fn marked(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// Paragraphs, which are apart by an empty line.
pub(super) fn paragraphs(text: &str) -> Markup {
    html! {
        @for paragraph in text.split("\n\n") { p { (marked(paragraph)) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_set_apart_and_nothing_is_markup() {
        let text = marked("`a<b`: a & b, or `c`");
        let expected = "<code>a&lt;b</code>: a &amp; b, or <code>c</code>";
        assert_eq!(text.into_string(), expected);
    }
}
