//! `POST /api/tenants/{tenant_id}/conversations/{conversation_id}/resume`

use axum::Json;
use axum::extract::State;

use super::ConversationBody;
use super::change::{self, Change};
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{ConversationPath, TenantPath};
use crate::problem::Problem;

/// Gives a chat back to the bot, which answers the next message.
///
/// A private chat that it left alone is open to it as well from now on. What was written while a person had the chat is
/// the person's to answer.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/conversations/{conversation_id}/resume",
    tag = "conversations",
    responses(
        (status = 200, description = "The bot has the chat.", body = ConversationBody),
        (status = 404, description = "`conversation_not_found`: the tenant has no conversation with this id."),
    )
)]
pub(in crate::api) async fn resume(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    ConversationPath(id): ConversationPath,
) -> Result<Json<ConversationBody>, Problem> {
    change::make(&api, &principal, (tenant, id), Change::Resume).await
}
