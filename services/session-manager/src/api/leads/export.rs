//! `GET /api/tenants/{tenant_id}/leads.csv?stage&score&language&assigned_to&unassigned&conversation_id&search`

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::TenantId;
use futures::stream;
use serde::Deserialize;
use serde_json::Value;
use service_runtime::telemetry;
use storage::contacts::ContactId;
use storage::leads::{self, Entry, Filter};
use storage::{Database, StorageError, tenants};
use time::format_description::well_known::Rfc3339;
use utoipa::IntoParams;

use super::filter::Asked;
use crate::api::{NO_STORE, Shared};
use crate::extract::{Query, TenantPath};
use crate::problem::Problem;

/// How many leads are read at once.
const PAGE: i64 = 500;

/// Without it, spreadsheets take UTF-8 for something else.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

const COLUMNS: [&str; 14] = [
    "id",
    "created_at",
    "updated_at",
    "stage",
    "score",
    "score_class",
    "score_reasons",
    "name",
    "phone",
    "language",
    "wish",
    "details",
    "assigned_to",
    "conversation_id",
];

/// Which leads are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct ExportQuery {
    /// One stage, or several with commas between.
    stage: Option<String>,
    /// How good: `hot`, `warm` or `cold`.
    score: Option<String>,
    /// In which language: `fa`, `ar`, `en` or `ru`.
    language: Option<String>,
    /// The id of the user who works on them.
    assigned_to: Option<i64>,
    /// `true`: only those on which nobody works. Not together with `assigned_to`.
    #[serde(default)]
    unassigned: bool,
    /// The id of a conversation: the lead of its customer.
    conversation_id: Option<i64>,
    /// Only those whose name, number or wish contains this.
    search: Option<String>,
}

/// Exports the tenant's leads as CSV, for spreadsheets: all of them, the oldest contact first.
///
/// A text that a spreadsheet would take for a formula has a `'` before it.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/leads.csv",
    tag = "leads",
    params(ExportQuery),
    responses((status = 200, description = "The leads, one a line, under a line of names.", content(
        (String = "text/csv"),
    )))
)]
pub(in crate::api) async fn export(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    Query(query): Query<ExportQuery>,
) -> Result<impl IntoResponse, Problem> {
    let asked = Asked {
        stage: query.stage.as_deref(),
        score: query.score.as_deref(),
        language: query.language.as_deref(),
        assigned_to: query.assigned_to,
        unassigned: query.unassigned,
        conversation_id: query.conversation_id,
        search: query.search.as_deref(),
    };
    let filter = asked.filter()?;
    let database = api.whatsapp.database.clone();
    let mut tx = database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    drop(tx);
    let export = Export {
        database,
        tenant,
        filter,
        rest: Rest::All,
    };
    let headers = [
        (CACHE_CONTROL, NO_STORE),
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"leads.csv\""),
        ),
    ];
    let pages = stream::try_unfold(export, Export::next);
    Ok((headers, Body::from_stream(pages)))
}

/// An export on its way: a page is read when the one before it is gone.
struct Export {
    database: Database,
    tenant: TenantId,
    filter: Filter,
    rest: Rest,
}

/// What is still to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    All,
    After(ContactId),
    Nothing,
}

impl Export {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, std::io::Error> {
        let after = match self.rest {
            Rest::All => None,
            Rest::After(contact) => Some(contact),
            Rest::Nothing => return Ok(None),
        };
        // The connection is cut, so that nobody takes a part for the whole.
        let page = self.read(after).await.map_err(|error| {
            let error = telemetry::chain(&error).to_string();
            tracing::warn!(error, tenant = %self.tenant, "an export of leads was cut short");
            std::io::Error::other("the export was cut short")
        })?;
        let is_last = i64::try_from(page.len()).unwrap_or(PAGE) < PAGE;
        self.rest = match page.last() {
            Some(last) if !is_last => Rest::After(last.contact),
            _ => Rest::Nothing,
        };
        let text = text(&page, after.is_none())?;
        Ok(Some((text, self)))
    }

    async fn read(&self, after: Option<ContactId>) -> Result<Vec<Entry>, StorageError> {
        let mut tx = self.database.begin(self.tenant).await?;
        leads::list_all(&mut tx, self.tenant, &self.filter, after, PAGE).await
    }
}

fn text(leads: &[Entry], is_first: bool) -> Result<Bytes, std::io::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if is_first {
        writer.write_record(COLUMNS)?;
    }
    for lead in leads {
        writer.write_record(record(lead).iter().map(AsRef::<str>::as_ref))?;
    }
    let written = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    let mark = if is_first { BYTE_ORDER_MARK } else { &[] };
    Ok([mark, &written].concat().into())
}

fn record(lead: &Entry) -> [Cow<'_, str>; COLUMNS.len()] {
    let time = |time: time::OffsetDateTime| time.format(&Rfc3339).unwrap_or_default().into();
    let number = |number: Option<i64>| number.map_or_else(String::new, |n| n.to_string()).into();
    let score = lead.score.as_ref();
    let reasons = score.map_or_else(String::new, |score| {
        let reasons = score.reasons.iter();
        let reasons: Vec<_> = reasons
            .map(|reason| format!("{} ({:+})", reason.text, reason.points))
            .collect();
        reasons.join("; ")
    });
    let details: Vec<_> = lead
        .slots
        .iter()
        .filter(|(_, slot)| !slot.value.is_null())
        .map(|(name, slot)| format!("{name}: {}", plain(&slot.value)))
        .collect();
    [
        number(Some(lead.id.get())),
        time(lead.created_at),
        time(lead.updated_at),
        lead.stage.as_str().into(),
        number(score.map(|score| score.points.into())),
        score.map_or("", |score| score.class.as_str()).into(),
        guarded(reasons.into()),
        guarded(lead.name.as_deref().unwrap_or_default().into()),
        lead.phone
            .as_ref()
            .map_or("", |phone| phone.as_str())
            .into(),
        lead.language.as_deref().unwrap_or_default().into(),
        guarded(lead.wish.as_deref().unwrap_or_default().into()),
        guarded(details.join("; ").into()),
        number(lead.assigned_to.map(storage::users::UserId::get)),
        number(
            lead.conversation
                .map(storage::conversations::ConversationId::get),
        ),
    ]
}

fn plain(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => text.into(),
        other => other.to_string().into(),
    }
}

/// What a customer writes is no formula of whoever opens the file.
fn guarded(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}").into()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_a_formula_is_a_text() {
        for formula in [
            "=HYPERLINK(\"http://x\")",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "＝1",
        ] {
            assert_eq!(guarded(formula.into()), format!("'{formula}"));
        }
        for text in ["", "Ana", "'=1", "a=1", "سلام", "5 + 3"] {
            assert_eq!(guarded(text.into()), text);
        }
    }
}
