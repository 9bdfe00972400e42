//! `PUT /api/tenants/{tenant_id}/conversations/{conversation_id}/opt-out`

use axum::Json;
use axum::extract::State;

use super::ConversationBody;
use super::change::{self, Change};
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{ConversationPath, TenantPath};
use crate::problem::Problem;

/// Notes that the customer wants no messages: nothing is sent any more.
///
/// What was about to be said is not said. The customer can ask for messages again, in any of the bot's languages.
#[utoipa::path(
    put,
    path = "/api/tenants/{tenant_id}/conversations/{conversation_id}/opt-out",
    tag = "conversations",
    responses(
        (status = 200, description = "Nothing is sent to the customer.", body = ConversationBody),
        (status = 404, description = "`conversation_not_found`: the tenant has no conversation with this id."),
    )
)]
pub(in crate::api) async fn opt_out(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    ConversationPath(id): ConversationPath,
) -> Result<Json<ConversationBody>, Problem> {
    change::make(&api, &principal, (tenant, id), Change::OptOut).await
}
