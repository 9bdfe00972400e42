//! Words that are numbers in some places only.

/// Words that are scales only behind a number, and other words elsewhere.
pub(super) fn needs_number(text: &str) -> bool {
    matches!(
        text,
        "k" | "m"
            | "b"
            | "l"
            | "т"
            | "к"
            | "м"
            | "кк"
            | "р"
            | "mm"
            | "mn"
            | "کا"
            | "штука"
            | "лимон"
            | "лимона"
            | "мил"
            | "cr"
            | "میل"
            | "ярд"
            | "тр"
            | "lak"
            | "mil"
            | "mill"
            | "kk"
            | "elf"
            | "si"
            | "pol"
            | "пол"
            | "ярда"
    )
}
