//! The engines of WAHA: what speaks to WhatsApp, and gives payloads their shape.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Which engine is pretended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum Engine {
    /// `whatsmeow`; what Peyk's WAHA nodes run.
    Gows,
    /// Baileys.
    Noweb,
    /// A browser.
    Webjs,
}

impl Engine {
    const ALL: [Self; 3] = [Self::Gows, Self::Noweb, Self::Webjs];

    /// As in payloads and answers.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gows => "GOWS",
            Self::Noweb => "NOWEB",
            Self::Webjs => "WEBJS",
        }
    }

    /// The browser of the container, for the engine that drives one.
    pub(crate) fn browser(self) -> Option<&'static str> {
        (self == Self::Webjs).then_some("/usr/bin/chromium")
    }

    /// How long a stop takes, in simulated time.
    pub(crate) fn stop_delay(self) -> Duration {
        match self {
            Self::Gows => Duration::ZERO,
            Self::Noweb => Duration::from_secs(1),
            Self::Webjs => Duration::from_secs(3),
        }
    }
}

impl TryFrom<String> for Engine {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let named = Self::ALL.into_iter().find(|engine| engine.name() == text);
        named.ok_or("expected GOWS, NOWEB or WEBJS")
    }
}

impl From<Engine> for &'static str {
    fn from(engine: Engine) -> Self {
        engine.name()
    }
}
