//! What a probe has found.

use std::borrow::Cow;

use serde::Serialize;

use super::book::Section;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    /// As it should be.
    Fine,
    /// To be looked at some time, or what cannot be seen from here.
    Warning,
    /// To be mended: customers notice, or will.
    Wrong,
}

impl Level {
    /// What stands before it.
    pub(super) fn sign(self) -> char {
        match self {
            Self::Fine => '✓',
            Self::Warning => '!',
            Self::Wrong => '✗',
        }
    }
}

/// One thing that was found, and what to do about it. It holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    pub(super) level: Level,
    /// What it is about, in a word or two: for programs too.
    pub(super) subject: Cow<'static, str>,
    /// What was found, and what it means.
    pub(super) what: String,
    /// What to do; of what is fine, nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remedy: Option<String>,
    /// Where the operator's book tells more of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) section: Option<Section>,
}

impl Finding {
    pub(super) fn fine(subject: impl Into<Cow<'static, str>>, what: impl Into<String>) -> Self {
        Self {
            level: Level::Fine,
            subject: subject.into(),
            what: what.into(),
            remedy: None,
            section: None,
        }
    }

    pub(super) fn warning(
        subject: impl Into<Cow<'static, str>>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            level: Level::Warning,
            subject: subject.into(),
            what: what.into(),
            remedy: Some(remedy.into()),
            section: None,
        }
    }

    pub(super) fn wrong(
        subject: impl Into<Cow<'static, str>>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            level: Level::Wrong,
            ..Self::warning(subject, what, remedy)
        }
    }

    /// Names the section where more of it is told. Of what is fine nothing more is.
    pub(super) fn see(self, section: Section) -> Self {
        Self {
            section: (self.level > Level::Fine).then_some(section),
            ..self
        }
    }
}
