//! Which leads are wanted, as queries say it.

use storage::conversations::ConversationId;
use storage::leads::{Assigned, Class, Filter, Stage};
use storage::users::UserId;

use crate::api::page::search;
use crate::problem::Problem;

/// What a query says.
#[derive(Debug, Default)]
pub(super) struct Asked<'a> {
    pub(super) stage: Option<&'a str>,
    pub(super) score: Option<&'a str>,
    pub(super) language: Option<&'a str>,
    pub(super) assigned_to: Option<i64>,
    pub(super) unassigned: bool,
    pub(super) conversation_id: Option<i64>,
    pub(super) search: Option<&'a str>,
}

impl Asked<'_> {
    pub(super) fn filter(&self) -> Result<Filter, Problem> {
        Ok(Filter {
            stages: self.stages()?,
            class: self.class()?,
            language: self.language()?,
            assigned: self.assigned()?,
            conversation: self.conversation_id.map(ConversationId::new),
            search: search(self.search)?.map(str::to_owned),
        })
    }

    fn assigned(&self) -> Result<Assigned, Problem> {
        match (self.assigned_to, self.unassigned) {
            (Some(_), true) => {
                let message = "cannot be asked with assigned_to";
                Err(Problem::field("unassigned", message))
            }
            (None, true) => Ok(Assigned::ToNobody),
            (Some(user), false) => Ok(Assigned::To(UserId::new(user))),
            (None, false) => Ok(Assigned::ToAnybody),
        }
    }

    fn stages(&self) -> Result<Vec<Stage>, Problem> {
        let words = self.stage.into_iter().flat_map(|words| words.split(','));
        words.map(|word| stage("stage", word.trim())).collect()
    }

    fn class(&self) -> Result<Option<Class>, Problem> {
        let read = |word| {
            let message = "must be hot, warm or cold";
            Class::of(word).ok_or_else(|| Problem::field("score", message))
        };
        self.score.map(read).transpose()
    }

    fn language(&self) -> Result<Option<String>, Problem> {
        let read = |code: &str| match code {
            "fa" | "ar" | "en" | "ru" => Ok(code.to_owned()),
            _ => Err(Problem::field("language", "must be fa, ar, en or ru")),
        };
        self.language.map(read).transpose()
    }
}

/// The stage of a word.
pub(super) fn stage(field: &'static str, word: &str) -> Result<Stage, Problem> {
    Stage::of(word).ok_or_else(|| {
        let words: Vec<_> = Stage::ALL.iter().map(|stage| stage.as_str()).collect();
        Problem::field(field, format!("must be one of {}", words.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_stages_are_named_with_commas() {
        let asked = Asked {
            stage: Some("new, handed_over"),
            score: Some("hot"),
            language: Some("fa"),
            search: Some(" "),
            ..Asked::default()
        };
        let filter = asked.filter().unwrap();
        assert_eq!(filter.stages, [Stage::New, Stage::HandedOver]);
        assert_eq!(filter.class, Some(Class::Hot));
        assert_eq!(filter.search, None);
        assert_eq!(filter.assigned, Assigned::ToAnybody);
        let nobodys = Asked {
            unassigned: true,
            ..Asked::default()
        };
        assert_eq!(nobodys.filter().unwrap().assigned, Assigned::ToNobody);
        for wrong in [
            Asked {
                stage: Some("new,"),
                ..Asked::default()
            },
            Asked {
                stage: Some("New"),
                ..Asked::default()
            },
            Asked {
                score: Some("12"),
                ..Asked::default()
            },
            Asked {
                language: Some("de"),
                ..Asked::default()
            },
            Asked {
                assigned_to: Some(5),
                unassigned: true,
                ..Asked::default()
            },
        ] {
            assert!(wrong.filter().is_err(), "{wrong:?}");
        }
    }
}
