//! `DELETE /api/tenants/{tenant_id}/conversations/{conversation_id}/next`

use axum::extract::State;
use axum::http::StatusCode;
use storage::{audit, conversations, tenants};

use super::conversation_not_found;
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{ConversationPath, TenantPath};
use crate::problem::Problem;

/// Gives the planned follow-up up: the bot is silent until the customer writes.
#[utoipa::path(
    delete,
    path = "/api/tenants/{tenant_id}/conversations/{conversation_id}/next",
    tag = "conversations",
    responses(
        (status = 204, description = "It is not said."),
        (status = 404, description = "`conversation_not_found`: the tenant has no conversation with this id. `nothing_planned`: the bot waits for the customer, or is about to answer."),
    )
)]
pub(in crate::api) async fn drop_next(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    ConversationPath(id): ConversationPath,
) -> Result<StatusCode, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    if !conversations::drop_follow_up(&mut tx, tenant, id).await? {
        let there = conversations::lookup_plan(&mut tx, tenant, id).await?;
        there.ok_or_else(conversation_not_found)?;
        let detail = "No follow-up is planned here.";
        let code = "nothing_planned";
        return Err(Problem::new(StatusCode::NOT_FOUND, code, detail));
    }
    let (actor, detail) = (principal.actor(), format!("conversation:{id}"));
    let action = "follow_up_cancelled";
    audit::add(&mut tx, tenant.into(), &actor, action, Some(&detail)).await?;
    tx.commit().await?;
    api.whatsapp.changes.conversation(tenant, id.get()).await;
    Ok(StatusCode::NO_CONTENT)
}
