//! `PUT /api/tenants/{tenant_id}/conversations/{conversation_id}/read`

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use storage::{conversations, tenants};
use utoipa::ToSchema;

use super::conversation_not_found;
use crate::api::Shared;
use crate::extract::{self, ConversationPath, TenantPath};
use crate::problem::Problem;

/// What was read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct ReadMark {
    /// The id of the last message that was seen.
    up_to: i64,
}

/// Notes that a conversation was read, up to a message.
///
/// As on the phone itself, what one of the tenant's people has read is read for all of them. It never moves back.
#[utoipa::path(
    put,
    path = "/api/tenants/{tenant_id}/conversations/{conversation_id}/read",
    tag = "conversations",
    request_body = ReadMark,
    responses(
        (status = 204, description = "It is read."),
        (status = 404, description = "`conversation_not_found`: the tenant has no conversation with this id."),
    )
)]
pub(in crate::api) async fn mark_read(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    ConversationPath(id): ConversationPath,
    extract::Json(mark): extract::Json<ReadMark>,
) -> Result<StatusCode, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let moved = conversations::mark_read(&mut tx, tenant, id, mark.up_to).await?;
    let Some(moved) = moved else {
        let there = conversations::lookup(&mut tx, tenant, id).await?;
        there.ok_or_else(conversation_not_found)?;
        let message = "must be a message of the conversation";
        return Err(Problem::field("up_to", message));
    };
    tx.commit().await?;
    if moved {
        api.whatsapp.changes.conversation(tenant, id.get()).await;
    }
    Ok(StatusCode::NO_CONTENT)
}
