//! Which leads are wanted, as queries say it.

use storage::leads::{Class, Filter, Stage};
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
    pub(super) search: Option<&'a str>,
}

impl Asked<'_> {
    pub(super) fn filter(&self) -> Result<Filter, Problem> {
        Ok(Filter {
            stages: self.stages()?,
            class: self.class()?,
            language: self.language()?,
            assigned_to: self.assigned_to.map(UserId::new),
            search: search(self.search)?.map(str::to_owned),
        })
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
        ] {
            assert!(wrong.filter().is_err(), "{wrong:?}");
        }
    }
}
