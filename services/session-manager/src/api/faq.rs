//! `/api/tenants/{tenant_id}/faq`

mod get;
mod replace;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use storage::llm::FaqEntry;
use utoipa::ToSchema;

pub(super) use get::*;
pub(super) use replace::*;

/// What a tenant answers to what customers often ask.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = Faq)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct FaqBody {
    /// At most 50.
    entries: Vec<FaqEntryBody>,
}

/// A question with the tenant's own answers.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = FaqEntry)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct FaqEntryBody {
    /// What customers ask, in at most 200 characters.
    question: String,
    /// What is answered, word for word, by the language in which the customer writes: `en`, `fa`, `ar`, `ru`. At least one,
    /// each of at most 1000 characters. A customer of another language is told that a colleague will answer.
    answers: BTreeMap<String, String>,
}

impl FaqBody {
    fn new(entries: Vec<FaqEntry>) -> Self {
        let entry = |entry: FaqEntry| FaqEntryBody {
            question: entry.question,
            answers: entry.answers,
        };
        Self {
            entries: entries.into_iter().map(entry).collect(),
        }
    }
}
