//! Exports, one JSON object a line: the next lines are read when those before them are gone.

use std::collections::VecDeque;

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::TenantId;
use futures::stream;
use serde_json::json;
use service_runtime::telemetry;
use storage::contacts::ContactId;
use storage::privacy::{self, Line, Place};
use storage::{Database, StorageError};

use crate::api::NO_STORE;

/// An export on its way.
pub(in crate::api) struct Lines {
    database: Database,
    tenant: TenantId,
    next: VecDeque<Step>,
}

/// What is read next.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// What the tenant has set.
    Tenant,
    /// The next contact after this one, and all after it.
    ContactAfter(Option<ContactId>),
    /// What is known of a contact, from here on.
    Contact(Place),
}

impl Lines {
    pub(in crate::api) fn of_contact(
        database: Database,
        tenant: TenantId,
        contact: ContactId,
    ) -> Self {
        Self {
            database,
            tenant,
            next: [Step::Contact(Place::Contact(contact))].into(),
        }
    }

    pub(in crate::api) fn of_tenant(database: Database, tenant: TenantId) -> Self {
        Self {
            database,
            tenant,
            next: [Step::Tenant, Step::ContactAfter(None)].into(),
        }
    }

    async fn read(&mut self, step: Step) -> Result<Vec<Line>, StorageError> {
        let mut tx = self.database.begin(self.tenant).await?;
        match step {
            Step::Tenant => privacy::tenant_lines(&mut tx, self.tenant).await,
            Step::ContactAfter(after) => {
                let next = privacy::contacts_after(&mut tx, self.tenant, after).await?;
                if let Some(contact) = next {
                    self.next.push_back(Step::Contact(Place::Contact(contact)));
                    self.next.push_back(Step::ContactAfter(Some(contact)));
                }
                Ok(Vec::new())
            }
            Step::Contact(place) => {
                let (lines, next) = privacy::contact_lines(&mut tx, self.tenant, place).await?;
                if let Some(next) = next {
                    self.next.push_front(Step::Contact(next));
                }
                Ok(lines)
            }
        }
    }

    async fn chunk(mut self) -> Result<Option<(Bytes, Self)>, std::io::Error> {
        while let Some(step) = self.next.pop_front() {
            // The connection is cut, so that nobody takes a part for the whole.
            let lines = self.read(step).await.map_err(|error| {
                let error = telemetry::chain(&error).to_string();
                tracing::warn!(error, tenant = %self.tenant, "an export was cut short");
                std::io::Error::other("the export was cut short")
            })?;
            if !lines.is_empty() {
                return Ok(Some((text(&lines), self)));
            }
        }
        Ok(None)
    }
}

fn text(lines: &[Line]) -> Bytes {
    let mut text = String::new();
    for line in lines {
        let line = json!({ "kind": line.kind, "data": line.data });
        text.push_str(&line.to_string());
        text.push('\n');
    }
    text.into()
}

/// The export as an answer.
pub(in crate::api) fn answer(lines: Lines) -> impl IntoResponse {
    let headers = [
        (CACHE_CONTROL, NO_STORE),
        (
            CONTENT_TYPE,
            HeaderValue::from_static("application/x-ndjson"),
        ),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"export.ndjson\""),
        ),
    ];
    let chunks = stream::try_unfold(lines, Lines::chunk);
    (headers, Body::from_stream(chunks))
}
