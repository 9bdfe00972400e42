//! `[pacing]`: how fast the bot is, and how careful with its number.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use service_runtime::{Problems, config::duration};

/// `[pacing]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct PacingSettings {
    /// As a person, or at once.
    pub profile: Profile,
    /// How long WAHA's reordering is waited out, in any profile.
    #[serde(with = "duration")]
    pub settle: Duration,
    /// After the customer's last message.
    #[serde(with = "duration")]
    pub debounce: Duration,
    /// After his first unanswered one.
    #[serde(with = "duration")]
    pub debounce_ceiling: Duration,
    /// How long one character takes.
    #[serde(with = "duration")]
    pub typing_per_character: Duration,
    /// The shortest time that the bot types.
    #[serde(with = "duration")]
    pub typing_shortest: Duration,
    /// The longest.
    #[serde(with = "duration")]
    pub typing_longest: Duration,
    /// From this length on a text is sent in parts, in characters.
    pub longest_message: usize,
    /// The shortest time between two messages of one number.
    #[serde(with = "duration")]
    pub gap_shortest: Duration,
    /// The longest that chance makes of it.
    #[serde(with = "duration")]
    pub gap_longest: Duration,
    /// Messages that a number sends in an hour.
    pub messages_per_hour: u32,
    /// Messages to people who never wrote, in a day.
    pub first_contacts_per_day: u32,
    /// The shortest time between two of those.
    #[serde(with = "duration")]
    pub first_contact_gap_shortest: Duration,
    /// The longest that chance makes of it.
    #[serde(with = "duration")]
    pub first_contact_gap_longest: Duration,
    /// How long a freshly linked number is eased in.
    #[serde(with = "duration")]
    pub warm_up: Duration,
    /// What waits for the morning is spread over so long.
    #[serde(with = "duration")]
    pub morning: Duration,
}

/// How fast the bot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// As a person.
    Human,
    /// At once; of `[pacing]` only `settle` counts.
    Fast,
}

impl PacingSettings {
    /// However short the wait is, a customer who goes on writing is not kept waiting shorter than this.
    const SHORTEST_CEILING: Duration = Duration::from_millis(500);

    /// How long the bot waits after a customer's last message, and after his first.
    pub(crate) fn debounce(&self) -> (Duration, Duration) {
        match self.profile {
            Profile::Human => (
                self.debounce.max(self.settle),
                self.debounce_ceiling.max(self.settle),
            ),
            Profile::Fast => (self.settle, (self.settle * 5).max(Self::SHORTEST_CEILING)),
        }
    }

    /// Whether the bot behaves as a person.
    pub(crate) fn is_human(&self) -> bool {
        self.profile == Profile::Human
    }

    /// How long a person would type the text; `None`: the bot does not pretend to.
    pub(crate) fn typing(&self, text: &str) -> Option<Duration> {
        if !self.is_human() {
            return None;
        }
        let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let typing = self.typing_per_character.saturating_mul(characters);
        Some(typing.clamp(self.typing_shortest, self.typing_longest))
    }

    pub(super) fn validate(&self, problems: &mut Problems) {
        for (shortest, longest, key, least) in [
            (
                self.debounce,
                self.debounce_ceiling,
                "debounce_ceiling",
                "debounce",
            ),
            (
                self.typing_shortest,
                self.typing_longest,
                "typing_longest",
                "typing_shortest",
            ),
            (
                self.gap_shortest,
                self.gap_longest,
                "gap_longest",
                "gap_shortest",
            ),
            (
                self.first_contact_gap_shortest,
                self.first_contact_gap_longest,
                "first_contact_gap_longest",
                "first_contact_gap_shortest",
            ),
        ] {
            problems.check(
                &format!("pacing.{key}"),
                longest >= shortest,
                format!("must not be shorter than pacing.{least}"),
            );
        }
        let settle = self.settle <= Duration::from_mins(1);
        problems.check("pacing.settle", settle, "must be at most 1m");
        let messages = self.messages_per_hour >= 1;
        problems.check("pacing.messages_per_hour", messages, "must be at least 1");
        let length = (100..=4096).contains(&self.longest_message);
        problems.check(
            "pacing.longest_message",
            length,
            "must be from 100 to 4096, which is the longest that WhatsApp takes",
        );
    }
}
