//! `/api/tenants/{tenant_id}/whatsapp`

mod connect;
mod disconnect;
mod pairing_code;
mod qr;
mod relocate;
mod rotate_key;
mod session;
mod status;
mod timeline;

pub(super) use connect::*;
pub(super) use disconnect::*;
pub(super) use pairing_code::*;
pub(super) use qr::*;
pub(super) use relocate::*;
pub(super) use rotate_key::*;
pub(super) use session::*;
pub(super) use status::*;
pub(super) use timeline::*;

use domain::TenantId;
use storage::users::Role;
use storage::{audit, tenants};

use crate::api::Api;
use crate::auth::{Credential, Principal};
use crate::problem::Problem;

/// Notes who asked for a change of a tenant's session, or of the tenant, before it is begun: what is
/// interrupted has been asked for all the same.
pub(in crate::api) async fn note(
    api: &Api,
    tenant: TenantId,
    principal: &Principal,
    action: &'static str,
) -> Result<(), Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    audit::add(&mut tx, tenant.into(), &principal.actor(), action, None).await?;
    Ok(tx.commit().await?)
}

/// Who it was, for the session's timeline: the tenant's people read it, and learn no operator's name.
pub(in crate::api) fn by(principal: &Principal) -> String {
    match (&principal.role, &principal.credential) {
        (Role::Operator, _) | (_, Credential::OperatorToken) => "an operator".to_owned(),
        (_, Credential::ApiToken(token)) => format!("the token {}", token.name),
        (_, Credential::Login(login)) => login.identity.email.clone(),
    }
}
