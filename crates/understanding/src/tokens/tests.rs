use super::*;

fn cut(text: &str) -> Vec<String> {
    tokens(text)
        .into_iter()
        .map(|token| match token.kind {
            Kind::Digits(digits) => format!("{}", digits.value),
            Kind::Phone => format!("tel:{}", token.text),
            _ => token.text,
        })
        .collect()
}

#[test]
fn figures_and_their_units_are_told_apart() {
    for (text, pieces) in [
        ("2br marina 1.4m", &["2", "br", "marina", "1.4", "m"][..]),
        ("1.200.000", &["1200000"]),
        ("۱،۲۰۰،۰۰۰ درهم", &["1200000", "درهم"]),
        ("١٬٢٠٠٬٠٠٠", &["1200000"]),
        ("1\u{a0}500\u{a0}000", &["1500000"]),
        ("۱/۵", &["1.5"]),
        ("۱٫۸", &["1.8"]),
        ("$400k-$450k", &["$", "400", "k", "-", "$", "450", "k"]),
        ("AED1.5M", &["aed", "1.5", "m"]),
        ("۲خوابه", &["2", "خوابه"]),
        ("120 м2", &["120", "м2"]),
        ("30-35 млн. руб", &["30", "-", "35", "млн", "руб"]),
        ("1️⃣", &["1"]),
    ] {
        assert_eq!(cut(text), pieces, "{text}");
    }
}

#[test]
fn digits_can_be_letters() {
    assert_eq!(
        cut("b3d shahrein 3ndi 2 ghoraf"),
        ["b3d", "shahrein", "3ndi", "2", "ghoraf"]
    );
    assert_eq!(cut("sha2a fi jvc2"), ["sha2a", "fi", "jvc", "2"]);
}

#[test]
fn phones_are_no_prices() {
    for (text, pieces) in [
        ("+7 999 000-00-00", &["tel:+79990000000"][..]),
        ("۰۹۱۲۰۰۰۰۰۰۰", &["tel:09120000000"]),
        ("0501234567 2 bed", &["tel:0501234567", "2", "bed"]),
        ("+971 (50) 123 45 67", &["tel:+971501234567"]),
        ("8 916 123-45-67", &["tel:89161234567"]),
        ("1 500 000 000", &["1500000000"]),
        ("0.5", &["0.5"]),
    ] {
        assert_eq!(cut(text), pieces, "{text}");
    }
}

#[test]
fn what_is_drawn_out_is_said_once() {
    assert_eq!(cut("hiiiii سلاممممم می خوام"), ["hi", "سلام", "میخوام"]);
}

#[test]
fn a_place_is_that_of_the_text() {
    let text = "سـلام، ۲br";
    for token in tokens(text) {
        assert!(text.is_char_boundary(token.start) && text.is_char_boundary(token.end));
    }
    let br = tokens(text).pop().unwrap();
    assert_eq!(&text[br.start..br.end], "br");
}
