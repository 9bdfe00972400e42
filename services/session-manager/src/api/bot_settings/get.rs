//! `GET /api/tenants/{tenant_id}/bot-settings`

use axum::Json;
use axum::extract::State;
use storage::{bot_settings, tenants};

use super::SettingsBody;
use crate::api::Shared;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// Shows how the tenant wants its bot.
///
/// What nobody has set is as it is for everybody.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/bot-settings",
    tag = "conversations",
    responses((status = 200, description = "The settings.", body = SettingsBody))
)]
pub(in crate::api) async fn get(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
) -> Result<Json<SettingsBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let settings = bot_settings::lookup(&mut tx, tenant).await?;
    Ok(Json(settings.into()))
}
