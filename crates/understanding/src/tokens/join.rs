//! Pieces that belong together though they are written apart.

use super::{Kind, Script, Token};

/// Abbreviations whose point ends no clause.
const SHORTENED: &[&str] = &[
    "тыс", "млн", "млрд", "дирх", "руб", "мес", "комн", "кв", "г", "ул", "approx", "max", "min",
    "mln", "mr", "mrs", "ms", "dr", "st", "no", "aed", "dhs", "yr", "м", "макс", "мин", "долл",
    "нед", "eng", "vs", "sq", "ft", "м2",
];

/// Numbers that are glued to what they count: «دوخوابه», "sekhabe".
const HEADS: &[&str] = &[
    "یک",
    "یه",
    "تک",
    "دو",
    "سه",
    "چهار",
    "چار",
    "پنج",
    "شش",
    "شیش",
    "هفت",
    "هشت",
    "ده",
    "یک‌",
    "نیم",
    "چند",
    "yek",
    "ye",
    "tak",
    "do",
    "se",
    "char",
    "chahar",
    "panj",
    "shish",
    "بیست",
    "صد",
    "دویست",
    "سیصد",
    "پونصد",
    "پانصد",
];
const TAILS: &[&str] = &[
    "خواب",
    "خوابه",
    "خوابم",
    "خوابمو",
    "خوابش",
    "خوابی",
    "خوابهم",
    "خوابهمو",
    "خوابهی",
    "خوابهای",
    "خوابهها",
    "اتاق",
    "اتاقه",
    "ماه",
    "ماهه",
    "هفته",
    "میلیون",
    "میلیونی",
    "میلیونه",
    "ملیون",
    "هزار",
    "هزارتا",
    "ساله",
    "روز",
    "روزه",
    "نفر",
    "نفره",
    "نفریم",
    "تا",
    "میلیارد",
    "سال",
    "khab",
    "khabe",
    "khaabe",
    "khabeh",
    "khaab",
    "khaabeh",
    "otagh",
    "otaghe",
    "hezar",
    "milion",
    "milyon",
    "ونیم",
];

/// Cuts a number from the word that it is glued to.
fn split(token: Token) -> Vec<Token> {
    let parts = token.is_word().then(|| {
        HEADS.iter().find_map(|head| {
            let rest = token.text.strip_prefix(head)?;
            TAILS.contains(&rest).then(|| (head.len(), rest.to_owned()))
        })
    });
    let Some(Some((cut, rest))) = parts else {
        return vec![token];
    };
    let head = token.text[..cut].to_owned();
    let second = Token {
        text: rest,
        glued: true,
        capital: false,
        ..token.clone()
    };
    vec![
        Token {
            text: head,
            ..token
        },
        second,
    ]
}

pub(super) fn join(tokens: Vec<Token>) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens.into_iter().flat_map(split) {
        let Some(last) = joined.last_mut() else {
            joined.push(token);
            continue;
        };
        let opens_verb = token.kind == Kind::Word(Script::Arabic)
            && last.kind == token.kind
            && matches!(last.text.as_str(), "می" | "نمی" | "نم" | "نمیی");
        if opens_verb {
            last.text.push_str(&token.text);
            last.end = token.end;
        } else if token.is_sign(&['.'])
            && token.glued
            && last.is_word()
            && SHORTENED.contains(&last.text.as_str())
        {
            last.end = token.end;
        } else if token.text == "2" && token.glued && matches!(last.text.as_str(), "m" | "м" | "ft")
        {
            last.text.push('2');
            last.end = token.end;
        } else {
            joined.push(token);
        }
    }
    joined
}
