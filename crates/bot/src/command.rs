//! What a person of the tenant tells the bot in a chat with a customer.

use understanding::fold;

/// A word that sends the bot to work or to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// The bot goes on.
    Resume,
    /// A person goes on.
    Pause,
}

const RESUME: [&str; 8] = [
    "bot",
    "robot",
    "ربات",
    "بات",
    "بوت",
    "روبوت",
    "бот",
    "робот",
];
const PAUSE: [&str; 5] = ["me", "stop", "من", "انا", "я"];

/// The command that a message is, such as `#bot` or `#من`.
///
/// The customer sees the message too, so it is the word alone: with anything beside it the message is meant
/// for the customer.
pub fn command(text: &str) -> Option<Command> {
    let blank = |c: char| c.is_whitespace() || fold::is_nothing(c);
    let word = text
        .trim_matches(blank)
        .strip_prefix(['#', '\u{ff03}'])?
        .trim_start_matches(blank);
    if !word
        .chars()
        .all(|c| fold::is_letter(c) || fold::is_nothing(c))
    {
        return None;
    }
    let word = fold::words(word).pop()?;
    if RESUME.contains(&word.as_str()) {
        Some(Command::Resume)
    } else if PAUSE.contains(&word.as_str()) {
        Some(Command::Pause)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_alone_is_a_command() {
        for text in [
            "#bot",
            "#robot",
            "#ربات",
            "#بات",
            "#بوت",
            "#روبوت",
            "#бот",
            "#робот",
            " #BOT\n",
            "# bot",
            "#Робот",
            "\u{200f}#ربــات\u{200f}",
        ] {
            assert_eq!(command(text), Some(Command::Resume), "{text}");
        }
        for text in ["#me", "#stop", "#من", "#انا", "#أنا", "#я", "#Я", "#STOP"] {
            assert_eq!(command(text), Some(Command::Pause), "{text}");
        }
    }

    #[test]
    fn anything_beside_it_is_for_the_customer() {
        for text in [
            "",
            "#",
            "##",
            "bot",
            "stop",
            "من",
            "##bot",
            "#bot?",
            "#bot please",
            "hi #bot",
            "#bot #me",
            "#bottle",
            "#me 👍",
            "#2",
        ] {
            assert_eq!(command(text), None, "{text}");
        }
    }

    #[test]
    fn the_words_are_written_as_they_are_compared() {
        for word in RESUME.iter().chain(&PAUSE) {
            assert_eq!(fold::words(word), [*word]);
        }
    }
}
