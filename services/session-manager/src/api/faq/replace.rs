//! `PUT /api/tenants/{tenant_id}/faq`

use axum::Json;
use axum::extract::State;
use storage::llm::FaqEntry;
use storage::{audit, llm, tenants};

use super::{FaqBody, FaqEntryBody};
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{self, TenantPath};
use crate::problem::Problem;

/// A model is shown all of them with each message.
const MOST: usize = 50;
const LONGEST_QUESTION: usize = 200;
const LONGEST_ANSWER: usize = 1000;
const LANGUAGES: [&str; 4] = ["ar", "en", "fa", "ru"];

/// Replaces what the tenant answers to what customers often ask.
///
/// An answer is said word for word when the tenant's language model finds that it answers a customer's question; without a
/// model none is. Nothing else is ever said in answer to a question.
#[utoipa::path(
    put,
    path = "/api/tenants/{tenant_id}/faq",
    tag = "conversations",
    request_body = FaqBody,
    responses((status = 200, description = "The FAQ, as it is now.", body = FaqBody))
)]
pub(in crate::api) async fn replace(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    extract::Json(body): extract::Json<FaqBody>,
) -> Result<Json<FaqBody>, Problem> {
    let entries = checked(body)?;
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lock(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    llm::save_faq(&mut tx, tenant, &entries).await?;
    let actor = principal.actor();
    audit::add(&mut tx, tenant.into(), &actor, "faq_changed", None).await?;
    tx.commit().await?;
    Ok(Json(FaqBody::new(entries)))
}

fn checked(body: FaqBody) -> Result<Vec<FaqEntry>, Problem> {
    if body.entries.len() > MOST {
        return Err(Problem::field("entries", format!("must be at most {MOST}")));
    }
    let entries = body.entries.into_iter().enumerate();
    entries
        .map(|(place, entry)| checked_entry(place, entry))
        .collect()
}

fn checked_entry(place: usize, entry: FaqEntryBody) -> Result<FaqEntry, Problem> {
    let field = |name: &str| format!("entries[{place}].{name}");
    let question = text(&field("question"), &entry.question, LONGEST_QUESTION)?;
    if entry.answers.is_empty() {
        let message = "must have an answer in at least one language";
        return Err(Problem::field(field("answers"), message));
    }
    let answer = |(language, answer): (String, String)| {
        if !LANGUAGES.contains(&language.as_str()) {
            let message = "must be by en, fa, ar or ru";
            return Err(Problem::field(field("answers"), message));
        }
        let answer = text(
            &field(&format!("answers.{language}")),
            &answer,
            LONGEST_ANSWER,
        )?;
        Ok((language, answer))
    };
    Ok(FaqEntry {
        question,
        answers: entry
            .answers
            .into_iter()
            .map(answer)
            .collect::<Result<_, _>>()?,
    })
}

fn text(field: &str, text: &str, longest: usize) -> Result<String, Problem> {
    let text = text.trim();
    let is_fine = (1..=longest).contains(&text.chars().count());
    let is_odd = |c: char| c.is_control() && c != '\n';
    if !is_fine || text.contains(is_odd) {
        let message = format!("must have 1 to {longest} characters");
        return Err(Problem::field(field, message));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problem(entries: &serde_json::Value) -> String {
        let body = serde_json::from_value(json!({ "entries": entries })).unwrap();
        checked(body).unwrap_err().detail().to_owned()
    }

    #[test]
    fn the_wrong_one_is_named() {
        let good = json!({"question": " Pets? ", "answers": {"fa": "بله\nدر بیشتر ساختمان‌ها"}});
        let body = serde_json::from_value(json!({ "entries": [good] })).unwrap();
        assert_eq!(checked(body).unwrap()[0].question, "Pets?");
        for (wrong, detail) in [
            (
                json!({"question": " ", "answers": {"en": "x"}}),
                "entries[1].question: must have 1",
            ),
            (
                json!({"question": "x", "answers": {}}),
                "entries[1].answers: must have an answer",
            ),
            (
                json!({"question": "x", "answers": {"de": "x"}}),
                "entries[1].answers: must be by",
            ),
            (
                json!({"question": "x", "answers": {"en": ""}}),
                "entries[1].answers.en: must have 1",
            ),
            (
                json!({"question": "x", "answers": {"en": "a\u{0}b"}}),
                "entries[1].answers.en: must",
            ),
        ] {
            let said = problem(&json!([good, wrong]));
            assert!(said.starts_with(detail), "{said}");
        }
        assert!(problem(&json!(vec![good; MOST + 1])).starts_with("entries: must be at most"));
    }
}
