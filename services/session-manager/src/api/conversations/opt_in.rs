//! `DELETE /api/tenants/{tenant_id}/conversations/{conversation_id}/opt-out`

use axum::Json;
use axum::extract::State;

use super::ConversationBody;
use super::change::{self, Change};
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{ConversationPath, TenantPath};
use crate::problem::Problem;

/// Notes that the customer wants messages again.
#[utoipa::path(
    delete,
    path = "/api/tenants/{tenant_id}/conversations/{conversation_id}/opt-out",
    tag = "conversations",
    responses(
        (status = 200, description = "The customer gets messages.", body = ConversationBody),
        (status = 404, description = "`conversation_not_found`: the tenant has no conversation with this id."),
    )
)]
pub(in crate::api) async fn opt_in(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    ConversationPath(id): ConversationPath,
) -> Result<Json<ConversationBody>, Problem> {
    change::make(&api, &principal, (tenant, id), Change::OptIn).await
}
